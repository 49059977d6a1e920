import "server-only";
import { createHash } from "node:crypto";
import { and, eq, inArray } from "drizzle-orm";
import { inTransaction, isDuplicate, type Tx } from "@/db/client";
import { bookChanges, bookProposals, books } from "@/db/schema/catalog";
import type { Actor } from "@/lib/accounts/schema";
import { recordEvent } from "@/lib/events/commands";
import { fail, ok } from "@/lib/platform/result";
import { bookChanged } from "../events";
import { holdAlias, holdBookToFill } from "../queries";
import { fieldsOf, fillEmpty } from "../records/rules";
import type { BookRecord } from "../records/schema";
import { canCurate } from "./policy";
import { getChange, listProposedValues } from "./queries";
import { canonical, fieldsWith, isEmptyValue, isNews, valueIn } from "./rules";
import {
  type BookColumns,
  type BookField,
  type ChangeKind,
  type DecideProposalsInput,
  type EditBookInput,
  editableFields,
  type FieldValue,
  isLocked,
  type LockFieldInput,
  type Origin,
  type Origins,
  PERSON,
  type Said,
  type UndoChangeInput,
} from "./schema";

/** A book whose row is locked. */
type HeldBook = BookColumns & { id: number; origins: Origins | null };

type Change = {
  field: BookField;
  kind: ChangeKind;
  value: FieldValue;
  origin: Origin | null;
  userId?: number;
  undoesId?: number;
};

type ChangeRow = typeof bookChanges.$inferInsert;

/** An ISBN is one book's: its own, or that of a book that was merged into it. Of two books' own a unique index says so. */
export class IsbnTaken extends Error {
  override name = "IsbnTaken" as const;
}

/**
 * Writes changes of different fields into a book whose row the caller holds, and answers with their rows of the history,
 * for `recordChanges`: apart, so that an import writes those of many books at once. Throws IsbnTaken, or what the unique
 * index says, where another book has the ISBN that it would get.
 */
export async function writeChanges(tx: Tx, book: HeldBook, changes: Change[]): Promise<ChangeRow[]> {
  const origins: Origins = { ...book.origins };
  const columns: Partial<BookColumns> = {};
  const rows = changes.map(({ field, kind, value, origin, userId, undoesId }): ChangeRow => {
    const [oldValue, oldOrigin] = [valueIn(field, book), book.origins?.[field] ?? null];
    if (origin) origins[field] = origin;
    else delete origins[field];
    Object.assign(columns, value);
    return { bookId: book.id, field, kind, oldValue, newValue: value, oldOrigin, newOrigin: origin, userId, undoesId };
  });
  await tx
    .update(books)
    .set({ ...columns, origins })
    .where(eq(books.id, book.id));
  if (columns.isbn13 && columns.isbn13 !== book.isbn13) await refuseAlias(tx, book.id, columns.isbn13);
  return rows;
}

/** After the number was written: one that a merge is just making an alias is waited for by then. */
async function refuseAlias(tx: Tx, bookId: number, isbn13: string): Promise<void> {
  const owner = await holdAlias(tx, isbn13);
  if (owner !== undefined && owner !== bookId) throw new IsbnTaken(`${isbn13} leads to book ${owner}`);
}

/** Enters changes into the history, in their order; answers with their ids. */
export async function recordChanges(tx: Tx, rows: ChangeRow[]): Promise<number[]> {
  if (rows.length === 0) return [];
  const added = await tx.insert(bookChanges).values(rows).$returningId();
  return added.map(({ id }) => id);
}

/** What fills empty fields of a held book, as changes by whoever said it. */
export function filling(book: HeldBook, columns: Partial<BookColumns>, saidOf: (field: BookField) => Said, at: Date) {
  return fieldsWith(columns).map(
    (field): Change => ({
      field,
      kind: "filled",
      value: valueIn(field, { ...book, ...columns }),
      origin: { ...saidOf(field), at: at.toISOString() },
    }),
  );
}

export type EnrichBookInput = {
  bookId: number;
  /** What was found out about the book. */
  record: BookRecord;
  /** Who says so, as a whole. */
  by: Said;
  /** And of single fields, where the record is of several sources. */
  origins?: Partial<Record<BookField, Said>>;
  /** When it was said. */
  at: Date;
};

/**
 * Gives a book what sources say of it. Where the record has the book's own ISBN, it fills the fields that are empty; what
 * else it says is proposed, and a record that was found by words alone only proposes. Locked fields stay out of it, and a
 * value that a person rejected does not come again. Twice is once. In one transaction with the book's row locked; fails
 * with `another_book` for a record of another ISBN.
 */
export async function enrichBook(input: EnrichBookInput) {
  return inTransaction((tx) => enrichBookWithin(tx, input));
}

/** Like `enrichBook`, in the caller's transaction. */
export async function enrichBookWithin(tx: Tx, { bookId, record, by, origins = {}, at }: EnrichBookInput) {
  const book = await holdBookToFill(tx, bookId);
  if (!book) return fail("book_not_found");
  const isOther = book.isbn13 !== null && record.isbn13 !== null && book.isbn13 !== record.isbn13;
  if (isOther) return fail("another_book", "The record is of another ISBN than the book.");
  const saidOf = (field: BookField) => origins[field] ?? by;

  const isSure = book.isbn13 !== null && book.isbn13 === record.isbn13;
  const filled = isSure ? fillEmpty(book, record) : {};
  const changes = filling(book, filled, saidOf, at);
  if (changes.length > 0) {
    await recordChanges(tx, await writeChanges(tx, book, changes));
    await recordEvent(tx, bookChanged, { bookId });
  }
  const given: BookColumns = { ...fieldsOf(record), title: record.title };
  const proposed = await propose(tx, { ...book, ...filled }, given, saidOf, at);
  return ok({ filled: changes.map(({ field }) => field), proposed });
}

/** Proposes what is news; answers with the fields of which something is proposed that was not before. */
async function propose(
  tx: Tx,
  book: HeldBook,
  given: BookColumns,
  saidOf: (field: BookField) => Said,
  at: Date,
): Promise<BookField[]> {
  const news = editableFields
    .filter((field) => !isLocked(book.origins, field))
    .map((field) => ({ field, value: valueIn(field, given) }))
    .filter(({ field, value }) => isNews(field, valueIn(field, book), value));
  if (news.length === 0) return [];
  const known = await listProposedValues(tx, book.id);
  const added: BookField[] = [];
  for (const { field, value } of news) {
    const { source, confidence } = saidOf(field);
    const valueHash = createHash("sha256").update(canonical(field, value)).digest("hex");
    if (known.some((one) => one.field === field && one.valueHash === valueHash)) continue;
    // A source that has changed its mind says one thing, not two.
    const outdated = known.filter((one) => one.field === field && one.source === source && one.state === "proposed");
    if (outdated.length > 0)
      await deleteProposals(
        tx,
        outdated.map(({ id }) => id),
      );
    await tx.insert(bookProposals).values({ bookId: book.id, field, value, valueHash, source, confidence, saidAt: at });
    added.push(field);
  }
  return added;
}

async function deleteProposals(tx: Tx, ids: number[]): Promise<void> {
  await tx.delete(bookProposals).where(inArray(bookProposals.id, ids));
}

/**
 * Takes or rejects proposals of one book, or lets rejected ones wait again. Of several for one field the surest is taken, and
 * all others of that field are rejected with it; an undo of that change brings them back. Those that somebody has decided
 * about meanwhile are passed over. Answers with the fields, and with the proposals that were decided.
 */
export async function decideProposals(actor: Actor, { bookId, proposalIds, as }: DecideProposalsInput) {
  return curate(actor, bookId, async (tx, book) => {
    const known = await listProposedValues(tx, bookId);
    if (as === "proposed") return reopen(tx, known, proposalIds);
    const all = known.filter(({ state }) => state === "proposed");
    const chosen = all
      .filter(({ id }) => proposalIds.includes(id))
      .toSorted((a, b) => b.confidence - a.confidence || b.id - a.id);
    if (chosen.length === 0) return alreadyDecided();
    const decision = { decidedById: actor.id, decidedAt: new Date() };
    if (as === "rejected") {
      await settle(tx, chosen, { ...decision, state: "rejected" });
      return decided(chosen);
    }
    const best = chosen.filter(({ field, id }) => chosen.find((one) => one.field === field)?.id === id);
    const rows = await writeChanges(
      tx,
      book,
      best.map(({ field, value, source, confidence, saidAt }) => ({
        field: field as BookField,
        kind: "accepted",
        value: value as FieldValue,
        origin: {
          ...{ source, confidence, at: saidAt.toISOString() },
          ...(isLocked(book.origins, field as BookField) && { isLocked: true }),
        },
        userId: actor.id,
      })),
    );
    const changeIds = await recordChanges(tx, rows);
    for (const [at, { id, field }] of best.entries()) {
      const changeId = changeIds[at];
      const others = all.filter((one) => one.field === field && one.id !== id);
      await settle(tx, [{ id }], { ...decision, state: "accepted", changeId });
      await settle(tx, others, { ...decision, state: "rejected", changeId });
    }
    await recordEvent(tx, bookChanged, { bookId });
    return decided(best);
  });
}

const alreadyDecided = () => fail("already_decided", "Somebody has decided about this already.");

const decided = (proposals: { id: number; field: string }[]) =>
  ok({ fields: [...new Set(proposals.map(({ field }) => field))], proposalIds: proposals.map(({ id }) => id) });

/** What lost to an accepted one comes back with the undo of that change, not here. */
async function reopen(tx: Tx, known: Awaited<ReturnType<typeof listProposedValues>>, proposalIds: number[]) {
  const rejected = known.filter(
    ({ id, state, changeId }) => proposalIds.includes(id) && state === "rejected" && changeId === null,
  );
  if (rejected.length === 0) return alreadyDecided();
  await settle(tx, rejected, { state: "proposed", decidedById: null, decidedAt: null });
  return decided(rejected);
}

async function settle(
  tx: Tx,
  proposals: { id: number }[],
  decision: Partial<typeof bookProposals.$inferInsert>,
): Promise<void> {
  if (proposals.length === 0) return;
  const ids = proposals.map(({ id }) => id);
  await tx.update(bookProposals).set(decision).where(inArray(bookProposals.id, ids));
}

/** Writes a person's values into a book and locks the fields that changed by it. */
export async function editBook(actor: Actor, { bookId, fields }: EditBookInput) {
  return curate(actor, bookId, async (tx, book) => {
    const edits = columnsOfEdits(fields);
    const at = new Date().toISOString();
    const changes = fieldsWith(edits)
      .map((field) => ({ field, value: valueIn(field, { ...book, ...edits }) }))
      .filter(({ field, value }) => canonical(field, value) !== canonical(field, valueIn(field, book)))
      .map(
        ({ field, value }): Change => ({
          ...{ field, kind: "edited", value, userId: actor.id },
          origin: { ...PERSON, at, isLocked: true },
        }),
      );
    if (changes.length === 0) return ok({ fields: [] });
    await recordChanges(tx, await writeChanges(tx, book, changes));
    await recordEvent(tx, bookChanged, { bookId });
    return ok({ fields: changes.map(({ field }) => field) });
  });
}

function columnsOfEdits({ isbn, publicationDate, ...fields }: EditBookInput["fields"]): Partial<BookColumns> {
  const columns = { ...fields, ...isbn, ...publicationDate };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

/** Locks a field as it is, or lets sources fill and propose again. */
export async function lockField(actor: Actor, { bookId, field, isLocked: isToLock }: LockFieldInput) {
  return curate(actor, bookId, async (tx, book) => {
    if (isLocked(book.origins, field) === isToLock) return ok({ fields: [] });
    const value = valueIn(field, book);
    const { isLocked: _, ...said } = book.origins?.[field] ?? { ...PERSON, at: new Date().toISOString() };
    // What nobody has said and nobody keeps any longer has no origin.
    const origin = isToLock ? { ...said, isLocked: true } : isEmptyValue(value) ? null : said;
    const kind = isToLock ? "locked" : "unlocked";
    await recordChanges(tx, await writeChanges(tx, book, [{ field, kind, value, origin, userId: actor.id }]));
    return ok({ fields: [field] });
  });
}

/**
 * Takes back the latest change of a field: its value, where that was from, and its lock are as before, and so are the
 * proposals that the change decided. An undo is a change itself, and can be undone.
 */
export async function undoChange(actor: Actor, { bookId, changeId }: UndoChangeInput) {
  return curate(actor, bookId, async (tx, book) => {
    const change = await getChange(tx, bookId, changeId);
    if (!change) return fail("change_not_found", "There is no such change.");
    if (!change.isLatest)
      return fail("changed_since", "This field was changed again since. Undo the later change first.");
    const field = change.field as BookField;
    const undo = { field, kind: "undone" as const, value: change.oldValue as FieldValue, origin: change.oldOrigin };
    const rows = await writeChanges(tx, book, [{ ...undo, userId: actor.id, undoesId: changeId }]);
    await recordChanges(tx, rows);
    await tx
      .update(bookProposals)
      .set({ state: "proposed", changeId: null, decidedById: null, decidedAt: null })
      .where(and(eq(bookProposals.bookId, bookId), eq(bookProposals.changeId, changeId)));
    await recordEvent(tx, bookChanged, { bookId });
    return ok({ fields: [field] });
  });
}

const bookNotFound = () => fail("book_not_found", "This book is not in the catalogue.");

const isbnTaken = () => fail("isbn_taken", "Another book of the catalogue has this ISBN.");

/** One decision about one book: by somebody who may, in a transaction with its row locked. */
async function curate<Value>(actor: Actor, bookId: number, decide: (tx: Tx, book: HeldBook) => Promise<Value>) {
  if (!canCurate(actor)) return bookNotFound();
  try {
    return await inTransaction(async (tx) => {
      const book = await holdBookToFill(tx, bookId);
      return book ? decide(tx, book) : bookNotFound();
    });
  } catch (error) {
    const isTaken = ["books_isbn10", "books_isbn13"].some((index) => isDuplicate(error, index));
    if (isTaken || error instanceof IsbnTaken) return isbnTaken();
    throw error;
  }
}
