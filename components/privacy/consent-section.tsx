"use client";

import { useState, useTransition } from "react";
import { SecuritySection } from "@/components/accounts/security-section";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { sayFullDay } from "@/components/ui/day-words";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { tell } from "@/components/ui/tell";
import { withdrawConsentAction } from "@/lib/accounts/consents/actions";
import { CONSENT_NAMES, consentWords } from "@/lib/accounts/consents/rules";
import { CONSENT_PURPOSES, type ConsentLine, type ConsentPurpose } from "@/lib/accounts/consents/schema";

/** What the reader agreed to, in which words, from when to when; and the way back. */
export function ConsentSection({ consents }: { consents: ConsentLine[] }) {
  const [asked, setAsked] = useState<ConsentPurpose | null>(null);
  return (
    <SecuritySection
      id="consents"
      title="What you agreed to"
      lead="Each is asked for where it matters, and can be taken back here as easily."
    >
      <ul className="grid grid-cols-1 divide-y divide-line border-line border-y">
        {CONSENT_PURPOSES.map((purpose) => (
          <li key={purpose} className="grid grid-cols-1 gap-2 py-4">
            <Purpose purpose={purpose} lines={consents.filter((line) => line.purpose === purpose)} onAsk={setAsked} />
          </li>
        ))}
      </ul>
      {asked && <Withdrawal purpose={asked} onClose={() => setAsked(null)} />}
    </SecuritySection>
  );
}

type PurposeProps = { purpose: ConsentPurpose; lines: ConsentLine[]; onAsk: (purpose: ConsentPurpose) => void };

function Purpose({ purpose, lines, onAsk }: PurposeProps) {
  const held = lines.find(({ endedAt }) => endedAt === null);
  const words = held && consentWords(purpose, held.version);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h3 className="flex min-w-0 flex-wrap items-center gap-2 font-semibold">
          {CONSENT_NAMES[purpose].name}
          {held ? <Badge tone="success">Agreed</Badge> : <Badge>Not agreed</Badge>}
        </h3>
        {held && (
          <Button variant="secondary" onClick={() => onAsk(purpose)}>
            Take back
          </Button>
        )}
      </div>
      {words && (
        <p className="text-sm">
          “{words.statement}” <span className="text-muted">{words.details}</span>
        </p>
      )}
      {lines.length > 0 && (
        <ul className="grid grid-cols-1 gap-1 text-muted text-sm">
          {lines.map((line) => (
            <li key={line.givenAt.toISOString()}>{sayLine(line)}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function sayLine({ version, givenAt, endedAt, endedBy }: ConsentLine): string {
  const given = `Version ${version}, agreed on ${sayFullDay(givenAt)}`;
  if (endedAt === null) return given;
  return endedBy === "newer"
    ? `${given}, replaced on ${sayFullDay(endedAt)}`
    : `${given}, taken back on ${sayFullDay(endedAt)}`;
}

function Withdrawal({ purpose, onClose }: { purpose: ConsentPurpose; onClose: () => void }) {
  const [isPending, startTransition] = useTransition();
  const withdraw = () =>
    startTransition(async () => {
      const isDone = await tell({
        done: "Taken back. What was kept is being deleted.",
        work: () => withdrawConsentAction({ purpose }),
      });
      if (isDone) onClose();
    });
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        role="alertdialog"
        title="Take it back?"
        description={CONSENT_NAMES[purpose].withdrawal}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              Keep it
            </Button>
            <Button variant="danger" loading={isPending} onClick={withdraw}>
              Take back and delete
            </Button>
          </>
        }
      />
    </Dialog>
  );
}
