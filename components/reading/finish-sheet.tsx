"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Sheet, SheetContent } from "@/components/ui/sheet";
import { StarInput } from "./star-input";
import { todayHere } from "./today";

type FinishSheetProps = {
  title: string;
  rating: number | null;
  onClose: () => void;
  onSave: (ending: { endedOn: string | null; rating: number | null }) => void;
};

/** When a book was finished, and how good it was: today, unless the reader says otherwise. */
export function FinishSheet({ title, rating: before, onClose, onSave }: FinishSheetProps) {
  const [endedOn, setEndedOn] = useState(todayHere);
  const [isUnknown, setUnknown] = useState(false);
  const [rating, setRating] = useState(before);

  function submit(event: FormEvent) {
    event.preventDefault();
    onSave({ endedOn: isUnknown ? null : endedOn, rating });
  }

  return (
    <Sheet open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <SheetContent title="Finished" description={<bdi>{title}</bdi>}>
        <form onSubmit={submit} className="grid gap-5">
          <div className="grid gap-2">
            {!isUnknown && (
              <Field label="When you finished it" name="endedOn" required>
                {(control) => (
                  <Input
                    {...control}
                    type="date"
                    max={todayHere()}
                    min="1900-01-01"
                    value={endedOn}
                    onChange={(event) => setEndedOn(event.target.value)}
                  />
                )}
              </Field>
            )}
            <label className="flex min-h-11 items-center gap-3">
              <input
                type="checkbox"
                checked={isUnknown}
                onChange={(event) => setUnknown(event.target.checked)}
                className="size-5 accent-primary"
              />
              I do not know when
            </label>
          </div>
          <div className="grid gap-1">
            <p className="font-semibold text-sm">
              Your stars <span className="ml-1 font-normal text-muted">(optional)</span>
            </p>
            <StarInput label={`Your stars for ${title}`} value={rating} onChange={setRating} className="-ml-1.5" />
          </div>
          <Button type="submit" size="lg" data-autofocus>
            Save
          </Button>
        </form>
      </SheetContent>
    </Sheet>
  );
}
