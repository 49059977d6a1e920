import { eq } from "drizzle-orm";
import sharp from "sharp";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildUser, randomIsbn } from "@/db/factories";
import { pendingBooks, scanLogs, userScans } from "@/db/schema/scans";
import { decodePicture } from "@/lib/covers/adapters/picture";
import { addCover, drawMissingCover } from "@/lib/covers/commands";
import { simulatePhoto } from "@/lib/covers/drawing/phone-photo.fixtures";
import { extractPhoto } from "@/lib/covers/features/adapters/extractor";
import { openDetails } from "@/lib/covers/features/commands";
import { getPrimaryCover, readCoverFile } from "@/lib/covers/queries";
import { addToIndex } from "@/lib/covers/vectors/commands";
import { openIndex } from "@/lib/covers/vectors/index/commands";
import { newId } from "@/lib/platform/id";
import { indexBook } from "@/lib/search/commands";
import { identifyCover, identifyIsbn } from "./commands";

/** A front of blocks whose colours follow from its number. */
function front(seed: number) {
  const [width, height] = [300, 450];
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const block = Math.floor(x / (20 + seed * 17)) * 7 + Math.floor(y / (90 - seed * 13)) * 3 + seed;
      data.set([(block * 83 * seed) % 256, (block * 151) % 256, (seed * 67 + block * 29) % 256], (y * width + x) * 3);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

async function buildFront(seed: number, workId?: number) {
  const book = await buildBook(workId === undefined ? {} : { workId });
  await addCover(book.id, "upload", await front(seed));
  await addToIndex(book.isbn);
  return book;
}

const logOf = async (requestId: string) => {
  const rows = await db.select().from(scanLogs).where(eq(scanLogs.requestId, requestId));
  expect(rows).toHaveLength(1);
  return rows[0];
};
const historyOf = (userId: number) => db.select().from(userScans).where(eq(userScans.userId, userId));

/** Some 10 s of work for the threads. */
const BUSY_TASKS = 60;

describe("identifyCover before the index is open", () => {
  it("asks for patience, and notes nothing that would not be true", async () => {
    const requestId = newId();
    const result = await identifyCover({ actor: null, requestId }, await front(1));
    expect(result).toMatchObject({ ok: false, reason: "not_ready" });
    expect(await db.select().from(scanLogs).where(eq(scanLogs.requestId, requestId))).toEqual([]);
  });
});

describe("identifyCover", () => {
  let books: Awaited<ReturnType<typeof buildBook>>[];

  beforeAll(async () => {
    books = [await buildFront(1), await buildFront(2), await buildFront(3)];
    await openIndex();
  });

  it("answers in time by look alone while the threads that see details are busy with something else", async () => {
    const photo = await decodePicture(
      await simulatePhoto(
        await sharp(await front(2))
          .jpeg()
          .toBuffer(),
      ),
    );
    const others = Array.from({ length: BUSY_TASKS }, () => extractPhoto(photo, "large"));
    const result = await identifyCover({ actor: null, requestId: newId() }, await front(2));
    expect(result).toMatchObject({ ok: true, answer: { candidates: [{ book: { isbn: books[1]?.isbn } }, {}, {}] } });
    let left = others.length;
    for (const one of others) one.finally(() => --left);
    await new Promise((resolve) => setImmediate(resolve));
    // It did not wait for its turn behind all of them.
    expect(left).toBeGreaterThan(0);
    await Promise.all(others);
  }, 60_000);

  it("knows a cover, and writes log and history of a signed-in reader alone", async () => {
    const [actor, requestId] = [await buildUser(), newId()];
    const result = await identifyCover({ actor, requestId }, await front(2));
    if (!result.ok) throw new Error(result.reason);
    expect(result.answer).toMatchObject({ status: "match", requestId });
    expect(result.answer.candidates[0]).toMatchObject({ book: { isbn: books[1]?.isbn } });
    expect(result.answer.candidates[0]?.similarity).toBeGreaterThan(0.99);
    expect(await logOf(requestId)).toMatchObject({
      status: "match",
      bookId: books[1]?.id,
      userId: actor.id,
      kind: "cover",
    });
    expect(await historyOf(actor.id)).toMatchObject([{ bookId: books[1]?.id }]);

    const visitor = newId();
    await identifyCover({ actor: null, requestId: visitor }, await front(2));
    expect(await logOf(visitor)).toMatchObject({ status: "match", userId: null });
  });

  it("tells no history of a photo that shows nothing it knows", async () => {
    const [actor, requestId] = [await buildUser(), newId()];
    const grey = await sharp({ create: { width: 300, height: 400, channels: 3, background: "#777" } })
      .jpeg()
      .toBuffer();
    const result = await identifyCover({ actor, requestId }, grey);
    if (!result.ok) throw new Error(result.reason);
    expect(result.answer.status).not.toBe("match");
    expect(await logOf(requestId)).toMatchObject({ status: result.answer.status, bookId: null, isbn: null });
    expect(await historyOf(actor.id)).toEqual([]);
  });

  it("refuses what is no picture in words, and logs it without its content", async () => {
    const [actor, requestId] = [await buildUser(), newId()];
    const result = await identifyCover({ actor, requestId }, Buffer.from("<svg onload='secret()'/>"));
    expect(result).toMatchObject({ ok: false, reason: "svg" });
    const log = await logOf(requestId);
    expect(log).toMatchObject({ status: "rejected", message: "svg", bookId: null });
    expect(JSON.stringify(log)).not.toContain("secret");
    expect(await historyOf(actor.id)).toEqual([]);
  });

  it("sees the rival behind more editions of one work than it shows", async () => {
    const first = await buildFront(4);
    for (let edition = 0; edition < 6; edition++) await buildFront(4, first.workId);
    await buildFront(4);
    await openIndex();
    const result = await identifyCover({ actor: null, requestId: newId() }, await front(4));
    if (!result.ok) throw new Error(result.reason);
    expect(result.answer.candidates).toHaveLength(6);
    // Another work has the very same cover: nobody can be sure.
    expect(result.answer.status).toBe("unsure");
  });
});

describe("identifyCover of a drawn cover", () => {
  async function buildDrawn(title: string, author: string) {
    const book = await buildBook({ title, authors: [author] });
    await indexBook(book.id);
    await drawMissingCover(book.id);
    const cover = await getPrimaryCover({ bookId: book.id });
    const file = cover && (await readCoverFile(cover.sha256, "original"));
    if (!file) throw new Error("the cover was not drawn");
    return { book, photo: await simulatePhoto(file.bytes, { angle: 4, glare: 0.1, fill: 0.85 }) };
  }

  const ask = async (photo: Buffer) => {
    const result = await identifyCover({ actor: null, requestId: newId() }, photo);
    if (!result.ok) throw new Error(result.reason);
    return result.answer;
  };

  it("finds it in a photo of a table, says where it lies, and what that rests on", async () => {
    const { book, photo } = await buildDrawn("The Glass Meridian", "Ottoline Farrow");
    await addToIndex(book.isbn);
    await openIndex();
    await openDetails();
    const answer = await ask(photo);
    expect(answer).toMatchObject({ status: "match", evidence: "geometry" });
    expect(answer.candidates[0]?.book.isbn).toBe(book.isbn);
    expect(answer.outline).toHaveLength(4);
    expect(answer.candidates[0]?.inliers).toBeGreaterThan(24);
  });

  it("proposes a book that no picture was ever indexed of by the words on its cover", async () => {
    const { book, photo } = await buildDrawn("Harbour of Forgotten Clocks", "Leopold Brandvold");
    await openIndex();
    await openDetails();
    // A busy machine answers without having read.
    await vi.waitFor(
      async () => {
        const answer = await ask(photo);
        expect(answer.candidates[0]?.book.isbn).toBe(book.isbn);
        expect(answer.evidence).toBe("text");
        expect(answer.status).not.toBe("unknown");
        expect(answer.reasons[0]).toMatch(/forgotten clocks/i);
      },
      { timeout: 30_000 },
    );
  }, 60_000);
});

describe("identifyIsbn", () => {
  it("finds the edition by either number, however it is written", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    for (const input of [book.isbn10, book.isbn13, `ISBN ${book.isbn13?.slice(0, 3)}-${book.isbn13?.slice(3)}`]) {
      const requestId = newId();
      const result = await identifyIsbn({ actor, requestId }, input ?? "");
      expect(result).toMatchObject({ ok: true, status: "match", book: { id: book.id } });
      expect(await logOf(requestId)).toMatchObject({ status: "match", kind: "barcode", isbn: book.isbn13 });
    }
    expect(await historyOf(actor.id)).toHaveLength(3);
  });

  it("notes an ISBN that nobody knows yet once, and how often it was asked for", async () => {
    const [actor, { isbn10, isbn13 }] = [await buildUser(), randomIsbn()];
    const results = await Promise.all(
      [isbn10, isbn13, isbn13].map((input) => identifyIsbn({ actor, requestId: newId() }, input)),
    );
    for (const result of results) expect(result).toMatchObject({ ok: true, status: "pending", isbn13 });
    const rows = await db.select().from(pendingBooks).where(eq(pendingBooks.isbn, isbn13));
    expect(rows).toMatchObject([{ timesAsked: 3, stucked: false }]);
    expect(await historyOf(actor.id)).toEqual([]);
  });

  it.each([
    ["9780306406158", "wrong_check_digit"],
    ["٩٧٨٠٣٠٦٤٠٦١٥٧", "foreign_digits"],
    ["4006381333931", "not_a_book"],
    ["", "empty"],
  ])("logs %j as rejected and notes nothing", async (input, reason) => {
    const requestId = newId();
    const before = await db.select().from(pendingBooks);
    expect(await identifyIsbn({ actor: null, requestId }, input)).toMatchObject({ ok: false, reason });
    expect(await logOf(requestId)).toMatchObject({ status: "rejected", message: reason, isbn: null });
    expect(await db.select().from(pendingBooks)).toHaveLength(before.length);
  });
});
