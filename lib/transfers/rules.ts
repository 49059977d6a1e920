/** How imports are shown. Pure. */
import { localName } from "@/lib/catalog/rules";
import type { Entry, RowReason, RowState, ShownRow } from "./schema";

/** What a row says, in a few words each. */
export function sayEntry({ status, rating, review, readings, collections, tags, copies, quotes }: Entry): string[] {
  const STATUS = { want: "want to read", reading: "reading", read: "read", stopped: "stopped" } as const;
  const times = readings.filter(({ outcome }) => outcome === "finished").length;
  const last = readings
    .map(({ endedOn }) => endedOn)
    .filter((day) => day !== null)
    .toSorted()
    .at(-1);
  return [
    status && STATUS[status],
    times > 1 && `${times} times`,
    last && `last on ${last}`,
    rating !== null && sayStars(rating),
    review && "review",
    copies.length > 0 && (copies.length === 1 ? "1 copy" : `${copies.length} copies`),
    quotes.length > 0 && (quotes.length === 1 ? "1 note" : `${quotes.length} notes`),
    ...collections.map(({ name }) => name),
    ...tags.map((tag) => `#${tag}`),
  ].filter((fact): fact is string => typeof fact === "string" && fact !== "");
}

const PARTS: Record<number, string> = { 0: "", 0.25: "¼", 0.5: "½", 0.75: "¾" };

/** "4½ stars". */
export function sayStars(rating: number): string {
  const whole = Math.floor(rating);
  const part = PARTS[rating - whole] ?? "";
  return `${whole === 0 ? part : `${whole}${part}`} ${rating === 1 ? "star" : "stars"}`;
}

type Row = {
  id: number;
  line: number;
  state: RowState;
  reason: string | null;
  raw: unknown;
  isbn: string | null;
  bookId: number | null;
  added: unknown;
};

const RAW_SHOWN = 120;
const startOf = (raw: unknown): string => {
  const text = Array.isArray(raw) ? raw.filter(Boolean).join(", ") : JSON.stringify(raw);
  return text.length > RAW_SHOWN ? `${text.slice(0, RAW_SHOWN)}…` : text;
};

/** The name under which a row's book is waited for. */
export const pendingNameOf = ({ isbn, added }: Pick<Row, "isbn" | "added">): string | null =>
  isbn ?? ((added as { pending?: string } | null)?.pending || null);

/** A row as its reader sees it. */
export function showRow(row: Row, entry: Entry | undefined): ShownRow {
  const { id, line, state, reason, bookId } = row;
  const pending = state === "pending" && reason !== "waits_turn" ? pendingNameOf(row) : null;
  const title = entry?.book.title || (entry?.book.isbn13 ? `ISBN ${entry.book.isbn13}` : startOf(row.raw));
  const hasBook = bookId !== null && state !== "undone";
  return {
    ...{ id, line, state, title, authors: entry?.book.authors ?? [], isbn: row.isbn },
    reason: reason as RowReason | null,
    says: entry ? [...sayEntry(entry), ...entry.notes] : [],
    href: hasBook
      ? `/book/${encodeURIComponent(localName(bookId))}`
      : pending === null
        ? null
        : `/pending/${encodeURIComponent(pending)}`,
  };
}
