"use client";

import { Ban, KeyRound, LockOpen } from "lucide-react";
import { useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { Notice } from "@/components/ui/notice";
import { type Decision, tell } from "@/components/ui/tell";
import {
  blockAddressAction,
  moveIncidentAction,
  revokeTouchedKeyAction,
  unblockAddressAction,
} from "@/lib/ops/incidents/actions";
import { CAUSE_WORDS, nextStates, sayAbout, sayFigures } from "@/lib/ops/incidents/rules";
import { BLOCK_HOURS, type Incident } from "@/lib/ops/incidents/schema";
import { MOVE_WORDS, SEVERITY_WORDS, STATE_TONES, STATE_WORDS } from "./incident-words";

const HOURS_WORDS: Record<(typeof BLOCK_HOURS)[number], string> = { 1: "an hour", 24: "a day", 168: "a week" };

/** What is known of an incident, how far it is, and what can be done at once. */
export function IncidentState({ incident }: { incident: Incident }) {
  const { id: incidentId, cause, subject, severity, state, figures, openedAt, lastSeenAt, blockedUntil } = incident;
  const [isBusy, startTransition] = useTransition();
  const decide = (decision: Decision) => startTransition(async () => void (await tell(decision)));

  return (
    <section aria-labelledby="state" className="grid gap-4">
      <h2 id="state" className="sr-only">
        How it stands
      </h2>
      <p className="flex flex-wrap gap-2">
        <Badge tone={STATE_TONES[state]}>{STATE_WORDS[state]}</Badge>
        <Badge>Severity: {SEVERITY_WORDS[severity].toLowerCase()}</Badge>
        {blockedUntil && <Badge tone="beam">Address refused</Badge>}
      </p>
      <p className="break-words">
        About {sayAbout(incident)}
        {figures.count !== undefined && `, ${sayFigures(cause, figures)}`}. Opened <Moment at={openedAt} />, last seen{" "}
        <Moment at={lastSeenAt} />.
      </p>
      <Notice title="What to do">{CAUSE_WORDS[cause].advice}</Notice>
      {subject.kind === "address" && (
        <div className="grid gap-2">
          <p className="text-muted text-sm">
            {blockedUntil
              ? `Refused until ${blockedUntil.toISOString().slice(0, 16).replace("T", " ")} UTC.`
              : "Everybody who comes from this address is refused, also readers behind the same router."}
          </p>
          <div className="flex flex-wrap gap-3">
            {blockedUntil ? (
              <Button
                variant="secondary"
                loading={isBusy}
                onClick={() => decide({ done: "It may come again", work: () => unblockAddressAction({ incidentId }) })}
              >
                <LockOpen aria-hidden="true" />
                Let it come again
              </Button>
            ) : (
              BLOCK_HOURS.map((hours) => (
                <Button
                  key={hours}
                  variant="danger-ghost"
                  disabled={isBusy}
                  onClick={() =>
                    decide({
                      done: `Refused for ${HOURS_WORDS[hours]}`,
                      work: () => blockAddressAction({ incidentId, hours }),
                      undo: () => unblockAddressAction({ incidentId }),
                      undone: "It may come again",
                    })
                  }
                >
                  <Ban aria-hidden="true" />
                  Refuse it for {HOURS_WORDS[hours]}
                </Button>
              ))
            )}
          </div>
        </div>
      )}
      {subject.kind === "key" && (
        <Button
          variant="danger-ghost"
          className="justify-self-start"
          loading={isBusy}
          onClick={() => decide({ done: "The key is revoked", work: () => revokeTouchedKeyAction({ incidentId }) })}
        >
          <KeyRound aria-hidden="true" />
          Revoke the key
        </Button>
      )}
      <div className="flex flex-wrap gap-3">
        {/* The review closes it. */}
        {nextStates(state)
          .filter((to) => to !== "closed")
          .map((to) => (
            <Button
              key={to}
              disabled={isBusy}
              onClick={() =>
                decide({ done: STATE_WORDS[to], work: () => moveIncidentAction({ incidentId, from: state, to }) })
              }
            >
              {state === "closed" ? "Take it up again" : MOVE_WORDS[to]}
            </Button>
          ))}
      </div>
    </section>
  );
}
