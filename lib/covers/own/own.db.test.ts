import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import { embeddings } from "@/db/schema/covers";
import { env } from "@/lib/platform/env";
import { removeCover } from "../commands";
import { addToIndex } from "../vectors/commands";
import { buildCover } from "../vectors/covers.fixtures";
import { snapshotIndex } from "../vectors/index/commands";
import { renewSnapshots } from "./commands";

/** The files of all indexes in which these bytes are. */
async function filesWith(bytes: Buffer): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(path.join(env().dataDir, "index"), { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && (await readFile(file)).includes(bytes)) found.push(file);
  }
  return found;
}

it("leaves the vector of a picture that is gone in no snapshot, also not in the one before", async () => {
  for (let others = 0; others < 3; others++) await addToIndex((await buildCover()).book.isbn);
  const { book, coverId } = await buildCover();
  await addToIndex(book.isbn);
  await snapshotIndex({ always: true });
  const [row] = await db.select().from(embeddings).where(eq(embeddings.coverId, coverId));
  const vector = row?.vector ?? Buffer.alloc(0);
  expect(vector.length).toBeGreaterThan(1_000);
  expect(await filesWith(vector)).toHaveLength(1);
  await removeCover(coverId);
  await renewSnapshots();
  expect(await filesWith(vector)).toEqual([]);
  // Twice is once.
  await renewSnapshots();
  expect(await filesWith(vector)).toEqual([]);
}, 60_000);
