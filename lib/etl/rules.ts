/** What becomes of rows, and how they are counted. Pure. */
import { fillEmpty, findKnown, isOfAnotherBook, sourceKeysOf } from "@/lib/catalog/records/rules";
import type { BookRecord, RecordOutcome } from "@/lib/catalog/records/schema";
import type { Counts, Repair } from "./schema";

/** Counts with what became of some more rows, of which `repairs` says what was put right in each. */
export function withOutcomes(
  before: Counts,
  outcomes: readonly RecordOutcome[],
  repairs: readonly (readonly Repair[])[] = [],
): Counts {
  const counts = { ...before };
  for (const [at, outcome] of outcomes.entries()) {
    const isTaken = outcome !== "isbn_of_another_title";
    counts[isTaken ? outcome : "rejected"] += 1;
    if (isTaken && (repairs[at] ?? []).length > 0) counts.repaired += 1;
  }
  return counts;
}

/** As much as tells one book from another. */
export type Named = Pick<BookRecord, "isbn13" | "title" | "subtitle" | "authors"> & { sourceKey: string | null };
type KnownBook = Parameters<typeof fillEmpty>[0] & Named;

/**
 * What would become of a record beside the books that are known and those that came before it, which `added` holds by their
 * names; the record is put there too.
 */
export function previewRecord(known: KnownBook[], added: Map<string, Named>, record: BookRecord): RecordOutcome {
  const book = findKnown(known, record);
  if (book && isOfAnotherBook(book, record)) return "isbn_of_another_title";
  if (book) return Object.keys(fillEmpty(book, record)).length > 0 ? "updated" : "unchanged";
  const { isbn13, title, subtitle, authors } = record;
  const sourceKeys = sourceKeysOf(record);
  const names = [isbn13, ...sourceKeys].filter((name) => name !== null);
  const before = findKnown(
    names.flatMap((name) => added.get(name) ?? []),
    record,
  );
  if (before && isOfAnotherBook(before, record)) return "isbn_of_another_title";
  // What a second one would add to the first is not looked at.
  if (before) return "unchanged";
  const sourceKey = sourceKeys.find((key) => !added.has(key)) ?? null;
  for (const name of names) if (!added.has(name)) added.set(name, { isbn13, title, subtitle, authors, sourceKey });
  return "imported";
}
