"use client";

import { useOptimistic, useTransition } from "react";
import { SecuritySection } from "@/components/accounts/security-section";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { tell } from "@/components/ui/tell";
import type { Verdict } from "@/lib/scans/feedback/schema";
import { deleteOwnFeedbackAction } from "@/lib/scans/own/actions";
import type { OwnFeedback as Feedback } from "@/lib/scans/own/schema";

const SAID: Record<Verdict, string> = {
  confirmed: "It is this book",
  rejected: "The answer was wrong",
  wrong_edition: "It is another edition",
  not_in_list: "It is none of these",
  bad_cover: "The cover picture is wrong",
};

/** What the reader said of answers, each to be deleted. `count`: how many there are, of which the last are shown. */
export function OwnFeedback({ feedback, count }: { feedback: Feedback[]; count: number }) {
  const [, startTransition] = useTransition();
  const [present, leaveOut] = useOptimistic(feedback, (now, id: number) => now.filter((said) => said.id !== id));

  const remove = ({ id }: Feedback) =>
    startTransition(async () => {
      leaveOut(id);
      await tell({ done: "What you said is deleted", work: () => deleteOwnFeedbackAction({ feedbackId: id }) });
    });

  return (
    <SecuritySection
      id="feedback"
      title="What you said of answers"
      lead={count > feedback.length ? `The last ${feedback.length} of ${count.toLocaleString("en")}.` : undefined}
    >
      <ul className="grid grid-cols-1 divide-y divide-line border-line border-y">
        {present.map((said) => (
          <li key={said.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
            <div className="min-w-0 flex-1 basis-48">
              <p className="break-words font-semibold">{nameOf(said)}</p>
              <p className="text-muted text-sm">
                {SAID[said.verdict]}
                {said.hasPhoto && ", with your photo"} · <Moment at={said.saidAt} />
              </p>
              {said.note && <p className="whitespace-pre-line break-words text-sm">“{said.note}”</p>}
            </div>
            <Button
              variant="danger-ghost"
              aria-label={`Delete what you said of ${nameOf(said)}`}
              onClick={() => remove(said)}
            >
              Delete
            </Button>
          </li>
        ))}
      </ul>
    </SecuritySection>
  );
}

const nameOf = ({ book }: Feedback): string => book?.title ?? "A scan without a book";
