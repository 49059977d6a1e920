"use client";

import { MailPlus, Trash2 } from "lucide-react";
import { useOptimistic, useState, useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { sayFullDay } from "@/components/ui/day-words";
import { Moment } from "@/components/ui/moment";
import { tell } from "@/components/ui/tell";
import { revokeInvitationAction } from "@/lib/accounts/invitations/actions";
import type { InvitationSummary } from "@/lib/accounts/invitations/schema";
import { InvitationDialog } from "./invitation-dialog";
import { ROLES } from "./people-list";

type InvitationListProps = { invitations: InvitationSummary[]; now: Date };

/** Links by which people may sign up: a new one, those that are out, and what became of the others. */
export function InvitationList({ invitations, now }: InvitationListProps) {
  const [isOpen, setOpen] = useState(false);
  const [, startTransition] = useTransition();
  const [present, leaveOut] = useOptimistic(invitations, (all, id: number) => all.filter((one) => one.id !== id));

  function revoke({ id }: InvitationSummary) {
    startTransition(async () => {
      leaveOut(id);
      await tell({ done: "The invitation is taken back", work: () => revokeInvitationAction({ invitationId: id }) });
    });
  }

  return (
    <section aria-labelledby="invitations" className="mt-10">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 id="invitations" className="font-book font-semibold text-lg">
          Invitations
        </h2>
        <Button variant="secondary" onClick={() => setOpen(true)}>
          <MailPlus aria-hidden="true" />
          Invite somebody
        </Button>
      </div>
      {present.length === 0 ? (
        <p className="text-muted">None yet. An invitation is a link that lets one person make an account.</p>
      ) : (
        <ul className="grid grid-cols-1 gap-3">
          {present.map((invitation) => (
            <li key={invitation.id}>
              <InvitationEntry invitation={invitation} now={now} onRevoke={() => revoke(invitation)} />
            </li>
          ))}
        </ul>
      )}
      {isOpen && <InvitationDialog onClose={() => setOpen(false)} />}
    </section>
  );
}

type InvitationEntryProps = { invitation: InvitationSummary; now: Date; onRevoke: () => void };

function InvitationEntry({ invitation, now, onRevoke }: InvitationEntryProps) {
  const { id, role, note, madeAt, madeBy, expiresAt, usedAt, usedBy } = invitation;
  const isOver = expiresAt <= now;
  return (
    <article
      aria-labelledby={`invitation-${id}`}
      className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-lg border border-line bg-surface p-4"
    >
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span id={`invitation-${id}`} className="min-w-0 break-words font-semibold">
            {note ?? `Invitation ${id}`}
          </span>
          <Badge>{ROLES[role]}</Badge>
          {usedAt ? <Badge tone="success">Used</Badge> : isOver && <Badge tone="danger">Run out</Badge>}
        </p>
        <p className="text-muted text-sm">
          Made <Moment at={madeAt} />
          {madeBy && ` by ${madeBy}`} ·{" "}
          {usedAt ? (
            <>
              used {usedBy && `by ${usedBy} `}
              <Moment at={usedAt} />
            </>
          ) : (
            <time dateTime={expiresAt.toISOString()}>
              {isOver ? "ran out on" : "until"} {sayFullDay(expiresAt)}
            </time>
          )}
        </p>
      </div>
      {!usedAt && (
        <Button variant="danger-ghost" aria-describedby={`invitation-${id}`} onClick={onRevoke}>
          <Trash2 aria-hidden="true" />
          {isOver ? "Remove" : "Take back"}
        </Button>
      )}
    </article>
  );
}
