"use client";

import { type FormEvent, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Moment } from "@/components/ui/moment";
import { tell } from "@/components/ui/tell";
import { addNoteAction } from "@/lib/ops/incidents/actions";
import type { Incident } from "@/lib/ops/incidents/schema";

/** What was found out and done, in order. Nobody changes a note. */
export function IncidentNotes({ incident }: { incident: Incident }) {
  const { id: incidentId, notes } = incident;
  const [isBusy, startTransition] = useTransition();
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const text = String(new FormData(form).get("note"));
    startTransition(async () => {
      if (await tell({ done: "Noted", work: () => addNoteAction({ incidentId, text }) })) form.reset();
    });
  };
  return (
    <section aria-labelledby="notes" className="grid content-start gap-4">
      <h2 id="notes" className="font-book font-semibold text-lg">
        Notes
      </h2>
      {notes.length === 0 && <p className="text-muted">Nothing was noted yet.</p>}
      <ol className="grid gap-3">
        {notes.map(({ id, author, writtenAt, text }) => (
          <li key={id} className="rounded-lg border border-line bg-surface px-4 py-3">
            <p className="whitespace-pre-wrap break-words">{text}</p>
            <p className="mt-1 text-muted text-sm">
              {author ?? "An account that is gone"}, <Moment at={writtenAt} />
            </p>
          </li>
        ))}
      </ol>
      <form onSubmit={add} className="grid gap-3">
        <Field label="A note" name="note" required>
          {(control) => <Textarea {...control} rows={3} maxLength={5_000} />}
        </Field>
        <Button type="submit" variant="secondary" loading={isBusy} className="justify-self-start">
          Add the note
        </Button>
      </form>
    </section>
  );
}
