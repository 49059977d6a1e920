"use client";

import { PenLine } from "lucide-react";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select, Textarea } from "@/components/ui/input";
import { tell } from "@/components/ui/tell";
import { useUnsaved } from "@/components/ui/use-unsaved";
import { saveReviewAction } from "@/lib/reading/actions";
import { type ReaderWork, VISIBILITIES, type Visibility } from "@/lib/reading/schema";
import { VISIBILITY_WORDS } from "./words";

type Review = { review: string; hasSpoilers: boolean; visibility: Visibility };

/** The reader's own review: as it stands, or to be written. Who sees it is said of it and of the stars together. */
export function ReviewEditor({ book, work }: { book: { isbn: string; title: string }; work: ReaderWork }) {
  const [isWriting, setWriting] = useState(false);
  const [review, setReview] = useState(work.review ?? "");
  const [hasSpoilers, setSpoilers] = useState(work.hasSpoilers);
  const [visibility, setVisibility] = useState(work.visibility);
  const [isPending, startTransition] = useTransition();
  useUnsaved(isWriting && review !== (work.review ?? ""));

  const save = (given: Review) =>
    startTransition(async () => {
      let before: Review | undefined;
      const isSaved = await tell({
        done: given.review === "" && work.review ? "Your review is deleted" : "Saved",
        undone: "As it was before",
        work: async () => {
          const result = await saveReviewAction({ isbn: book.isbn, ...given });
          if (result.ok) before = result.before;
          return result;
        },
        undo: async () => (before ? saveReviewAction({ isbn: book.isbn, ...before }) : { ok: false }),
      });
      if (isSaved) setWriting(false);
    });

  if (!isWriting)
    return (
      <div className="max-w-[65ch] rounded-lg border border-line bg-surface p-4">
        {work.review && <p className="wrap-anywhere mb-3 whitespace-pre-line leading-relaxed">{work.review}</p>}
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <p className="text-muted text-sm">
            {work.rating === null && !work.review ? "Nobody sees your stars and review unless you say so." : null}
            {(work.rating !== null || work.review) &&
              `Who sees your stars and review: ${VISIBILITY_WORDS[work.visibility].toLowerCase()}.`}
          </p>
          <Button variant="secondary" onClick={() => setWriting(true)}>
            <PenLine aria-hidden="true" />
            {work.review ? "Change your review" : "Write a review"}
          </Button>
        </div>
      </div>
    );

  function submit(event: FormEvent) {
    event.preventDefault();
    save({ review, hasSpoilers, visibility });
  }

  return (
    <form onSubmit={submit} className="grid max-w-[65ch] gap-4 rounded-lg border border-line bg-surface p-4">
      <Field label="Your review" name="review">
        {(control) => (
          <Textarea
            {...control}
            rows={7}
            maxLength={20_000}
            value={review}
            onChange={(event) => setReview(event.target.value)}
          />
        )}
      </Field>
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          checked={hasSpoilers}
          onChange={(event) => setSpoilers(event.target.checked)}
          className="size-5 accent-primary"
        />
        It tells how the book goes on
      </label>
      <Field label="Who sees your stars and review" name="visibility" required>
        {(control) => (
          <Select {...control} value={visibility} onChange={(event) => setVisibility(event.target.value as Visibility)}>
            {VISIBILITIES.map((one) => (
              <option key={one} value={one}>
                {VISIBILITY_WORDS[one]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="flex flex-wrap justify-end gap-3">
        {work.review && (
          <Button
            variant="danger-ghost"
            className="mr-auto"
            onClick={() => save({ review: "", hasSpoilers: false, visibility })}
          >
            Delete it
          </Button>
        )}
        <Button variant="secondary" onClick={() => setWriting(false)}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
