import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import { importRows } from "@/db/schema/transfers";
import type { Actor } from "@/lib/accounts/schema";
import { importRecords, namesOf } from "@/lib/catalog/commands";
import { getBookIdByName, listKnownBooks } from "@/lib/catalog/queries";
import { findKnown } from "@/lib/catalog/records/rules";
import { fail, ok } from "@/lib/platform/result";
import { askForTitle } from "@/lib/scans/pending/commands";
import { canModeratePending } from "@/lib/scans/policy";
import { indexBooks } from "@/lib/search/commands";
import { entryOf, getRow } from "../queries";
import { landRows } from "../running/landing/commands";
import { isLostRace } from "../running/races/commands";
import type { Entry } from "../schema";

const rowNotFound = () => fail("row_not_found", "This row is no longer there.");
const alreadyDecided = () => fail("already_decided", "This row is in your library already.");

type RowName = { importId: string; rowId: number };

/** Says which book a row means: its reader has looked. */
export async function chooseBook(actor: Actor, { importId, rowId, isbn }: RowName & { isbn: string }) {
  const row = await getRow(actor.id, importId, rowId);
  if (!row) return rowNotFound();
  const bookId = await getBookIdByName(isbn);
  if (bookId === undefined) return fail("book_not_found", "This book is not in the catalogue.");
  return (await landRows(importId, [rowId], { bookId })) > 0 ? ok() : alreadyDecided();
}

/**
 * Makes the book that a row means, as it stands in the file or as its reader has put it right. By a moderator it is there at
 * once; for any other reader it is looked for, and waits for one.
 */
export async function makeBook(
  actor: Actor,
  { importId, rowId, title, authors }: RowName & { title: string; authors: string[] },
) {
  const row = await getRow(actor.id, importId, rowId);
  const entry = row && entryOf(row);
  if (!row || !entry) return rowNotFound();
  const record: Entry["book"] = { ...entry.book, title, authors };
  if (canModeratePending(actor)) {
    const bookId = await addBook(record);
    return (await landRows(importId, [rowId], { bookId })) > 0 ? ok({ isPending: false }) : alreadyDecided();
  }
  // By its ISBN it is waited for already, and can be typed in on the page where it is.
  if (record.isbn13 !== null) return ok({ isPending: true });
  const asked = await askForTitle(actor, { title, author: authors[0] ?? null, collectionId: null });
  if (!asked.ok) return asked;
  const isReviewed = and(eq(importRows.id, rowId), inArray(importRows.state, ["review", "skipped"]));
  const [{ affectedRows }] = await inTransaction((tx) =>
    tx
      .update(importRows)
      .set({ state: "pending", reason: "made_by_hand", added: { pending: asked.id } })
      .where(isReviewed),
  );
  return affectedRows > 0 ? ok({ isPending: true }) : alreadyDecided();
}

/** What a moderator says of a book is believed. */
const APPROVED = { source: "reader", confidence: 0.9 };

const addBook = (record: Entry["book"]): Promise<number> =>
  inTransaction(async (tx) => {
    const { written } = await importRecords(tx, [record], { saidOf: () => APPROVED, at: new Date() });
    await indexBooks(tx, written);
    const known = findKnown(await listKnownBooks(tx, namesOf([record])), record);
    if (!known) throw new Error("a book vanished in its own transaction");
    return known.id;
  }, isLostRace);

/** Leaves a row out: nothing is done with it until it is tried again. */
export async function skipRow(actor: Actor, { importId, rowId }: RowName) {
  if (!(await getRow(actor.id, importId, rowId))) return rowNotFound();
  const isOpen = and(eq(importRows.id, rowId), inArray(importRows.state, ["review", "pending", "failed"]));
  const [{ affectedRows }] = await inTransaction((tx) =>
    tx.update(importRows).set({ state: "skipped", reason: null }).where(isOpen),
  );
  return affectedRows > 0 ? ok() : alreadyDecided();
}
