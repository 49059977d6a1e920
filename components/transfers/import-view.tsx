import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import {
  FORMATS,
  IMPORT_DAYS,
  IMPORTS_MAX,
  type ImportDetail,
  type ImportPage,
  ROW_STATES,
  type RowState,
  type ShownRow,
} from "@/lib/transfers/schema";
import { FilterLink } from "./filter-link";
import { ForgetButton, ImportProgress, RetryAllButton, UndoButton } from "./import-acts";
import { ImportPreview } from "./import-preview";
import { type Proposals, RowList } from "./row-list";
import { countRows, STATE_WORDS } from "./words";

type ImportViewProps = {
  detail: ImportDetail;
  mayTake: boolean;
  page: ImportPage;
  rows: { rows: ShownRow[]; next: number | null };
  proposals: Map<number, Proposals>;
};

/** One file that a reader brought: what was understood of it, then what became of each row. */
export function ImportView({ detail, mayTake, page, rows, proposals }: ImportViewProps) {
  const { id, format, fileName, state, total, counts } = detail;
  const isPreview = state === "preview";
  const isAtWork = state === "running" || state === "undoing";
  const left = counts.failed + counts.review;
  return (
    <>
      <PageHeader
        title={fileName ?? FORMATS[format]}
        lead={`${FORMATS[format]}, ${countRows(total)}`}
        back={{ href: "/library/import", label: "Import and export" }}
        actions={
          isAtWork ? undefined : (
            <ForgetButton importId={id} isPreview={isPreview} waiting={counts.pending + counts.review} />
          )
        }
      />
      <ImportProgress state={state} total={total} toDo={counts.new} undone={counts.undone} />
      {isPreview && <ImportPreview detail={detail} mayTake={mayTake} />}
      {!isPreview && (
        <section aria-label="What became of it" className="mb-6 grid gap-4">
          {state === "done" && counts.review > 0 && page.show !== "review" && (
            <Notice tone="warning" title={`${countRows(counts.review)} to decide`}>
              They have no ISBN, so you say which book each is.{" "}
              <a href={hrefOf(id, "review")} className="font-semibold underline">
                Decide now
              </a>
            </Notice>
          )}
          {state === "done" && (
            <div className="flex flex-wrap gap-3">
              {counts.failed > 0 && <RetryAllButton importId={id} count={counts.failed} />}
              {left > 0 && (
                <a
                  href={`/api/v1/imports/${id}/failed`}
                  download
                  className="inline-flex min-h-11 items-center rounded-sm px-2 font-semibold text-primary underline"
                >
                  Download what is not imported: {countRows(left)}
                </a>
              )}
              <UndoButton importId={id} isRunning={false} />
            </div>
          )}
          {state === "running" && (
            <div>
              <UndoButton importId={id} isRunning />
            </div>
          )}
        </section>
      )}
      <section aria-labelledby="rows" className="grid gap-4">
        <h2 id="rows" className="font-book font-semibold text-xl">
          {isPreview ? "How the rows will be" : "Row by row"}
        </h2>
        <Filters id={id} counts={counts} show={page.show} />
        {rows.rows.length === 0 ? (
          <p className="text-muted">There is no such row.</p>
        ) : (
          <RowList
            importId={id}
            rows={rows.rows}
            proposals={proposals}
            isOpen={state === "done" || state === "running"}
          />
        )}
        {rows.next !== null && (
          <ButtonLink href={hrefOf(id, page.show, rows.next)} variant="secondary" className="justify-self-start">
            Next rows
          </ButtonLink>
        )}
      </section>
      <p className="mt-8 text-muted text-sm">
        The file and its rows are kept for {IMPORT_DAYS} days, or until you have brought {IMPORTS_MAX} newer ones, then
        they are deleted; the books stay.
      </p>
    </>
  );
}

const hrefOf = (id: string, show?: RowState, after?: number): string => {
  const query = new URLSearchParams();
  if (show) query.set("show", show);
  if (after) query.set("after", String(after));
  return `/library/import/${id}${query.size > 0 ? `?${query}` : ""}`;
};

function Filters({ id, counts, show }: { id: string; counts: ImportDetail["counts"]; show: RowState | undefined }) {
  const there = ROW_STATES.filter((state) => counts[state] > 0);
  if (there.length < 2 && show === undefined) return null;
  return (
    <nav aria-label="Rows by what became of them" className="flex flex-wrap gap-2">
      <FilterLink href={hrefOf(id)} isCurrent={show === undefined}>
        All
      </FilterLink>
      {there.map((state) => (
        <FilterLink key={state} href={hrefOf(id, state)} isCurrent={show === state}>
          {counts[state].toLocaleString("en")} {STATE_WORDS[state].name}
        </FilterLink>
      ))}
    </nav>
  );
}
