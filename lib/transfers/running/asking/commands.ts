import "server-only";
import { inArray } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { importRows } from "@/db/schema/transfers";
import { takeFrom } from "@/lib/platform/rate-limit";
import { askForMany } from "@/lib/scans/pending/commands";
import type { RowReason } from "../../schema";
import { isLostRace } from "../races/commands";
import { countUnderWay, holdNextInLine, listAskedIsbns, listReadersInLine } from "./queries";

/** So many books are looked up for the imports of one reader at a time: what providers allow is there for all readers. */
export const UNDER_WAY_MAX = 500;
/** And so many in a day, however often imports are brought and forgotten. */
export const ASKS_A_DAY = { name: "import-asks", max: 5_000, windowMs: 24 * 60 * 60_000 };

type Asked = { id: number; isbn: string };

/**
 * Asks for the books of rows whose ISBNs the catalogue does not know, as many as a reader may at a time, in the caller's
 * transaction. The other rows wait for their turn, which `askNext` gives them; what somebody has asked for already has it.
 * Answers with how many had theirs.
 */
export async function askForRows(tx: Tx, userId: number, rows: Asked[]): Promise<number> {
  if (rows.length === 0) return 0;
  const asked = await listAskedIsbns(
    tx,
    rows.map(({ isbn }) => isbn),
  );
  let room = UNDER_WAY_MAX - (await countUnderWay(tx, userId));
  for (const { isbn } of rows) {
    if (asked.has(isbn)) continue;
    if (room <= 0 || !(await takeFrom(ASKS_A_DAY, String(userId))).allowed) break;
    asked.add(isbn);
    room -= 1;
  }
  const now = rows.filter(({ isbn }) => asked.has(isbn));
  await askForMany(
    tx,
    now.map(({ isbn }) => isbn),
  );
  await setReason(tx, now, "unknown_book");
  await setReason(
    tx,
    rows.filter(({ isbn }) => !asked.has(isbn)),
    "waits_turn",
  );
  return now.length;
}

async function setReason(tx: Tx, rows: Asked[], reason: RowReason): Promise<void> {
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await tx.update(importRows).set({ state: "pending", reason }).where(inArray(importRows.id, ids));
}

/** Statements stay small, and locks short. */
const ROWS_AT_ONCE = 100;

/** Asks for what waits for its turn, of each reader as far as there is room again. Answers with how many rows had it. */
export async function askNext(signal?: AbortSignal): Promise<number> {
  let had = 0;
  for (const userId of await listReadersInLine()) {
    for (let isRoom = true; isRoom; ) {
      signal?.throwIfAborted();
      const done = await inTransaction(async (tx) => {
        const room = UNDER_WAY_MAX - (await countUnderWay(tx, userId));
        const rows = room > 0 ? await holdNextInLine(tx, userId, Math.min(room, ROWS_AT_ONCE)) : [];
        return { rows: rows.length, asked: await askForRows(tx, userId, rows) };
      }, isLostRace);
      had += done.asked;
      isRoom = done.asked > 0 && done.asked === done.rows;
    }
  }
  return had;
}
