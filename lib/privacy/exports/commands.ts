import "server-only";
import { and, eq, gt, inArray, lt } from "drizzle-orm";
import { db, isDuplicate } from "@/db/client";
import { dataExports } from "@/db/schema/privacy";
import { recordAudit } from "@/lib/accounts/audit/commands";
import type { Actor } from "@/lib/accounts/schema";
import { listOwnPictures, readOwnPicture } from "@/lib/covers/own/queries";
import { recordEvent } from "@/lib/events/commands";
import { CSV_BEGIN, csvLine } from "@/lib/platform/csv";
import { newId } from "@/lib/platform/id";
import { fail, ok } from "@/lib/platform/result";
import type { ZipPart } from "@/lib/platform/zip";
import { listOwnPhotos, readOwnPhoto } from "@/lib/scans/own/queries";
import { exportRequested } from "../events";
import { type HeldRow, readHeld } from "../inventory/queries";
import { HELD } from "../inventory/rules";
import type { Held, HeldTable } from "../inventory/schema";
import { keptSince, RETENTION } from "../retention/rules";
import type { Person } from "../schema";
import { listArchives, openArchive, removeArchive, writeArchive } from "./adapters/archive";
import { exportLinkKey, getExportToMake, listExportsOf, listKnownExports, listOldExports } from "./queries";
import { DOWNLOADS_MAX, isSignedBy, pageFoot, pageHead, pageSection, type ShownTable } from "./rules";
import type { ExportInput } from "./schema";

const DAY_MS = 24 * 60 * 60_000;

/** Asks for a copy of everything that is held on the actor. Of two at once the unique index takes one. */
export async function requestExport(actor: Actor) {
  const id = newId();
  try {
    await db.transaction(async (tx) => {
      await tx.insert(dataExports).values({ id, userId: actor.id });
      await recordEvent(tx, exportRequested, { exportId: id });
      await recordAudit(tx, { act: "privacy.export_requested", actorId: actor.id });
    });
    return ok({ exportId: id });
  } catch (error) {
    if (isDuplicate(error, "data_exports_one"))
      return fail("already_there", "A copy is being made, or waits for you, already.");
    throw error;
  }
}

/** Takes a copy away again, or stops the one that is being made. */
export async function discardExport(actor: Actor, { exportId }: ExportInput) {
  const [{ affectedRows }] = await db
    .delete(dataExports)
    .where(and(eq(dataExports.id, exportId), eq(dataExports.userId, actor.id)));
  if (affectedRows === 0) return exportNotFound();
  // A job that is still at it finds its row gone at the end, and removes what it wrote.
  await removeArchive(exportId);
  return ok();
}

const exportNotFound = () => fail("export_not_found", "This copy is no longer there.");

/**
 * Opens a copy for the one it belongs to, by a link of ours that has not run out. Each time is counted and written into the
 * audit log, and after a few the link is used up.
 */
export async function takeExport(actor: Actor, { exportId, signature }: ExportInput & { signature: string }) {
  const opened = await db.transaction(async (tx) => {
    const [row] = await tx
      .select({ expiresAt: dataExports.expiresAt, downloads: dataExports.downloads })
      .from(dataExports)
      .where(
        and(
          ...[eq(dataExports.id, exportId), eq(dataExports.userId, actor.id), eq(dataExports.state, "ready")],
          ...[gt(dataExports.expiresAt, new Date()), lt(dataExports.downloads, DOWNLOADS_MAX)],
        ),
      )
      .for("update");
    if (!row?.expiresAt || !isSignedBy(exportLinkKey(), { id: exportId, expiresAt: row.expiresAt }, signature))
      return undefined;
    const archive = await openArchive(exportId);
    if (!archive) return undefined;
    const downloads = row.downloads + 1;
    await tx.update(dataExports).set({ downloads }).where(eq(dataExports.id, exportId));
    await recordAudit(tx, { act: "privacy.export_fetched", actorId: actor.id, details: { downloads } });
    return archive;
  });
  return opened ? ok(opened) : exportNotFound();
}

/** Between two notes of how far it is. */
const NOTE_EVERY_MS = 500;

/**
 * Writes the copy: everything of the inventory as JSON and as CSV, the pictures, and a page for people. A job that was cut
 * short begins anew; one whose reader has taken it back, or whose account waits for its erasure, leaves nothing.
 */
export async function makeExport(exportId: string, signal?: AbortSignal) {
  const asked = await getExportToMake(exportId);
  if (!asked || asked.state === "ready" || asked.erasureDueAt !== null) return fail("not_wanted");
  const person: Person = { id: asked.userId, auditRef: asked.auditRef };
  const parts = await listParts(person, asked.username, signal);
  await note(exportId, { state: "running", parts: parts.length, partsDone: 0 });
  let [begun, notedAt] = [0, Date.now()];
  const onPart = () => {
    begun += 1;
    if (Date.now() - notedAt < NOTE_EVERY_MS) return;
    notedAt = Date.now();
    // A note that is lost is made up for by the next one.
    note(exportId, { partsDone: begun - 1 }).catch(() => undefined);
  };
  try {
    const bytes = await writeArchive(exportId, parts, { signal, onPart });
    const expiresAt = new Date(Date.now() + RETENTION.exports.days * DAY_MS);
    const isWanted = await note(exportId, { state: "ready", partsDone: parts.length, bytes, expiresAt });
    if (isWanted) return ok({ bytes, parts: parts.length });
    await removeArchive(exportId);
    return fail("not_wanted");
  } catch (error) {
    // Taken back in the midst of it, the file goes from under the writing.
    if (!(await note(exportId, { state: "waiting" }))) return fail("not_wanted");
    throw error;
  }
}

/** Says of an export that nobody makes it any more. */
export const failExport = (exportId: string) => note(exportId, { state: "failed" });

/** False where it is no longer wanted. */
async function note(exportId: string, state: Partial<typeof dataExports.$inferInsert>): Promise<boolean> {
  const [{ affectedRows }] = await db
    .update(dataExports)
    .set({ ...state, movedAt: new Date() })
    .where(and(eq(dataExports.id, exportId), inArray(dataExports.state, ["waiting", "running"])));
  return affectedRows > 0;
}

async function listParts(person: Person, username: string, signal?: AbortSignal): Promise<ZipPart[]> {
  const pictures = await listPictures(person);
  const filesOf = (key: Held["key"]) => pictures.filter((one) => one.key === key).map(({ name }) => name);
  const tables = HELD.flatMap((held) => held.tables.map((table) => ({ table, file: fileOf(held, table) })));
  const read = (table: HeldTable) => readHeld(table, person, { signal });
  return [
    { name: "index.html", read: () => writePage(person, username, filesOf, signal) },
    ...tables.flatMap(({ table, file }) => [
      { name: `data/${file}.json`, read: () => writeJson(read(table)) },
      { name: `data/${file}.csv`, read: () => writeCsv(read(table), table) },
    ]),
    ...pictures,
  ];
}

/** One table can hold several things on a person, each by a column of its own: of one name an unpacker would keep one. */
const fileOf = ({ key, tables }: Held, { table, by }: HeldTable): string => {
  const isOnly = key !== "curation" && tables.filter((one) => one.table === table).length === 1;
  return isOnly ? `${key}-${table}` : `${key}-${table}-${by.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
};

/** Nobody has so many; their names alone are in memory. */
const PICTURES_MAX = 1_000_000;

type PicturePart = ZipPart & { key: Held["key"] };

async function listPictures({ id }: Person): Promise<PicturePart[]> {
  const own = (await listOwnPictures(id, PICTURES_MAX)).map(
    (picture): PicturePart => ({
      key: "pictures",
      name: `pictures/own-${picture.kind}-${picture.id}.jpg`,
      read: () => readOwnPicture(id, picture),
    }),
  );
  const photos = (await listOwnPhotos(id, PICTURES_MAX)).map(
    (photo): PicturePart => ({
      key: "photos",
      name: `pictures/scan-${photo.id}.jpg`,
      read: () => readOwnPhoto(id, photo.id),
    }),
  );
  return [...own, ...photos];
}

async function* writeJson(pages: AsyncIterable<HeldRow[]>): AsyncGenerator<string> {
  let separator = "[";
  for await (const rows of pages) {
    yield rows.map((row, at) => `${at === 0 ? separator : ","}\n  ${JSON.stringify(row)}`).join("");
    separator = ",";
  }
  yield separator === "[" ? "[]\n" : "\n]\n";
}

async function* writeCsv(pages: AsyncIterable<HeldRow[]>, { given }: HeldTable): AsyncGenerator<string> {
  let isFirst = true;
  for await (const rows of pages) {
    const names = Object.keys(rows[0] ?? {});
    // Spreadsheets take a file without this mark for an older encoding.
    if (isFirst) yield `${CSV_BEGIN}${csvLine(names)}`;
    isFirst = false;
    yield rows.map((row) => csvLine(names.map((name) => row[name]))).join("");
  }
  if (isFirst) yield `${CSV_BEGIN}${csvLine([...given])}`;
}

/** More are not looked through on a page; the files hold all. */
const ROWS_SHOWN = 200;

async function* writePage(
  person: Person,
  username: string,
  picturesOf: (key: Held["key"]) => string[],
  signal?: AbortSignal,
): AsyncGenerator<string> {
  yield pageHead(username, new Date());
  for (const held of HELD) {
    const shown: ShownTable[] = [];
    for (const table of held.tables) {
      const rows: HeldRow[] = [];
      let more = 0;
      for await (const page of readHeld(table, person, { signal })) {
        const room = ROWS_SHOWN - rows.length;
        rows.push(...page.slice(0, room));
        more += Math.max(0, page.length - room);
      }
      shown.push({ file: fileOf(held, table), rows, more });
    }
    yield pageSection(held, shown, picturesOf(held.key));
  }
  yield pageFoot;
}

/**
 * Removes copies whose time is over, what is left of those that stand still, and files that no row names. Answers with how
 * many.
 */
export async function expireExports(now: Date): Promise<number> {
  const old = await listOldExports(now, keptSince("stuckExports", now));
  for (const { id } of old) {
    await removeArchive(id);
    await db.delete(dataExports).where(eq(dataExports.id, id));
  }
  const files = await listArchives(keptSince("stuckExports", now));
  const known = files.length > 0 ? await listKnownExports(files) : new Set();
  const lost = files.filter((id) => !known.has(id));
  for (const id of lost) await removeArchive(id);
  return old.length + lost.length;
}

/** Removes every copy of a reader's data. Twice is once. */
export async function forgetExports(userId: number): Promise<void> {
  for (const { id } of await listExportsOf(userId)) {
    await db.delete(dataExports).where(eq(dataExports.id, id));
    await removeArchive(id);
  }
}
