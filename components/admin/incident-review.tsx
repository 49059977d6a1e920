"use client";

import { type FormEvent, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { tell } from "@/components/ui/tell";
import { writeReviewAction } from "@/lib/ops/incidents/actions";
import type { Incident } from "@/lib/ops/incidents/schema";

/** What happened, why, and what changes: Markdown, shown as it was typed. */
export function IncidentReview({ incident }: { incident: Incident }) {
  const { id: incidentId, review, state } = incident;
  const [isBusy, startTransition] = useTransition();
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("review"));
    startTransition(
      async () => void (await tell({ done: "Kept", work: () => writeReviewAction({ incidentId, text }) })),
    );
  };
  return (
    <section aria-labelledby="review" className="grid gap-3">
      <h2 id="review" className="font-book font-semibold text-lg">
        Review
      </h2>
      {state === "closed" ? (
        <p className="whitespace-pre-wrap break-words rounded-lg border border-line bg-surface p-4 sm:p-5">{review}</p>
      ) : (
        <form onSubmit={save} className="grid gap-3">
          <Field
            label="What happened, why, and what changes"
            name="review"
            hint="Markdown, if you like. Needed to close it: for a false alarm a sentence is enough."
          >
            {(control) => <Textarea {...control} rows={8} maxLength={20_000} defaultValue={review} />}
          </Field>
          <Button type="submit" variant="secondary" loading={isBusy} className="justify-self-start">
            Keep the review
          </Button>
        </form>
      )}
    </section>
  );
}
