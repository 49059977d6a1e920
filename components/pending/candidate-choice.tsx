"use client";

import { useTransition } from "react";
import { authorLine } from "@/components/book/book-meta";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { chooseCandidateAction } from "@/lib/scans/pending/actions";
import type { PendingResponse } from "@/lib/scans/pending/schema";

type CandidateChoiceProps = { id: string; candidates: PendingResponse["candidates"]; onDone: () => void };

/** Books of other catalogues that may be meant. */
export function CandidateChoice({ id, candidates, onDone }: CandidateChoiceProps) {
  const [isBusy, startTransition] = useTransition();
  const choose = (evidence: string) =>
    startTransition(async () => {
      try {
        const result = await chooseCandidateAction({ id, evidence });
        if (result.ok) onDone();
        else toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
      } catch {
        toast({ message: NO_CONNECTION, tone: "problem" });
      }
    });
  return (
    <ul className="grid grid-cols-1 gap-3">
      {candidates.map(({ title, subtitle, authors, year, publisher, isbn13, evidence }, at) => (
        <li
          key={evidence}
          className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-surface p-4"
        >
          <div className="min-w-0 flex-1 basis-56">
            <p className="font-book font-semibold">{subtitle ? `${title}: ${subtitle}` : title}</p>
            <p className="text-muted text-sm">
              {[authorLine(authors), publisher, year, isbn13].filter(Boolean).join(" · ")}
            </p>
          </div>
          <Button
            variant="soft"
            disabled={isBusy}
            aria-label={`It is ${title}, ${at + 1}`}
            onClick={() => choose(evidence)}
          >
            This one
          </Button>
        </li>
      ))}
    </ul>
  );
}
