"use client";

import { X } from "lucide-react";
import { useOptimistic, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import type { ReaderWork, Reading, Status } from "@/lib/reading/schema";
import { type Place, tellProgress, tellRating, tellStatus } from "./acts";
import { FinishSheet } from "./finish-sheet";
import { ProgressForm } from "./progress-form";
import { ReadingTimes } from "./reading-times";
import { StarInput } from "./star-input";
import { StatusChoice } from "./status-choice";
import { todayHere } from "./today";

type ReadingControlsProps = {
  book: { isbn: string; title: string; pages: number | null };
  work: ReaderWork;
};

/**
 * What a reader does with a book: where they are, how far, how good it was, when they read it. Shows the outcome at once and
 * takes it back when the server says otherwise.
 */
export function ReadingControls({ book, work }: ReadingControlsProps) {
  const [shown, showBefore] = useOptimistic(work, (now, change: Partial<ReaderWork>) => ({ ...now, ...change }));
  const [isFinishing, setFinishing] = useState(false);
  const [, startTransition] = useTransition();
  const open = shown.readings.find(({ outcome }) => outcome === "reading");

  function act(change: Partial<ReaderWork>, work: () => Promise<boolean>) {
    startTransition(async () => {
      showBefore(change);
      await work();
    });
  }

  function choose(status: Status | null) {
    if (status === shown.status) return;
    if (status === "read") return setFinishing(true);
    act({ status, readings: asRead(shown.readings, status, book.pages) }, () => tellStatus(book, status));
  }

  const place = (to: Place) =>
    act({ readings: shown.readings.map((one) => (one === open ? placed(one, to) : one)) }, () =>
      tellProgress(book, to),
    );

  return (
    <section aria-label="Your reading" className="grid grid-cols-1 gap-3">
      <StatusChoice status={shown.status} onChoose={choose} />
      {shown.status === "reading" && open && (
        <ProgressForm title={book.title} reading={open} onPlace={place} onFinish={() => setFinishing(true)} />
      )}
      <StarInput
        label={`Your stars for ${book.title}`}
        value={shown.rating}
        onChange={(rating) => act({ rating }, () => tellRating(book, rating))}
        className="-ml-1.5"
      />
      <ReadingTimes book={book} readings={shown.readings} />
      {shown.status !== null && (
        <Button variant="ghost" onClick={() => choose(null)} className="justify-self-start px-2 text-sm">
          <X aria-hidden="true" />
          Take it off my lists
        </Button>
      )}
      {isFinishing && (
        <FinishSheet
          title={book.title}
          rating={shown.rating}
          onClose={() => setFinishing(false)}
          onSave={(ending) => {
            setFinishing(false);
            const readings = asRead(shown.readings, "read", book.pages, ending.endedOn);
            act({ status: "read", rating: ending.rating, readings }, () => tellStatus(book, "read", ending));
          }}
        />
      )}
    </section>
  );
}

/** How the readings look once the server has done what was chosen. */
function asRead(readings: Reading[], status: Status | null, pages: number | null, endedOn?: string | null): Reading[] {
  const today = todayHere();
  const open = readings.find(({ outcome }) => outcome === "reading");
  const rest = readings.filter((one) => one !== open);
  const fresh = { id: 0, startedOn: null, endedOn: null, page: null, percent: null, pages };
  if (status === "reading") return open ? readings : [{ ...fresh, startedOn: today, outcome: "reading" }, ...rest];
  if (status === "read")
    return [{ ...(open ?? fresh), outcome: "finished", endedOn: endedOn === undefined ? today : endedOn }, ...rest];
  if (status === "stopped") return [{ ...(open ?? fresh), outcome: "stopped", endedOn: today }, ...rest];
  return open && (open.page || open.percent) ? [{ ...open, outcome: "stopped", endedOn: today }, ...rest] : rest;
}

function placed(reading: Reading, { page, percent, pages = reading.pages ?? undefined }: Place): Reading {
  if (page === undefined) return { ...reading, page: null, percent: percent ?? null };
  const share = pages ? Math.min(100, Math.round((page / pages) * 100)) : null;
  return { ...reading, page, percent: share, pages: pages ?? null };
}
