"use client";

import { Undo2 } from "lucide-react";
import Link from "next/link";
import { useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { tell } from "@/components/ui/tell";
import { undoMergeAction } from "@/lib/duplicates/actions";
import type { ListedMerge } from "@/lib/duplicates/schema";

/** What was merged and joined, the latest first, each with its undo. */
export function MergeList({ merges }: { merges: ListedMerge[] }) {
  const [isBusy, startTransition] = useTransition();
  const undo = ({ id, title }: ListedMerge) =>
    startTransition(async () => {
      await tell({ done: `“${title}” is as it was before`, work: () => undoMergeAction({ mergeId: id }) });
    });
  return (
    <ol className="grid grid-cols-1 divide-y divide-line rounded-lg border border-line bg-surface">
      {merges.map((merge) => (
        <li key={merge.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
          <div className="min-w-0 flex-1 basis-56">
            <p className="break-words">
              <span className="font-semibold">{merge.title}</span>{" "}
              {merge.kind === "books" ? "was merged into" : "was joined as one work with"} <Into merge={merge} />
            </p>
            <p className="text-muted text-sm">
              {merge.person && `by ${merge.person}, `}
              <Moment at={merge.at} />
            </p>
          </div>
          {merge.undoneAt ? (
            <Badge>Undone</Badge>
          ) : (
            <Button
              variant="secondary"
              size="sm"
              disabled={isBusy}
              aria-label={`Undo: ${merge.title}`}
              onClick={() => undo(merge)}
            >
              <Undo2 aria-hidden="true" />
              Undo
            </Button>
          )}
        </li>
      ))}
    </ol>
  );
}

function Into({ merge: { book } }: { merge: ListedMerge }) {
  if (!book) return <span className="text-muted">a book that is gone itself</span>;
  return (
    <Link href={`/book/${encodeURIComponent(book.isbn)}`} className="text-primary underline">
      {book.title}
    </Link>
  );
}
