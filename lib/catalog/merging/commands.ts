import "server-only";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { hasLostRace, isOrphan, type Tx } from "@/db/client";
import { type Move, moveRows, restoreRows, returnRows, revive } from "@/db/moving";
import { bookAliases, bookChanges, bookProposals, books, userAddedBooks, workKeys, works } from "@/db/schema/catalog";
import { recordChanges, writeChanges } from "../provenance/commands";
import { canonical, valueIn } from "../provenance/rules";
import type { BookField, FieldValue, Origins } from "../provenance/schema";
import { getBookId, listAliases } from "../queries";
import { localName, parseIsbn } from "../rules";
import { findNamesake, holdWorks, listChangesById, listPartsOfWork, listUndoneChanges } from "./queries";
import type { BookRow, JoinedWorks, MergedBookRows, Returned, Taking } from "./schema";

const CREDITS = { table: userAddedBooks, on: userAddedBooks.bookId, sameBy: [userAddedBooks.userId] };
const PROPOSALS = {
  table: bookProposals,
  on: bookProposals.bookId,
  sameBy: [bookProposals.field, bookProposals.valueHash],
};
const CHANGES = { table: bookChanges, on: bookChanges.bookId };
const ALIASES = { table: bookAliases, on: bookAliases.bookId };

const TRIES_MAX = 4;

/**
 * Writes something that hangs on a book; again, with the book into which it is merged, where that happens meanwhile. For
 * what readers do: it must not fail because somebody tidies up.
 */
export async function withPresentBook<Value>(bookId: number, work: (bookId: number) => Promise<Value>): Promise<Value> {
  let present = bookId;
  for (let tries = 1; ; tries++) {
    try {
      return await work(present);
    } catch (error) {
      if (tries === TRIES_MAX || !(isOrphan(error, "books") || hasLostRace(error))) throw error;
      const mergedInto = await getBookId({ bookId: present });
      if (mergedInto === undefined) throw error;
      present = mergedInto;
    }
  }
}

/** Makes two works one, which is then known by the names of both. Undefined where one of them is not there. */
export async function joinWorks(tx: Tx, { from, to }: Move): Promise<JoinedWorks | undefined> {
  const row = (await holdWorks(tx, [from, to])).find(({ id }) => id === from);
  if (!row || from === to) return undefined;
  const { nameIds, bookIds } = await listPartsOfWork(tx, from);
  await tx.update(workKeys).set({ workId: to }).where(eq(workKeys.workId, from));
  if (bookIds.length > 0) await setWork(tx, bookIds, from, to);
  await tx.delete(works).where(eq(works.id, from));
  return { works: { from, to }, row, nameIds, bookIds };
}

const setWork = (tx: Tx, bookIds: number[], from: number, to: number) =>
  tx
    .update(books)
    .set({ workId: to })
    .where(and(inArray(books.id, bookIds), eq(books.workId, from)));

/** Undoes `joinWorks`: names and editions that are still there go back. False where the joined work is gone itself. */
export async function partWorks(tx: Tx, { works: moved, row, nameIds, bookIds }: JoinedWorks): Promise<boolean> {
  const { from, to } = moved;
  if ((await holdWorks(tx, [to])).length === 0) return false;
  await restoreRows(tx, works, [row]);
  if (nameIds.length > 0)
    await tx
      .update(workKeys)
      .set({ workId: from })
      .where(and(inArray(workKeys.id, nameIds), eq(workKeys.workId, to)));
  if (bookIds.length > 0) await setWork(tx, bookIds, to, from);
  return true;
}

/** The ISBN-13 of a book, also where only the other form of it was kept. */
function isbnOf({ isbn10, isbn13 }: BookRow): string | null {
  const parsed = parseIsbn(isbn13 ?? isbn10 ?? "");
  return typeof parsed === "string" ? null : parsed.isbn13;
}

/**
 * Takes a book out of the catalogue into another one, last: everything else that hung on it has been moved. The one that
 * stays gets the fields that are taken over (a change of its history each), is from now on meant by all names of both,
 * and their works become one. Both books are held.
 */
export async function mergeBookRows(tx: Tx, gone: BookRow, kept: BookRow, { fields, userId }: Taking) {
  const move = { from: gone.id, to: kept.id };
  const joined =
    gone.workId === kept.workId ? null : await ((await joinWorks(tx, { from: gone.workId, to: kept.workId })) ?? null);
  const credits = await moveRows(tx, CREDITS, move);
  const proposals = await moveRows(tx, PROPOSALS, move);
  await tx
    .update(bookChanges)
    .set({ formerBookId: gone.id })
    .where(and(eq(bookChanges.bookId, gone.id), isNull(bookChanges.formerBookId)));
  const changes = await moveRows(tx, CHANGES, move);
  const aliases = await moveRows(tx, ALIASES, move);
  await tx.delete(books).where(eq(books.id, gone.id));

  const { sourceKey, coverHints, dateAdded, origins } = kept;
  const named = { ...kept, sourceKey: sourceKey ?? gone.sourceKey };
  const rows = await writeChanges(
    tx,
    named,
    fields.map((field) => ({
      ...{ field, kind: "merged" as const, userId },
      value: takenValue(field, kept, gone),
      origin: gone.origins?.[field] ?? null,
    })),
  );
  const changeIds = await recordChanges(tx, rows);
  await tx
    .update(books)
    .set({
      sourceKey: named.sourceKey,
      coverHints: coverHints ?? gone.coverHints,
      dateAdded: new Date(Math.min(gone.dateAdded.getTime(), dateAdded.getTime())),
    })
    .where(eq(books.id, kept.id));
  const own = [named.sourceKey, isbnOf(fields.includes("isbn") ? gone : kept)];
  const aliasIds = await addAliases(
    tx,
    kept.id,
    [localName(gone.id), isbnOf(gone), isbnOf(kept), gone.sourceKey].filter((name) => !own.includes(name)),
  );
  const merged: MergedBookRows = {
    ...{ gone, kept: { sourceKey, coverHints, dateAdded }, hadOrigins: origins !== null, changeIds, aliasIds, joined },
    ...{ credits, proposals, changes, aliases },
  };
  return merged;
}

async function addAliases(tx: Tx, bookId: number, wanted: (string | null)[]): Promise<number[]> {
  const names = [...new Set(wanted.filter((name) => name !== null))];
  const known = new Set((await listAliases(tx, names)).map(({ name }) => name));
  const fresh = names.filter((name) => !known.has(name));
  if (fresh.length === 0) return [];
  const added = await tx
    .insert(bookAliases)
    .values(fresh.map((name) => ({ name, bookId })))
    .$returningId();
  return added.map(({ id }) => id);
}

/** Links are of different places: of those the book that stays gets what it lacks. */
function takenValue(field: BookField, kept: BookRow, gone: BookRow): FieldValue {
  if (field !== "externalLinks") return valueIn(field, gone);
  return { externalLinks: { ...gone.externalLinks, ...kept.externalLinks } };
}

/**
 * Undoes `mergeBookRows`, first: the book is there again under its own id, and the one that had stayed has its fields as
 * before. Answers, having written nothing, with what stands in the way: fields that were changed since, a number that another
 * book has now, a work that became part of another.
 */
export async function returnBookRows(tx: Tx, kept: BookRow, merged: MergedBookRows, userId: number): Promise<Returned> {
  const { gone, changeIds, aliasIds, joined } = merged;
  const move = { from: gone.id, to: kept.id };
  const undone = await listUndone(tx, kept, changeIds);
  if (undone.changed.length > 0) return { obstacle: "fields_changed", fields: undone.changed };
  const namesake = await findNamesake(tx, gone, kept.id);
  if (namesake) return { obstacle: "name_taken", title: namesake.title };
  const isParted = joined ? await partWorks(tx, joined) : (await holdWorks(tx, [gone.workId])).length > 0;
  if (joined && !isParted) return { obstacle: "work_joined" };

  await recordChanges(
    tx,
    await writeChanges(
      tx,
      kept,
      undone.changes.map(({ id, field, oldValue, oldOrigin }) => ({
        ...{ field: field as BookField, kind: "undone" as const, value: oldValue as FieldValue },
        ...{ origin: (oldOrigin as Origins[BookField]) ?? null, userId },
        // One that was undone and done again has its undo already.
        undoesId: undone.before.has(id) ? undefined : id,
      })),
    ),
  );
  await tx.update(books).set(revive(books, merged.kept)).where(eq(books.id, kept.id));
  if (!merged.hadOrigins)
    await tx
      .update(books)
      .set({ origins: null })
      .where(and(eq(books.id, kept.id), sql`json_length(${books.origins}) = 0`));
  if (aliasIds.length > 0)
    await tx.delete(bookAliases).where(and(inArray(bookAliases.id, aliasIds), eq(bookAliases.bookId, kept.id)));
  const workId = isParted ? gone.workId : kept.workId;
  await tx.insert(books).values({ ...revive(books, gone), workId } as typeof books.$inferInsert);
  await returnRows(tx, ALIASES, move, merged.aliases);
  await returnRows(tx, CREDITS, move, merged.credits);
  await returnRows(tx, PROPOSALS, move, merged.proposals);
  await returnRows(tx, CHANGES, move, merged.changes);
  await tx
    .update(bookChanges)
    .set({ formerBookId: null })
    .where(and(eq(bookChanges.bookId, gone.id), eq(bookChanges.formerBookId, gone.id)));
  return { obstacle: null };
}

/**
 * Which of a merge's changes are to be taken back, which of these have been once `before`, and the fields of which somebody
 * has changed the value since. Links that came since are no obstacle: sources bring them all the time, and they stay.
 */
async function listUndone(tx: Tx, kept: BookRow, changeIds: number[]) {
  const changes = [];
  const changed: BookField[] = [];
  for (const change of await listChangesById(tx, changeIds)) {
    const field = change.field as BookField;
    const [now, before, after] = [valueIn(field, kept), change.oldValue, change.newValue].map((value) =>
      canonical(field, value as FieldValue),
    );
    if (now === after && now !== before) changes.push(change);
    else if (now !== before && field !== "externalLinks") changed.push(field);
  }
  const before = await listUndoneChanges(
    tx,
    changes.map(({ id }) => id),
  );
  return { changes, changed, before };
}
