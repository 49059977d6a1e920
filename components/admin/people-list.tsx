"use client";

import { LogOut } from "lucide-react";
import { useOptimistic, useState, useTransition } from "react";
import { useFocusTurn } from "@/components/accounts/open-form";
import { OwnerForm } from "@/components/accounts/owner-button";
import { ScannedAt } from "@/components/library/scanned-at";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { tell } from "@/components/ui/tell";
import { changeRoleAction, endSessionsOfAction } from "@/lib/accounts/people/actions";
import type { Person } from "@/lib/accounts/people/schema";
import type { Role } from "@/lib/accounts/schema";

export const ROLES: Record<Role, string> = { user: "Reader", moderator: "Moderator", admin: "Administrator" };

const ADDRESSES: Record<Person["address"], string> = {
  none: "no e-mail address",
  unconfirmed: "e-mail not confirmed",
  confirmed: "e-mail confirmed",
};

/** Accounts with what an administrator may do to each. `self` is who looks. */
export function PeopleList({ people, self }: { people: Person[]; self: number }) {
  return (
    <ul className="grid grid-cols-1 gap-3">
      {people.map((person) => (
        <li key={person.id}>
          <PersonEntry person={person} isSelf={person.id === self} />
        </li>
      ))}
    </ul>
  );
}

function PersonEntry({ person, isSelf }: { person: Person; isSelf: boolean }) {
  const { id, username, dateJoined, address, sessions, lastSeenAt } = person;
  const [isPending, startTransition] = useTransition();
  const [role, setRole] = useOptimistic(person.role);
  /** The role that is given once the password was typed. */
  const [asked, setAsked] = useState<Role | null>(null);
  const { button: choice, place } = useFocusTurn<HTMLSelectElement>(asked !== null);

  const give = (next: Role, proof = {}) => changeRoleAction({ userId: id, role: next, ...proof });

  const say = (next: Role, given: ReturnType<typeof give>) =>
    tell({
      done: `${username} is now ${ROLES[next].toLowerCase()}`,
      work: () => given,
      undo: () => give(person.role),
      undone: `${username} is ${ROLES[person.role].toLowerCase()} again`,
    });

  function change(next: Role) {
    setAsked(null);
    startTransition(async () => {
      setRole(next);
      const given = give(next);
      const result = await given.catch(() => null);
      if (result?.ok === false && result.reason === "password_needed") setAsked(next);
      else await say(next, given);
    });
  }

  function signOut() {
    startTransition(async () => {
      await tell({ done: `${username} is signed out everywhere`, work: () => endSessionsOfAction({ userId: id }) });
    });
  }

  return (
    <article
      aria-labelledby={`person-${id}`}
      className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-lg border border-line bg-surface p-4"
    >
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span id={`person-${id}`} className="min-w-0 break-words font-semibold">
            {username}
          </span>
          {isSelf && <Badge tone="success">You</Badge>}
          {role !== "user" && <Badge tone="primary">{ROLES[role]}</Badge>}
        </p>
        <p className="text-muted text-sm">
          Joined <ScannedAt at={dateJoined} /> · {ADDRESSES[address]} ·{" "}
          {lastSeenAt ? (
            <>
              {sessions === 1 ? "1 device" : `${sessions} devices`}, last seen <ScannedAt at={lastSeenAt} />
            </>
          ) : (
            "signed in nowhere"
          )}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2.5">
        <select
          ref={choice}
          value={asked ?? role}
          aria-label={`Role of ${username}`}
          aria-busy={isPending || undefined}
          onChange={(event) => change(event.target.value as Role)}
          className="block min-h-11 rounded-md border border-line-strong bg-surface px-3.5 py-2 text-base text-ink hover:border-ink"
        >
          {Object.entries(ROLES).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <Button
          variant="danger-ghost"
          disabled={sessions === 0 || (isSelf && sessions === 1)}
          aria-describedby={`person-${id}`}
          onClick={signOut}
        >
          <LogOut aria-hidden="true" />
          Sign out
        </Button>
      </div>
      {asked && (
        <div ref={place} className="w-full">
          <OwnerForm
            send={(proof) => give(asked, proof)}
            onDone={async (done) => void (await say(asked, Promise.resolve(done)))}
            onClose={() => setAsked(null)}
          />
        </div>
      )}
    </article>
  );
}
