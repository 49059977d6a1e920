import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { db, inTransaction, type Tx } from "@/db/client";
import { buildUser } from "@/db/factories";
import { importRows, imports } from "@/db/schema/transfers";
import { newId } from "@/lib/platform/id";
import { listChosen } from "../../queries";
import { listSaidBefore } from "./queries";

const ROWS = 2_000;
const KEYS = Array.from({ length: 20 }, (_, at) => `goodreads:${at}`);

async function buildImport(keys: string[]): Promise<{ userId: number; importId: string }> {
  const [{ id: userId }, importId] = [await buildUser(), newId()];
  await db.insert(imports).values({ id: importId, userId, format: "goodreads", facts: {}, options: {} });
  const row = { importId, raw: [], bookId: 1, state: "imported" as const };
  await db.insert(importRows).values(keys.map((rowKey, at) => ({ ...row, line: at + 1, rowKey })));
  return { userId, importId };
}

/** Rows that the database has read for the caller's connection so far. */
async function countRead(tx: Tx): Promise<number> {
  const [rows] = await tx.execute(sql`show session status like 'Handler_read%'`);
  return (rows as unknown as { Value: string }[]).reduce((sum, { Value }) => sum + Number(Value), 0);
}

it("finds what a reader has brought before without reading through all of their rows, or the same books of all other readers", async () => {
  const mine = await buildImport(Array.from({ length: ROWS }, (_, at) => `goodreads:${at}`));
  for (let others = 0; others < 60; others++) await buildImport(KEYS);
  await db.execute(sql`analyze table ${importRows}`);
  const read = await inTransaction(async (tx) => {
    const before = await countRead(tx);
    await listSaidBefore(tx, { ...mine, importId: "another" }, KEYS);
    await listChosen(tx, mine.userId, KEYS);
    return (await countRead(tx)) - before;
  });
  expect(read).toBeLessThan(400);
});
