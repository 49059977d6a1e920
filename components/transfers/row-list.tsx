import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import type { BookSummary } from "@/lib/catalog/schema";
import { ROW_REASONS, type ShownRow } from "@/lib/transfers/schema";
import { RowDecision } from "./row-decision";
import { STATE_WORDS } from "./words";

export type Proposals = { book: BookSummary; likeness: number }[];

type RowListProps = {
  importId: string;
  rows: ShownRow[];
  proposals: Map<number, Proposals>;
  /** Rows can be decided and tried again. */
  isOpen: boolean;
};

/** Rows of a file, each with what it says and what became of it. */
export function RowList({ importId, rows, proposals, isOpen }: RowListProps) {
  return (
    <ul className="grid gap-px overflow-hidden rounded-lg border border-line bg-line">
      {rows.map((row) => {
        const { id, line, state, reason, title, authors, says, href } = row;
        const mayDecide = isOpen && ["review", "failed", "skipped", "pending"].includes(state);
        return (
          <li key={id} className="grid gap-2 bg-surface px-4 py-3">
            <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-1">
              <div className="min-w-0 flex-1 basis-60">
                <h3 className="break-words font-book font-semibold text-lg leading-snug">
                  {href ? (
                    <Link
                      href={href}
                      className="underline decoration-line-strong underline-offset-4 hover:decoration-ink"
                    >
                      {title}
                    </Link>
                  ) : (
                    title
                  )}
                </h3>
                {authors.length > 0 && <p className="text-muted text-sm">{authors.join(", ")}</p>}
              </div>
              <p className="flex items-center gap-2">
                <span className="text-muted text-xs tabular-nums">line {line}</span>
                {state !== "new" && <Badge tone={STATE_WORDS[state].tone}>{STATE_WORDS[state].name}</Badge>}
              </p>
            </div>
            {says.length > 0 && <p className="break-words text-sm">{says.join(" · ")}</p>}
            {reason && <p className="text-muted text-sm">{ROW_REASONS[reason]}</p>}
            {mayDecide && <RowDecision importId={importId} row={row} proposals={proposals.get(id) ?? []} />}
          </li>
        );
      })}
    </ul>
  );
}
