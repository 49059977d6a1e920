"use client";

import { Monitor, Smartphone, Terminal } from "lucide-react";
import { useOptimistic, useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { tell } from "@/components/ui/tell";
import { endSessionAction, signOutElsewhereAction } from "@/lib/accounts/sessions/actions";
import type { SessionSummary } from "@/lib/accounts/sessions/schema";
import { SecuritySection } from "./security-section";

/** Where the reader is signed in; one that is ended goes from the list at once. */
export function SessionSection({ sessions }: { sessions: SessionSummary[] }) {
  const [isPending, startTransition] = useTransition();
  const [present, leave] = useOptimistic(sessions, (now, kept: (session: SessionSummary) => boolean) =>
    now.filter(kept),
  );

  function end({ id, device }: SessionSummary) {
    startTransition(async () => {
      leave((session) => session.id !== id);
      await tell({ done: `${device} is signed out`, work: () => endSessionAction({ sessionId: id }) });
    });
  }

  function endOthers() {
    startTransition(async () => {
      leave((session) => session.isCurrent);
      await tell({ done: "You are signed in here alone", work: () => signOutElsewhereAction({}) });
    });
  }

  return (
    <SecuritySection
      id="sessions"
      title="Where you are signed in"
      lead="A device that you do not know? Sign it out and change your password."
    >
      <ul className="grid grid-cols-1 divide-y divide-line border-line border-y">
        {present.map((session) => (
          <li key={session.id}>
            <SessionRow session={session} onEnd={() => end(session)} />
          </li>
        ))}
      </ul>
      {present.some((session) => !session.isCurrent) && (
        <Button variant="secondary" className="mt-4" loading={isPending} onClick={endOthers}>
          Sign out everywhere else
        </Button>
      )}
    </SecuritySection>
  );
}

const isPhone = (device: string) => /iPhone|iPad|Android/.test(device);

function SessionRow({ session, onEnd }: { session: SessionSummary; onEnd: () => void }) {
  const { id, kind, device, address, lastSeenAt, isCurrent } = session;
  const Icon = kind === "token" ? Terminal : isPhone(device) ? Smartphone : Monitor;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="flex min-w-0 flex-1 basis-56 items-start gap-3">
        <Icon aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-muted" />
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span id={`session-${id}`} className="min-w-0 break-words font-semibold">
              {device}
            </span>
            {isCurrent && <Badge tone="success">This device</Badge>}
            {kind === "token" && <Badge>Program</Badge>}
          </p>
          <p className="break-words text-muted text-sm">
            {address} · last seen <Moment at={lastSeenAt} />
          </p>
        </div>
      </div>
      {!isCurrent && (
        <Button variant="danger-ghost" aria-describedby={`session-${id}`} onClick={onEnd}>
          Sign out
        </Button>
      )}
    </div>
  );
}
