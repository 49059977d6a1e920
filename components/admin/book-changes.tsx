"use client";

import { Undo2 } from "lucide-react";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { tell } from "@/components/ui/tell";
import { undoChangeAction } from "@/lib/catalog/provenance/actions";
import type { BookChange, CuratedBook } from "@/lib/catalog/provenance/schema";
import { CHANGE_NAMES, FIELD_NAMES, sourceName, wordsOf } from "./field-words";

/** What was changed of a book, the latest first, each with what was there before; the latest of a field can be undone. */
export function BookChanges({ book: { id, changes } }: { book: CuratedBook }) {
  const [isBusy, startTransition] = useTransition();
  const undo = (change: BookChange) =>
    startTransition(async () => {
      await tell({
        done: `${FIELD_NAMES[change.field]} is as it was before`,
        work: () => undoChangeAction({ bookId: id, changeId: change.id }),
      });
    });

  return (
    <section aria-labelledby="changes" className="grid gap-4">
      <h2 id="changes" className="font-book font-semibold text-xl">
        History
      </h2>
      {changes.length === 0 ? (
        <p className="text-muted">Nothing was changed since this book came.</p>
      ) : (
        <ol className="grid grid-cols-1 divide-y divide-line rounded-lg border border-line bg-surface">
          {changes.map((change) => (
            <li key={change.id} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3">
              <div className="min-w-0 flex-1 basis-56">
                <p className="text-sm">
                  <span className="font-semibold">{FIELD_NAMES[change.field]}</span>{" "}
                  <span className="text-muted">
                    {whoDid(change)}, <Moment at={change.at} />
                  </span>
                </p>
                {change.kind !== "locked" && change.kind !== "unlocked" && <Difference change={change} />}
              </div>
              {change.canUndo && (
                <Button
                  variant="secondary"
                  size="sm"
                  disabled={isBusy}
                  aria-label={`Undo: ${FIELD_NAMES[change.field]}`}
                  onClick={() => undo(change)}
                >
                  <Undo2 aria-hidden="true" />
                  Undo
                </Button>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function whoDid({ kind, person, source, isFormer }: BookChange): string {
  const by = person ? ` by ${person}` : "";
  const from = source && (kind === "filled" || kind === "accepted") ? ` from ${sourceName(source)}` : "";
  const of = isFormer ? ", of a book that was merged into this one" : "";
  return `${CHANGE_NAMES[kind].toLowerCase()}${from}${by}${of}`;
}

function Difference({ change: { field, oldValue, newValue } }: { change: BookChange }) {
  const [before, after] = [wordsOf(field, oldValue), wordsOf(field, newValue)];
  return (
    <p className="line-clamp-4 break-words">
      {before !== null && <del className="text-muted">{before}</del>}{" "}
      {after !== null && <ins className="no-underline">{after}</ins>}
      {after === null && <span className="text-muted">taken away</span>}
    </p>
  );
}
