"use client";

import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { saveReadingAction } from "@/lib/reading/actions";
import type { Reading } from "@/lib/reading/schema";
import { tellWithUndo } from "./acts";
import { todayHere } from "./today";

type ReadingDialogProps = {
  book: { isbn: string; title: string };
  /** Without one a new time is added. */
  reading?: Reading;
  onClose: () => void;
};

/** From when to when a book was read; days that nobody knows stay empty. */
export function ReadingDialog({ book, reading, onClose }: ReadingDialogProps) {
  const [startedOn, setStartedOn] = useState(reading?.startedOn ?? "");
  const [endedOn, setEndedOn] = useState(reading?.endedOn ?? "");
  const [outcome, setOutcome] = useState(reading?.outcome === "stopped" ? "stopped" : "finished");
  const [problem, setProblem] = useState<string>();
  const [isPending, startTransition] = useTransition();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (startedOn && endedOn && endedOn < startedOn) return setProblem("It cannot end before it began.");
    setProblem(undefined);
    const given = {
      ...{ isbn: book.isbn, readingId: reading?.id, startedOn: startedOn || null, endedOn: endedOn || null },
      outcome: outcome === "stopped" ? ("stopped" as const) : ("finished" as const),
    };
    startTransition(async () => {
      if (await tellWithUndo(reading ? "Changed" : "Added", () => saveReadingAction(given))) onClose();
    });
  }

  const days = { type: "date", min: "1900-01-01", max: todayHere() };
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={reading ? "When you read it" : "A time that you read it"}
        description={<bdi>{book.title}</bdi>}
      >
        <form onSubmit={submit} noValidate className="grid gap-4">
          <Field label="Begun" name="startedOn">
            {(control) => (
              <Input {...control} {...days} value={startedOn} onChange={(event) => setStartedOn(event.target.value)} />
            )}
          </Field>
          <Field label={outcome === "stopped" ? "Stopped" : "Finished"} name="endedOn" error={problem}>
            {(control) => (
              <Input {...control} {...days} value={endedOn} onChange={(event) => setEndedOn(event.target.value)} />
            )}
          </Field>
          <Field label="How it ended" name="outcome" required>
            {(control) => (
              <Select {...control} value={outcome} onChange={(event) => setOutcome(event.target.value)}>
                <option value="finished">Read to the end</option>
                <option value="stopped">Stopped before the end</option>
              </Select>
            )}
          </Field>
          <Button type="submit" loading={isPending}>
            Save
          </Button>
        </form>
      </DialogContent>
    </Dialog>
  );
}
