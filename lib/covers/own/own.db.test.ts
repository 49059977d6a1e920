import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { covers, embeddings } from "@/db/schema/covers";
import { env } from "@/lib/platform/env";
import { sleep } from "@/lib/platform/sleep";
import { addCover, inRemoval, removeCover, removeUnusedFiles } from "../commands";
import { readCoverFile } from "../queries";
import { addToIndex } from "../vectors/commands";
import { buildCover, newPicture } from "../vectors/covers.fixtures";
import { snapshotIndex } from "../vectors/index/commands";
import { deleteOwnPicture, forgetOwnPictures, renewSnapshots } from "./commands";

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

describe("one picture that a reader brought for several books", () => {
  /** Readers' pictures are cut out of photos; here it matters only whose they are. */
  async function bring(bytes: Buffer, userId: number) {
    const added = await addCover((await buildBook()).id, "upload", bytes);
    if (!added.ok) throw new Error(added.reason);
    const [cover] = await db.select().from(covers).where(eq(covers.id, added.coverId));
    await db.update(covers).set({ userId }).where(eq(covers.id, added.coverId));
    return { id: added.coverId, sha256: cover?.sha256 ?? "" };
  }

  it("goes with its file when all of them are deleted at once", async () => {
    const reader = await buildUser();
    for (let round = 0; round < 8; round++) {
      const bytes = await newPicture();
      const own = await Promise.all(Array.from({ length: 5 }, () => bring(bytes, reader.id)));
      const deleted = await Promise.all(own.map(({ id }) => deleteOwnPicture(reader, { kind: "used", id })));
      expect(deleted.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
      expect(await readCoverFile(own[0]?.sha256 ?? "", "original")).toBeUndefined();
    }
  }, 60_000);

  it("keeps its file where it is brought for another book in the moment in which it is deleted", async () => {
    const [reader, bytes] = [await buildUser(), await newPicture()];
    const { id, sha256 } = await bring(bytes, reader.id);
    let later: ReturnType<typeof bring> | undefined;
    let isBrought = false;
    await inRemoval(async (tx) => {
      await tx.delete(covers).where(eq(covers.id, id));
      await removeUnusedFiles(tx, sha256);
      later = bring(bytes, reader.id);
      void later.then(() => {
        isBrought = true;
      });
      await sleep(500);
      // Or its file could be the one that is just being removed.
      expect(isBrought).toBe(false);
    });
    await later;
    expect(await readCoverFile(sha256, "original")).toBeDefined();
    expect(await forgetOwnPictures(reader.id, new Date(Date.now() + 1_000))).toBe(1);
    expect(await readCoverFile(sha256, "original")).toBeUndefined();
  }, 20_000);
});
