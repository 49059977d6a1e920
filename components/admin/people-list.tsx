"use client";

import { LogOut } from "lucide-react";
import { useOptimistic, useState, useTransition } from "react";
import { useFocusTurn } from "@/components/accounts/open-form";
import { OwnerForm } from "@/components/accounts/owner-button";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { tell } from "@/components/ui/tell";
import { changeRoleAction, endSessionsOfAction } from "@/lib/accounts/people/actions";
import type { Person } from "@/lib/accounts/people/schema";
import type { Role } from "@/lib/accounts/schema";

export const ROLES: Record<Role, string> = { user: "Reader", moderator: "Moderator", admin: "Administrator" };

const AS: Record<Role, string> = { user: "a reader", moderator: "a moderator", admin: "an administrator" };

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
  /** Chosen and not given yet: arrow keys go through the roles one by one. */
  const [chosen, setChosen] = useState<Role>(person.role);
  const [isAsked, setAsked] = useState(false);
  const { button: choice, place } = useFocusTurn<HTMLSelectElement>(isAsked);

  const give = (next: Role, proof = {}) => changeRoleAction({ userId: id, role: next, ...proof });

  /** Says how it ended, and follows. */
  async function end(next: Role, given: ReturnType<typeof give>) {
    const isGiven = await tell({
      done: `${username} is now ${AS[next]}`,
      work: () => given,
      undo: async () => {
        const result = await give(person.role);
        if (result.ok) setChosen(person.role);
        return result;
      },
      undone: `${username} is ${AS[person.role]} again`,
    });
    if (!isGiven) setChosen(person.role);
  }

  function save() {
    startTransition(async () => {
      setRole(chosen);
      const given = give(chosen);
      const result = await given.catch(() => null);
      if (result?.ok === false && result.reason === "password_needed") setAsked(true);
      else await end(chosen, given);
    });
  }

  function choose(next: Role) {
    setAsked(false);
    setChosen(next);
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
          Joined <Moment at={dateJoined} /> · {ADDRESSES[address]} ·{" "}
          {lastSeenAt ? (
            <>
              {sessions === 1 ? "1 device" : `${sessions} devices`}, last seen <Moment at={lastSeenAt} />
            </>
          ) : (
            "signed in nowhere"
          )}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2.5">
        <select
          ref={choice}
          value={chosen}
          aria-label={`Role of ${username}`}
          onChange={(event) => choose(event.target.value as Role)}
          className="block min-h-11 rounded-md border border-line-strong bg-surface px-3.5 py-2 text-base text-ink hover:border-ink"
        >
          {Object.entries(ROLES).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        {chosen !== person.role && !isAsked && (
          <Button loading={isPending} aria-describedby={`person-${id}`} onClick={save}>
            Save role
          </Button>
        )}
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
      {isAsked && (
        <div ref={place} className="w-full">
          <OwnerForm
            send={(proof) => give(chosen, proof)}
            onDone={(done) => end(chosen, Promise.resolve(done))}
            onClose={() => choose(person.role)}
          />
        </div>
      )}
    </article>
  );
}
