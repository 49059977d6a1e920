import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { importRows, imports } from "@/db/schema/transfers";
import type { Actor } from "@/lib/accounts/schema";
import { recordEvent } from "@/lib/events/commands";
import { newId } from "@/lib/platform/id";
import { takeFrom } from "@/lib/platform/rate-limit";
import { fail, ok, tooManyTries } from "@/lib/platform/result";
import { canModeratePending } from "@/lib/scans/policy";
import { importWanted } from "./events";
import { openInThread, openTextInThread, readAgainInThread } from "./files/adapters/file-reader";
import type { FileRow, OpenedFile } from "./files/queries";
import { holdImport, holdImportsToGo, type ImportHead, listOldImports, listRowsToDo } from "./queries";
import {
  IMPORT_DAYS,
  IMPORTS_MAX,
  type ImportFacts,
  type ImportInput,
  type ImportOptions,
  importOptions,
  type RowState,
} from "./schema";

/** Far below the packet size of a fresh MySQL, with reviews as long as they are. */
const ROWS_PER_INSERT = 200;
const NAME_MAX = 255;

const importNotFound = () => fail("import_not_found", "This import is no longer there.");

/** Keeps a file that a reader brings, row by row, with what was understood of each; nothing is done with them yet. */
export async function bringFile(actor: Actor, { file, name }: { file: Buffer; name: string }) {
  const opened = await openInThread({ file, now: new Date() });
  return opened.ok ? keep(actor, opened, name.slice(0, NAME_MAX)) : opened;
}

/** The same of text that was pasted. */
export async function bringText(actor: Actor, text: string) {
  const opened = await openTextInThread({ text, now: new Date() });
  return opened.ok ? keep(actor, opened, null) : opened;
}

async function keep(actor: Actor, { format, facts, rows }: OpenedFile, fileName: string | null) {
  if (rows.length === 0) return fail("empty", "There is no book in it.");
  const id = newId();
  // Our own export holds whole records: who may add books to the catalogue takes them from there.
  const unknown = format === "ridizi" && canModeratePending(actor) ? "take" : "ask";
  return inTransaction(async (tx) => {
    if (!(await makeRoom(tx, actor.id)))
      return fail("too_many_imports", `${IMPORTS_MAX} of your files are at work already. Please wait for one of them.`);
    const options = importOptions.parse({ unknown });
    await tx.insert(imports).values({ id, userId: actor.id, format, fileName, facts, options });
    await insertRows(tx, id, rows);
    return ok({ importId: id, format, rows: rows.length });
  });
}

/** Forgets what a reader brought before, so that one more may be kept; what it added to their library stays. */
async function makeRoom(tx: Tx, userId: number): Promise<boolean> {
  const kept = await holdImportsToGo(tx, userId);
  const surplus = kept.slice(0, Math.max(0, kept.length - IMPORTS_MAX + 1));
  if (surplus.some(({ state }) => state === "running" || state === "undoing")) return false;
  for (const { id } of surplus) await tx.delete(imports).where(eq(imports.id, id));
  return true;
}

async function insertRows(tx: Tx, importId: string, rows: FileRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT)
    await tx.insert(importRows).values(rows.slice(at, at + ROWS_PER_INSERT).map((row) => toRow(importId, row)));
}

/** A row that could not be read has failed before it begins. */
function toRow(importId: string, { line, raw, read }: FileRow): typeof importRows.$inferInsert {
  if (read.problem) return { importId, line, raw, state: "failed", reason: read.problem };
  const { key, book } = read.entry;
  return { importId, line, raw, parsed: read.entry, state: "new", rowKey: key, isbn: book.isbn13 };
}

/** A choice may read all rows anew: more of them than a person makes who looks at what each one gives. */
const CHOICES = { name: "import-choices", max: 60, windowMs: 60 * 60_000 };

/** Chooses how an import is done, as long as it has not begun; another way of dates reads all rows anew. */
export async function chooseOptions(actor: Actor, { importId, options }: ImportInput & { options: ImportOptions }) {
  const verdict = await takeFrom(CHOICES, String(actor.id));
  if (!verdict.allowed) return tooManyTries(verdict);
  return inTransaction(async (tx) => {
    const head = await holdOwn(tx, actor, importId);
    if (!head) return importNotFound();
    if (head.state !== "preview") return fail("has_begun", "This import has begun already.");
    const before = importOptions.parse(head.options);
    if (options.dateOrder !== before.dateOrder && hasOrder(head.facts as ImportFacts)) {
      const trouble = await readAgain(tx, head, options);
      if (trouble) return trouble;
    }
    const unknown = canModeratePending(actor) ? options.unknown : "ask";
    await tx
      .update(imports)
      .set({ options: { ...options, unknown } })
      .where(eq(imports.id, importId));
    return ok();
  });
}

/** Where all days are written with the year first, or the month as a word, no order of the others makes a difference. */
const hasOrder = ({ dates }: ImportFacts): boolean => dates !== "none" && dates !== "year-first" && dates !== "words";

/** A preview's rows, out of what is kept of each. Undefined where all went well. */
async function readAgain(tx: Tx, head: ImportHead, { dateOrder }: ImportOptions) {
  const facts = head.facts as ImportFacts;
  const rows = await listRowsToDo(tx, head.id, ["new", "failed"], Number.MAX_SAFE_INTEGER);
  const cells = rows.map(({ line, raw, reason }) => ({
    line,
    cells: raw as string[],
    ...(reason === "broken_row" && { isBroken: true as const }),
  }));
  const header = facts.columns.map(({ name }) => name);
  const context = { encoding: facts.encoding, delimiter: null, dateOrder, now: new Date() };
  const read = await readAgainInThread({ header, rows: cells, context });
  if (read === undefined || "reason" in read) return read;
  await tx.delete(importRows).where(eq(importRows.importId, head.id));
  await insertRows(tx, head.id, read.rows);
}

/** Begins an import. Where its days could be read in two ways, somebody must have said in which. */
export async function startImport(actor: Actor, { importId }: ImportInput) {
  return inTransaction(async (tx) => {
    const head = await holdOwn(tx, actor, importId);
    if (!head) return importNotFound();
    if (head.state !== "preview") return fail("has_begun", "This import has begun already.");
    const { dates } = head.facts as ImportFacts;
    const isUnclear = dates === "unclear" || dates === "mixed";
    if (isUnclear && importOptions.parse(head.options).dateOrder === null)
      return fail("dates_unclear", "Please say first whether the day or the month comes first.");
    await putToWork(tx, importId, "running", { startedAt: new Date() });
    return ok();
  });
}

/** Does failed rows again: one, or all. */
export async function retryRows(actor: Actor, { importId, rowId }: ImportInput & { rowId?: number }) {
  return inTransaction(async (tx) => {
    const head = await holdOwn(tx, actor, importId);
    if (!head) return importNotFound();
    if (head.state !== "done" && head.state !== "running") return fail("not_begun", "This import is not running.");
    const states: RowState[] = rowId === undefined ? ["failed"] : ["failed", "skipped"];
    const isMeant = rowId === undefined ? undefined : eq(importRows.id, rowId);
    const [{ affectedRows }] = await tx
      .update(importRows)
      .set({ state: "new", reason: null })
      .where(and(eq(importRows.importId, importId), inArray(importRows.state, states), isMeant));
    if (affectedRows === 0) return fail("nothing_to_do", "There is nothing to try again.");
    await putToWork(tx, importId, "running", {});
    return ok({ rows: affectedRows });
  });
}

/** Takes everything back that an import added and nobody has changed since. */
export async function undoImport(actor: Actor, { importId }: ImportInput) {
  return inTransaction(async (tx) => {
    const head = await holdOwn(tx, actor, importId);
    if (!head) return importNotFound();
    if (head.state !== "done" && head.state !== "running") return fail("not_begun", "There is nothing to undo.");
    await putToWork(tx, importId, "undoing", {});
    return ok();
  });
}

/** Forgets a file with its rows, which then are not waited for any more; what it added to the library stays. For a moment it can be brought back. */
export async function forgetImport(actor: Actor, { importId }: ImportInput) {
  return inTransaction(async (tx) => {
    const head = await holdOwn(tx, actor, importId);
    if (!head) return importNotFound();
    if (head.state === "running" || head.state === "undoing")
      return fail("at_work", "It is still at work. Wait until it is done, or undo it first.");
    await tx.update(imports).set({ forgottenAt: new Date() }).where(eq(imports.id, importId));
    return ok();
  });
}

/** Undoes `forgetImport`, as long as the file is there. */
export async function recallImport(actor: Actor, { importId }: ImportInput) {
  const isOwn = and(eq(imports.id, importId), eq(imports.userId, actor.id));
  const [{ affectedRows }] = await db.update(imports).set({ forgottenAt: null }).where(isOwn);
  return affectedRows > 0 ? ok() : importNotFound();
}

const DAY_MS = 24 * 60 * 60_000;
/** So long a file that its reader deleted can be brought back. */
const UNDO_MS = 15 * 60_000;

/** Forgets files whose time is over. Answers with how many. */
export async function expireImports(now: Date): Promise<number> {
  const old = await listOldImports({
    before: new Date(now.getTime() - IMPORT_DAYS * DAY_MS),
    forgottenBefore: new Date(now.getTime() - UNDO_MS),
  });
  for (const { id } of old) await inTransaction((tx) => tx.delete(imports).where(eq(imports.id, id)));
  return old.length;
}

async function putToWork(
  tx: Tx,
  importId: string,
  state: "running" | "undoing",
  more: Partial<ImportHead>,
): Promise<void> {
  await tx
    .update(imports)
    .set({ state, endedAt: null, ...more })
    .where(eq(imports.id, importId));
  await recordEvent(tx, importWanted, { importId });
}

async function holdOwn(tx: Tx, actor: Actor, importId: string): Promise<ImportHead | undefined> {
  const head = await holdImport(tx, importId);
  return head?.userId === actor.id && head.forgottenAt === null ? head : undefined;
}
