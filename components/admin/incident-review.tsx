"use client";

import { type FormEvent, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { tell } from "@/components/ui/tell";
import { moveIncidentAction, writeReviewAction } from "@/lib/ops/incidents/actions";
import type { Incident } from "@/lib/ops/incidents/schema";

/** What happened, why, and what changes: Markdown, shown as it was typed. Closing keeps it as it stands. */
export function IncidentReview({ incident }: { incident: Incident }) {
  const { id: incidentId, review, state } = incident;
  const [isBusy, startTransition] = useTransition();
  const write = (form: HTMLFormElement) =>
    writeReviewAction({ incidentId, text: String(new FormData(form).get("review")) });
  const keep = (form: HTMLFormElement) =>
    startTransition(async () => void (await tell({ done: "Kept", work: () => write(form) })));
  const close = (form: HTMLFormElement) =>
    startTransition(async () => {
      const work = async () => {
        const written = await write(form);
        return written.ok ? moveIncidentAction({ incidentId, from: state, to: "closed" }) : written;
      };
      await tell({ done: "Closed", work });
    });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    keep(event.currentTarget);
  };
  return (
    <section aria-labelledby="review" className="grid gap-3">
      <h2 id="review" className="font-book font-semibold text-lg">
        Review
      </h2>
      {state === "closed" ? (
        <p className="whitespace-pre-wrap break-words rounded-lg border border-line bg-surface p-4 sm:p-5">{review}</p>
      ) : (
        <form onSubmit={submit} className="grid gap-3">
          <Field
            label="What happened, why, and what changes"
            name="review"
            hint="Markdown, if you like. Needed to close it: for a false alarm a sentence is enough."
          >
            {(control) => <Textarea {...control} rows={8} maxLength={20_000} defaultValue={review} />}
          </Field>
          <div className="flex flex-wrap gap-3">
            <Button type="submit" variant="secondary" loading={isBusy}>
              Keep the review
            </Button>
            <Button disabled={isBusy} onClick={({ currentTarget: { form } }) => form && close(form)}>
              Close the incident
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}
