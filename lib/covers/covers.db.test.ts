import { existsSync } from "node:fs";
import { mkdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook } from "@/db/factories";
import { books } from "@/db/schema/catalog";
import { covers, embeddings, localFeatures } from "@/db/schema/covers";
import { outbox } from "@/db/schema/events";
import { env } from "@/lib/platform/env";
import { removeFile } from "@/lib/platform/storage";
import { addCover, addCoverView, drawMissingCover, ensureCover, removeCover } from "./commands";
import { forgetRows, removeOrphanedFile } from "./drift/commands";
import { listLost, listOrphanedFiles } from "./drift/queries";
import { extractCoverFeatures } from "./features/commands";
import { coverHandlers } from "./handlers";
import { cleanPhoto, getPrimaryCover, listBooksWithoutCover, readCoverFile } from "./queries";
import { coverKey } from "./rules";
import type { CoverSize } from "./schema";
import { embedCover } from "./vectors/commands";

const picture = (hue: number) =>
  sharp({ create: { width: 120, height: 180, channels: 3, background: { r: hue % 256, g: (hue * 7) % 256, b: 90 } } })
    .png()
    .toBuffer();

const coversOf = (bookId: number) => db.select().from(covers).where(eq(covers.bookId, bookId));
const primariesOf = async (bookId: number) => (await coversOf(bookId)).filter(({ isPrimary }) => isPrimary);

const addedEvents = async (coverId: number) =>
  (
    await db
      .select({ id: outbox.id })
      .from(outbox)
      .where(sql`${outbox.name} = 'covers.cover_added' and json_value(${outbox.payload}, '$.coverId') = ${coverId}`)
  ).length;

async function addPicture(bookId: number, hue: number) {
  const result = await addCover(bookId, "upload", await picture(hue));
  if (!result.ok) throw new Error(result.reason);
  return result.coverId;
}

describe("covers of a book", () => {
  it("has one that stands for it after ten different ones come at the same time, each with its event", async () => {
    const book = await buildBook();
    const ids = await Promise.all(Array.from({ length: 10 }, (_, hue) => addPicture(book.id, hue * 20)));
    expect(await coversOf(book.id)).toHaveLength(10);
    expect(await primariesOf(book.id)).toHaveLength(1);
    for (const id of ids) expect(await addedEvents(id)).toBe(1);
  });

  it("does not stand in the way of other books that get theirs at the same time", async () => {
    for (let round = 0; round < 5; round++) {
      const added = await Promise.all(Array.from({ length: 12 }, () => buildBook()));
      const results = await Promise.all(added.map(async ({ id }) => addCover(id, "upload", await picture(id))));
      expect(results.every(({ ok }) => ok)).toBe(true);
    }
  });

  it("keeps the same picture once", async () => {
    const book = await buildBook();
    const results = await Promise.all(
      Array.from({ length: 5 }, async () => addCover(book.id, "upload", await picture(3))),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await coversOf(book.id)).toHaveLength(1);
  });

  it("lets two books have the same picture, as editions do", async () => {
    const [a, b] = [await buildBook(), await buildBook()];
    await addPicture(a.id, 5);
    await addPicture(b.id, 5);
    expect((await getPrimaryCover({ bookId: a.id }))?.sha256).toBe((await getPrimaryCover({ bookId: b.id }))?.sha256);
  });

  it("adds nothing to a book that is not there", async () => {
    expect(await addCover(2_000_000_000, "upload", await picture(1))).toMatchObject({ reason: "book_not_found" });
    expect(await drawMissingCover(2_000_000_000)).toMatchObject({ reason: "book_not_found" });
    expect(await ensureCover({ bookId: 2_000_000_000 })).toBeUndefined();
  });

  it("keeps nothing of a file that is no picture", async () => {
    const book = await buildBook();
    await expect(addCover(book.id, "upload", Buffer.from("<svg>"))).rejects.toMatchObject({ reason: "svg" });
    expect(await coversOf(book.id)).toEqual([]);
  });
});

describe("drawn covers", () => {
  it("is drawn once, also when five ask at the same time, and all of them get it", async () => {
    const book = await buildBook();
    const found = await Promise.all(Array.from({ length: 5 }, () => ensureCover({ bookId: book.id })));
    expect(new Set(found.map((cover) => cover?.id)).size).toBe(1);
    expect(found[0]).toBeDefined();
    expect(await coversOf(book.id)).toHaveLength(1);
    expect(await drawMissingCover(book.id)).toMatchObject({ reason: "already_there" });
  }, 60_000);

  it("never takes the place of a picture that came while it was drawn", async () => {
    const book = await buildBook();
    const [, uploaded] = await Promise.all([drawMissingCover(book.id), addPicture(book.id, 40)]);
    expect((await getPrimaryCover({ bookId: book.id }))?.id).toBe(uploaded);
  }, 60_000);
});

describe("removeCover", () => {
  it("leaves a tombstone with a number of its own for every vector, so that followers learn of it", async () => {
    const book = await buildBook();
    const coverId = await addPicture(book.id, 60);
    expect((await embedCover(coverId)).ok).toBe(true);
    const [before] = await db.select().from(embeddings).where(eq(embeddings.coverId, coverId));
    await removeCover(coverId);
    await removeCover(coverId);
    const [after] = await db
      .select()
      .from(embeddings)
      .where(eq(embeddings.id, before?.id ?? 0));
    expect(after).toMatchObject({ coverId: null, vector: null });
    expect(after?.seq).toBeGreaterThan(before?.seq ?? Number.POSITIVE_INFINITY);
    expect(await coversOf(book.id)).toEqual([]);
  });

  it("lets the newest of the others stand for the book", async () => {
    const book = await buildBook();
    const [oldest, middle, newest] = [
      await addPicture(book.id, 70),
      await addPicture(book.id, 71),
      await addPicture(book.id, 72),
    ];
    await removeCover(oldest);
    expect((await getPrimaryCover({ bookId: book.id }))?.id).toBe(newest);
    await removeCover(newest);
    expect((await getPrimaryCover({ bookId: book.id }))?.id).toBe(middle);
    await removeCover(middle);
    expect(await getPrimaryCover({ bookId: book.id })).toBeUndefined();
    expect(await listBooksWithoutCover(1_000)).toContain(book.id);
  });

  it("leaves no living vector when a cover is embedded and removed at the same time", async () => {
    const book = await buildBook();
    for (let hue = 80; hue < 88; hue++) {
      const coverId = await addPicture(book.id, hue);
      const [embedded] = await Promise.all([embedCover(coverId), removeCover(coverId)]);
      expect(embedded.ok || embedded.reason === "cover_not_found").toBe(true);
    }
    const orphans = await db
      .select({ id: embeddings.id })
      .from(embeddings)
      .where(sql`${embeddings.coverId} is null and ${embeddings.vector} is not null`);
    expect(orphans).toEqual([]);
  }, 30_000);
});

describe("further views", () => {
  async function cleaned(hue: number) {
    const result = await cleanPhoto(await picture(hue));
    if (!result.ok) throw new Error(result.reason);
    return result.jpeg;
  }

  async function addView(bookId: number, hue: number) {
    const jpeg = await cleaned(hue);
    const result = await db.transaction((tx) => addCoverView(tx, bookId, jpeg));
    if (!result.ok) throw new Error(result.reason);
    return result.coverId;
  }

  it("never stand for a book: not beside its cover, not after it, not alone", async () => {
    const book = await buildBook();
    await addView(book.id, 120);
    expect(await getPrimaryCover({ bookId: book.id })).toBeUndefined();
    expect(await listBooksWithoutCover(1_000)).toContain(book.id);
    const drawn = await ensureCover({ bookId: book.id });
    expect(drawn).toBeDefined();
    await addView(book.id, 121);
    expect((await getPrimaryCover({ bookId: book.id }))?.id).toBe(drawn?.id);
    await removeCover(drawn?.id ?? 0);
    expect(await primariesOf(book.id)).toEqual([]);
    await addPicture(book.id, 122);
    expect(await primariesOf(book.id)).toMatchObject([{ source: "upload" }]);
  }, 30_000);

  it("are told of and embedded like any cover", async () => {
    const coverId = await addView((await buildBook()).id, 123);
    expect(await addedEvents(coverId)).toBe(1);
    expect(await embedCover(coverId)).toMatchObject({ ok: true });
  });

  it("are there once when the same photo comes five times at once, and not at all when the caller's work fails", async () => {
    const book = await buildBook();
    const jpeg = await cleaned(124);
    const results = await Promise.all(
      Array.from({ length: 5 }, () => db.transaction((tx) => addCoverView(tx, book.id, jpeg))),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await coversOf(book.id)).toMatchObject([{ source: "photo", isPrimary: false }]);

    const other = await buildBook();
    const failing = db.transaction(async (tx) => {
      await addCoverView(tx, other.id, jpeg);
      throw new Error("changed its mind");
    });
    await expect(failing).rejects.toThrow("changed its mind");
    expect(await coversOf(other.id)).toEqual([]);
  });

  it("leave no file behind when the last one of a picture goes", async () => {
    const [a, b] = [await buildBook(), await buildBook()];
    const [first, second] = [await addView(a.id, 125), await addView(b.id, 125)];
    const [{ sha256 } = { sha256: "" }] = await coversOf(a.id);
    await readCoverFile(sha256, "thumb");
    await removeCover(first);
    expect(await readCoverFile(sha256, "original")).toBeDefined();
    await removeCover(second);
    for (const size of ["original", "thumb"] as const) expect(await readCoverFile(sha256, size)).toBeUndefined();
  });
});

describe("what a deleted book leaves", () => {
  const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60_000);
  const fileOf = (sha256: string, size: CoverSize = "original") => path.join(env().dataDir, coverKey(sha256, size));

  async function buildCovered(hue: number) {
    const book = await buildBook();
    const coverId = await addPicture(book.id, hue);
    const sha256 = (await getPrimaryCover({ bookId: book.id }))?.sha256 ?? "";
    await readCoverFile(sha256, "thumb");
    return { book, coverId, sha256 };
  }

  /** Removes what no cover has of the files that were written before a moment; how many. */
  async function clear(before: Date): Promise<number> {
    let cleared = 0;
    for await (const { orphans, parts } of listOrphanedFiles(before))
      for (const file of [...orphans, ...parts]) {
        await removeOrphanedFile(file);
        cleared += 1;
      }
    return cleared;
  }

  it("is told from what a book still has: its files, when they are old enough, and what was left half-written", async () => {
    const [gone, kept, shared] = [await buildCovered(130), await buildCovered(131), await buildCovered(132)];
    const other = await buildBook();
    await addPicture(other.id, 132);
    const half = `${fileOf(kept.sha256)}.0a1b.part`;
    await writeFile(half, "half");
    const foreign = path.join(path.dirname(fileOf(kept.sha256)), "read.me");
    await writeFile(foreign, "not ours");
    for (const { book } of [gone, shared]) await db.delete(books).where(eq(books.id, book.id));

    await clear(inDays(-1));
    expect([fileOf(gone.sha256), fileOf(gone.sha256, "thumb"), half].map(existsSync)).toEqual([true, true, true]);
    expect(await clear(inDays(1))).toBeGreaterThan(2);
    expect([fileOf(gone.sha256), fileOf(gone.sha256, "thumb"), half].map(existsSync)).toEqual([false, false, false]);
    for (const { sha256 } of [kept, shared])
      expect([fileOf(sha256), fileOf(sha256, "thumb")].map(existsSync)).toEqual([true, true]);
    expect(existsSync(foreign)).toBe(true);
    expect(await clear(inDays(1))).toBe(0);
  });

  it("is forgotten by those who follow the index: its vectors and features become tombstones", async () => {
    const { book, coverId } = await buildCovered(133);
    await embedCover(coverId);
    await extractCoverFeatures(coverId);
    const [vector] = await db.select().from(embeddings).where(eq(embeddings.coverId, coverId));
    const [features] = await db.select().from(localFeatures).where(eq(localFeatures.coverId, coverId));
    await db.delete(books).where(eq(books.id, book.id));
    const lost = await listLost();
    expect(lost).toEqual({ vectors: [vector?.id], features: [features?.id] });
    await forgetRows("embeddings", lost.vectors);
    await forgetRows("features", lost.features);
    const [buried] = await db
      .select()
      .from(embeddings)
      .where(eq(embeddings.id, vector?.id ?? 0));
    expect(buried?.vector).toBeNull();
    expect(buried?.seq).toBeGreaterThan(vector?.seq ?? Number.POSITIVE_INFINITY);
    const [forgotten] = await db
      .select()
      .from(localFeatures)
      .where(eq(localFeatures.id, features?.id ?? 0));
    expect(forgotten?.features).toBeNull();
    expect(forgotten?.seq).toBeGreaterThan(features?.seq ?? Number.POSITIVE_INFINITY);
  });

  it("never takes the file from a book that gets the same picture at the same moment", async () => {
    for (let round = 0; round < 8; round++) {
      const { book, sha256 } = await buildCovered(140 + round);
      await db.delete(books).where(eq(books.id, book.id));
      await utimes(fileOf(sha256), inDays(-2), inDays(-2));
      const other = await buildBook();
      await Promise.all([clear(inDays(-1)), addPicture(other.id, 140 + round)]);
      expect((await getPrimaryCover({ bookId: other.id }))?.sha256).toBe(sha256);
      expect(existsSync(fileOf(sha256))).toBe(true);
    }
  });
});

describe("a cover whose file is lost", () => {
  it("has it again when the same picture is brought again", async () => {
    const book = await buildBook();
    await addPicture(book.id, 160);
    const sha256 = (await getPrimaryCover({ bookId: book.id }))?.sha256 ?? "";
    await removeFile(coverKey(sha256));
    expect(await addCover(book.id, "upload", await picture(160))).toMatchObject({ reason: "already_there" });
    expect(await readCoverFile(sha256, "original")).toBeDefined();
  });
});

describe("readCoverFile", () => {
  it("makes a size at the first call for it, also when several call at once, and keeps it", async () => {
    const book = await buildBook();
    await addPicture(book.id, 90);
    const sha256 = (await getPrimaryCover({ bookId: book.id }))?.sha256 ?? "";
    const files = await Promise.all(Array.from({ length: 5 }, () => readCoverFile(sha256, "thumb")));
    expect(new Set(files.map((file) => file?.bytes.toString("base64"))).size).toBe(1);
    expect(files[0]?.mime).toBe("image/webp");
    await removeFile(coverKey(sha256));
    expect((await readCoverFile(sha256, "thumb"))?.bytes.length).toBeGreaterThan(0);
    expect(await readCoverFile(sha256, "page")).toBeUndefined();
    expect(await readCoverFile(sha256, "original")).toBeUndefined();
  });

  it("shows a picture in a size that cannot be kept, as on a full disk", async () => {
    const book = await buildBook();
    await addPicture(book.id, 91);
    const sha256 = (await getPrimaryCover({ bookId: book.id }))?.sha256 ?? "";
    // A link that leads nowhere: nothing is there to be read, and nothing can be put there, even by root.
    const folder = path.dirname(path.join(env().dataDir, coverKey(sha256, "page")));
    await rm(folder, { recursive: true, force: true });
    await mkdir(path.dirname(folder), { recursive: true });
    await symlink(path.join(env().dataDir, "nowhere", "at-all"), folder);
    try {
      expect((await readCoverFile(sha256, "page"))?.mime).toBe("image/webp");
    } finally {
      await rm(folder);
    }
  });
});

describe("cover jobs", () => {
  const run = (name: string, payload: unknown) => {
    const handler = coverHandlers.find(({ job }) => job.name === name);
    if (!handler) throw new Error(`no handler for ${name}`);
    return handler.run(payload, new AbortController().signal);
  };

  it("ends with what was done: done once, then skipped, and skipped for what is gone", async () => {
    const book = await buildBook();
    const coverId = await addPicture(book.id, 100);
    expect(await run("covers.embed_cover", { coverId })).toEqual({ status: "done" });
    expect(await run("covers.embed_cover", { coverId })).toEqual({ status: "skipped", why: "already_there" });
    expect(await run("covers.embed_cover", { coverId: 2_000_000_000 })).toEqual({
      status: "skipped",
      why: "cover_not_found",
    });
    expect(await run("covers.draw_cover", { bookId: book.id })).toEqual({ status: "skipped", why: "already_there" });
    await expect(run("covers.embed_cover", { coverId: "1" })).rejects.toThrow();
  });

  it("fails, to be tried again, while the file of a cover is away", async () => {
    const coverId = await addPicture((await buildBook()).id, 110);
    const [cover] = await db.select().from(covers).where(eq(covers.id, coverId));
    await removeFile(coverKey(cover?.sha256 ?? ""));
    await expect(run("covers.embed_cover", { coverId })).rejects.toThrow("not in storage");
  });
});
