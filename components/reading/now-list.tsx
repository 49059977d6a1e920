"use client";

import { useOptimistic, useState, useTransition } from "react";
import { BookRow } from "@/components/book/book-row";
import type { ListedReading } from "@/lib/reading/schema";
import { type Place, tellProgress, tellStatus } from "./acts";
import { FinishSheet } from "./finish-sheet";
import { ProgressForm } from "./progress-form";
import { sayDays } from "./words";

type Change = { id: number; place?: Place };

/** What is read now: how far each is, to be updated or finished on the spot. */
export function NowList({ readings }: { readings: ListedReading[] }) {
  const [shown, showBefore] = useOptimistic(readings, applyChange);
  const [finishing, setFinishing] = useState<ListedReading | null>(null);
  const [, startTransition] = useTransition();

  const act = (change: Change, work: () => Promise<boolean>) =>
    startTransition(async () => {
      showBefore(change);
      await work();
    });

  return (
    <>
      <ul className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        {shown.map((reading) => (
          <li key={reading.id} className="rounded-lg border border-line bg-surface p-2 pb-3">
            <BookRow book={reading.book} as="h3" note={sayDays(reading)} />
            <ProgressForm
              title={reading.book.title}
              reading={reading}
              onPlace={(place) => act({ id: reading.id, place }, () => tellProgress(reading.book, place))}
              onFinish={() => setFinishing(reading)}
              className="px-2 pt-2"
            />
          </li>
        ))}
      </ul>
      {finishing && (
        <FinishSheet
          title={finishing.book.title}
          rating={finishing.rating}
          onClose={() => setFinishing(null)}
          onSave={(ending) => {
            setFinishing(null);
            act({ id: finishing.id }, () => tellStatus(finishing.book, "read", ending));
          }}
        />
      )}
    </>
  );
}

/** Without a place it is finished, and not read any more. */
function applyChange(readings: ListedReading[], { id, place }: Change): ListedReading[] {
  if (!place) return readings.filter((one) => one.id !== id);
  return readings.map((one) => {
    if (one.id !== id) return one;
    const pages = place.pages ?? one.pages;
    if (place.page === undefined) return { ...one, pages, page: null, percent: place.percent ?? null };
    return { ...one, pages, page: place.page, percent: pages ? Math.round((place.page / pages) * 100) : null };
  });
}
