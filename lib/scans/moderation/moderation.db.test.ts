import { existsSync } from "node:fs";
import { mkdir, rm, rmdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildScan, buildUser } from "@/db/factories";
import { books } from "@/db/schema/catalog";
import { covers, embeddings } from "@/db/schema/covers";
import { outbox } from "@/db/schema/events";
import { scanFeedback, scanPhotos } from "@/db/schema/scans";
import type { Actor } from "@/lib/accounts/schema";
import { addCover, drawMissingCover } from "@/lib/covers/commands";
import { type PhotoOptions, simulatePhoto } from "@/lib/covers/drawing/phone-photo.fixtures";
import { extractCoverFeatures } from "@/lib/covers/features/commands";
import { getFeaturesOf } from "@/lib/covers/features/queries";
import { isTelling } from "@/lib/covers/features/rules";
import { getPrimaryCover, readCoverFile } from "@/lib/covers/queries";
import { coverKey } from "@/lib/covers/rules";
import type { CoverSize } from "@/lib/covers/schema";
import type { Corners } from "@/lib/covers/straightening/schema";
import { embedCover } from "@/lib/covers/vectors/commands";
import { env } from "@/lib/platform/env";
import { giveFeedback, withdrawFeedback } from "../feedback/commands";
import { giveFeedbackInput, type Verdict } from "../feedback/schema";
import { clearPhoto, expirePhotos, storePhoto } from "../photos/commands";
import { photoKey } from "../photos/rules";
import { acceptFeedback, closeFeedback, removeView } from "./commands";
import { drawView, listAcceptedViews, listOpenFeedback, proposeView, readFeedbackPhoto } from "./queries";
import type { AcceptFeedbackInput } from "./schema";

let hue = 0;
/** A photo that no other test has: one picture is one cover of a book. */
const photo = () => {
  hue += 3;
  return sharp({ create: { width: 240, height: 320, channels: 3, background: { r: hue, g: 255 - hue, b: 60 } } })
    .jpeg()
    .toBuffer();
};

let moderator: Actor;
beforeAll(async () => {
  moderator = await buildUser({ role: "moderator" });
});

async function buildFeedback({
  verdict = "confirmed" as Verdict,
  hasPhoto = true,
  note = undefined as string | undefined,
} = {}) {
  const [reader, book] = [await buildUser(), await buildBook()];
  const { requestId, id: scanId } = await buildScan({ bookId: book.id, userId: reader.id });
  const input = giveFeedbackInput.parse({ requestId, verdict, note });
  const said = await giveFeedback(reader, input, hasPhoto ? await photo() : undefined);
  if (!said.ok) throw new Error(said.reason);
  const [feedback] = await db.select().from(scanFeedback).where(eq(scanFeedback.scanId, scanId));
  if (!feedback) throw new Error("nothing was said");
  return { reader, book, requestId, feedbackId: feedback.id };
}

/** Nearly the whole photo, as a moderator marks it by hand. */
const CORNERS: Corners = [
  [0.05, 0.05],
  [0.95, 0.05],
  [0.95, 0.95],
  [0.05, 0.95],
];

/** What a moderator says who has seen the view and takes it. */
async function seen(feedbackId: number, corners = CORNERS): Promise<AcceptFeedbackInput> {
  const drawn = await drawView(feedbackId, corners);
  return { feedbackId, corners, sha256: drawn.ok ? drawn.view.sha256 : "0".repeat(64) };
}

const stateOf = async (id: number) => (await db.select().from(scanFeedback).where(eq(scanFeedback.id, id)))[0];
const viewsOf = (bookId: number) => db.select().from(covers).where(eq(covers.bookId, bookId));
const photoOf = async (feedbackId: number) =>
  (await db.select().from(scanPhotos).where(eq(scanPhotos.feedbackId, feedbackId)))[0];
const isFile = (photoId = "") => existsSync(path.join(env().dataDir, photoKey(photoId)));

/** Does what the relay and the worker do: a job for every photo that was settled. */
async function clearSettled() {
  const events = await db.select().from(outbox).where(eq(outbox.name, "scans.photo_settled"));
  for (const { payload } of events) await clearPhoto((payload as { photoId: string }).photoId);
}

describe("acceptFeedback", () => {
  it("makes one view of a photo when two moderators accept it at once, and tells the index of it", async () => {
    const { book, feedbackId } = await buildFeedback();
    const second = await buildUser({ role: "admin" });
    const input = await seen(feedbackId);
    const results = await Promise.all(
      [moderator, second, moderator, second].map((actor) => acceptFeedback(actor, input)),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    for (const result of results) if (!result.ok) expect(result.reason).toBe("already_decided");
    const [view, ...more] = await viewsOf(book.id);
    expect(more).toEqual([]);
    expect(view).toMatchObject({ source: "photo", isPrimary: false });
    expect(await stateOf(feedbackId)).toMatchObject({ state: "accepted" });
    const told = await db
      .select({ id: outbox.id })
      .from(outbox)
      .where(sql`${outbox.name} = 'covers.cover_added' and json_value(${outbox.payload}, '$.coverId') = ${view?.id}`);
    expect(told).toHaveLength(1);
  });

  it("decides once between a moderator who accepts and one who dismisses", async () => {
    for (let round = 0; round < 6; round++) {
      const { book, feedbackId } = await buildFeedback();
      const input = await seen(feedbackId);
      const [accepted, dismissed] = await Promise.all([
        acceptFeedback(moderator, input),
        closeFeedback(moderator, { feedbackId, as: "dismissed" }),
      ]);
      expect([accepted.ok, dismissed.ok].filter(Boolean)).toHaveLength(1);
      expect(await viewsOf(book.id)).toHaveLength(accepted.ok ? 1 : 0);
      expect(await stateOf(feedbackId)).toMatchObject({
        state: accepted.ok ? "accepted" : "dismissed",
        moderatorId: moderator.id,
        moderatedAt: expect.any(Date),
      });
    }
  });

  it("is over when the reader takes the photo back at the same moment: a view of it goes again", async () => {
    for (let round = 0; round < 6; round++) {
      const { reader, book, requestId, feedbackId } = await buildFeedback();
      const photoId = (await photoOf(feedbackId))?.id;
      const input = await seen(feedbackId);
      await Promise.all([acceptFeedback(moderator, input), withdrawFeedback(reader, requestId)]);
      await clearSettled();
      expect(await viewsOf(book.id)).toEqual([]);
      expect(isFile(photoId)).toBe(false);
    }
  });

  it("removes the file that waited once the cover has its own, and everything when the reader takes it back", async () => {
    const { reader, book, requestId, feedbackId } = await buildFeedback();
    const photoId = (await photoOf(feedbackId))?.id;
    expect(await acceptFeedback(moderator, await seen(feedbackId))).toMatchObject({ ok: true });
    await clearSettled();
    expect(isFile(photoId)).toBe(false);
    expect(await viewsOf(book.id)).toHaveLength(1);
    await expirePhotos(new Date(Date.now() + 1_000 * 24 * 60 * 60_000));
    expect(await viewsOf(book.id)).toHaveLength(1);
    await withdrawFeedback(reader, requestId);
    await clearSettled();
    expect(await viewsOf(book.id)).toEqual([]);
  });

  it("still knows the files of a view whose removal failed half-way, and removes them the next time", async () => {
    const { reader, book, requestId, feedbackId } = await buildFeedback();
    const photoId = (await photoOf(feedbackId))?.id ?? "";
    await acceptFeedback(moderator, await seen(feedbackId));
    const [view] = await viewsOf(book.id);
    const fileOf = (size: CoverSize) => path.join(env().dataDir, coverKey(view?.sha256 ?? "", size));
    // No file can be removed where a folder is in its place.
    await mkdir(fileOf("thumb"), { recursive: true });
    await withdrawFeedback(reader, requestId);
    await expect(clearPhoto(photoId)).rejects.toThrow();
    expect(existsSync(fileOf("original"))).toBe(true);
    await rmdir(fileOf("thumb"));
    expect(await clearPhoto(photoId)).toMatchObject({ ok: true });
    expect(existsSync(fileOf("original"))).toBe(false);
    expect(await viewsOf(book.id)).toEqual([]);
  });

  it.each<[string, Verdict, boolean, string]>([
    ["a word without a photo", "bad_cover", false, "photo_gone"],
    ["a photo of which nobody knows the book", "not_in_list", true, "book_unknown"],
    ["a photo that was only said to be another book", "rejected", true, "book_unknown"],
  ])("makes no view of %s", async (_, verdict, hasPhoto, reason) => {
    const { book, feedbackId } = await buildFeedback({ verdict, hasPhoto });
    expect(await acceptFeedback(moderator, await seen(feedbackId))).toMatchObject({ ok: false, reason });
    expect(await stateOf(feedbackId)).toMatchObject({ state: "open" });
    expect(await viewsOf(book.id)).toEqual([]);
  });

  it("leaves a photo to be dismissed that the book has already, and one whose book is gone", async () => {
    const { feedbackId, book } = await buildFeedback();
    await acceptFeedback(moderator, await seen(feedbackId));
    const [view] = await viewsOf(book.id);
    const again = await buildFeedback();
    await db.update(scanFeedback).set({ rightBookId: book.id }).where(eq(scanFeedback.id, again.feedbackId));
    await db
      .update(covers)
      .set({ sha256: (await seen(again.feedbackId)).sha256 })
      .where(eq(covers.id, view?.id ?? 0));
    expect(await acceptFeedback(moderator, await seen(again.feedbackId))).toMatchObject({ reason: "already_there" });

    const orphan = await buildFeedback();
    await db.delete(books).where(eq(books.id, orphan.book.id));
    expect(await acceptFeedback(moderator, await seen(orphan.feedbackId))).toMatchObject({ reason: "book_unknown" });
  });
});

describe("a further view", () => {
  /** A book with a drawn cover, its features, and a reader's word about a photo of it on a table. */
  async function buildPhotographed(photo: PhotoOptions = {}) {
    const built = await buildFeedback({ hasPhoto: false });
    await drawMissingCover(built.book.id);
    const cover = await getPrimaryCover({ bookId: built.book.id });
    const file = cover && (await readCoverFile(cover.sha256, "original"));
    if (!cover || !file) throw new Error("the cover was not drawn");
    await extractCoverFeatures(cover.id);
    const taken = await simulatePhoto(file.bytes, { seed: built.requestId, width: 900, ...photo });
    const input = giveFeedbackInput.parse({ requestId: built.requestId, verdict: "confirmed" });
    await giveFeedback(built.reader, input, taken);
    return { ...built, cover, jpeg: file.bytes };
  }

  const small = async (jpeg: Buffer | undefined) =>
    sharp(jpeg).resize(60, 90, { fit: "fill" }).greyscale().raw().toBuffer();

  /** Correlation of two pictures' greys, -1 to 1. */
  async function likeness(a: Buffer | undefined, b: Buffer) {
    const [first, second] = [await small(a), await small(b)];
    const mean = (values: Buffer) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [meanOfFirst, meanOfSecond] = [mean(first), mean(second)];
    let [both, ofFirst, ofSecond] = [0, 0, 0];
    first.forEach((value, at) => {
      const [one, other] = [value - meanOfFirst, (second[at] ?? 0) - meanOfSecond];
      both += one * other;
      ofFirst += one * one;
      ofSecond += other * other;
    });
    return both / Math.sqrt(ofFirst * ofSecond);
  }

  it("is the cover alone, straight and upright, however the book lay, and exactly what the moderator saw", async () => {
    for (const options of [{ angle: 30 }, { angle: 200, perspective: 0.8, glare: 0.1 }]) {
      const { book, feedbackId, cover, jpeg } = await buildPhotographed({
        background: "clutter",
        fill: 0.55,
        ...options,
      });
      const proposed = await proposeView(moderator, feedbackId);
      if (!proposed?.ok) throw new Error(proposed?.reason);
      const { corners, sha256, width, height } = proposed.view;
      expect(width / height).toBeCloseTo(cover.width / cover.height, 1);
      expect(await acceptFeedback(moderator, { feedbackId, corners, sha256 })).toMatchObject({ ok: true });
      await clearSettled();

      const view = (await viewsOf(book.id)).find(({ source }) => source === "photo");
      expect(view).toMatchObject({ sha256, width, height, isPrimary: false });
      const kept = await readFeedbackPhoto(moderator, feedbackId);
      expect(kept?.equals(proposed.view.jpeg)).toBe(true);
      expect(await likeness(kept, jpeg)).toBeGreaterThan(0.8);
      // By the same jobs as every cover.
      expect(await embedCover(view?.id ?? 0)).toEqual({ ok: true });
      expect(await extractCoverFeatures(view?.id ?? 0)).toEqual({ ok: true });
      const described = (await getFeaturesOf([view?.id ?? 0])).get(view?.id ?? 0);
      expect(described && isTelling(described)).toBe(true);
    }
  });

  it("is not added when the photo, the corners or the book are others than those that were seen", async () => {
    const { reader, book, requestId, feedbackId } = await buildFeedback();
    const input = await seen(feedbackId);
    const moved: Corners = [[0.3, 0.3], ...CORNERS.slice(1)] as Corners;
    expect(await acceptFeedback(moderator, { ...input, corners: moved })).toMatchObject({ reason: "not_as_seen" });
    const word = giveFeedbackInput.parse({ requestId, verdict: "confirmed" });
    await giveFeedback(reader, word, await photo());
    expect(await acceptFeedback(moderator, input)).toMatchObject({ reason: "not_as_seen" });
    expect(await viewsOf(book.id)).toEqual([]);
    expect(await stateOf(feedbackId)).toMatchObject({ state: "open" });
    expect(await acceptFeedback(moderator, await seen(feedbackId))).toMatchObject({ ok: true });
  });

  it("is not proposed without a believable outline, and it is said why", async () => {
    const other = await buildPhotographed();
    const { feedbackId, book } = await buildFeedback();
    expect(await proposeView(moderator, feedbackId)).toMatchObject({ reason: "not_described" });

    const plain = await addCover(book.id, "upload", await photo());
    if (!plain.ok) throw new Error(plain.reason);
    await extractCoverFeatures(plain.coverId);
    expect(await proposeView(moderator, feedbackId)).toMatchObject({ reason: "too_plain" });

    await db.update(scanFeedback).set({ rightBookId: other.book.id }).where(eq(scanFeedback.id, feedbackId));
    expect(await proposeView(moderator, feedbackId)).toMatchObject({ reason: "not_found" });

    const near = await buildPhotographed({ fill: 1.3, angle: 0, perspective: 0.2 });
    const [wide] = await db.select().from(scanPhotos).where(eq(scanPhotos.feedbackId, near.feedbackId));
    const file = path.join(env().dataDir, photoKey(wide?.id ?? ""));
    const upperHalf = await sharp(file).extract({ left: 0, top: 0, width: 900, height: 700 }).jpeg().toBuffer();
    await writeFile(file, upperHalf);
    expect(await proposeView(moderator, near.feedbackId)).toMatchObject({ reason: "cut_off" });
  });

  it("is refused for corners between which no cover can lie", async () => {
    const { feedbackId } = await buildFeedback();
    const mirrored = [CORNERS[1], CORNERS[0], CORNERS[3], CORNERS[2]] as Corners;
    const input = await seen(feedbackId, mirrored);
    expect(await acceptFeedback(moderator, input)).toMatchObject({ reason: "not_a_cover" });
    expect(await proposeView(moderator, feedbackId, mirrored)).toMatchObject({ reason: "not_a_cover" });
  });

  it("can be seen and taken away again by moderators, once, with its vectors and its file", async () => {
    const { reader, book, feedbackId } = await buildFeedback();
    await acceptFeedback(moderator, await seen(feedbackId));
    await clearSettled();
    const [view] = await viewsOf(book.id);
    await embedCover(view?.id ?? 0);
    const listed = (await listAcceptedViews(undefined, 1_000)).views.find((one) => one.feedbackId === feedbackId);
    expect(listed).toMatchObject({ book: { isbn: book.isbn }, moderator: moderator.username });
    expect(listed?.acceptedAt).toEqual(expect.any(Date));

    expect(await removeView(reader, { feedbackId })).toMatchObject({ reason: "feedback_not_found" });
    expect(await readFeedbackPhoto(reader, feedbackId)).toBeUndefined();
    const twice = await Promise.all([1, 2].map(() => removeView(moderator, { feedbackId })));
    expect(twice.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await listAcceptedViews(undefined, 1_000)).views).not.toContainEqual(
      expect.objectContaining({ feedbackId }),
    );
    expect(await readFeedbackPhoto(moderator, feedbackId)).toBeUndefined();
    await clearSettled();
    expect(await viewsOf(book.id)).toEqual([]);
    expect(await readCoverFile(view?.sha256 ?? "", "original")).toBeUndefined();
    const living = sql`${embeddings.vector} is not null and ${embeddings.coverId} is null`;
    expect(await db.select({ id: embeddings.id }).from(embeddings).where(living)).toEqual([]);
    expect(await stateOf(feedbackId)).toMatchObject({ state: "dismissed", moderatorId: moderator.id });
  });

  it("that is not there cannot be taken away", async () => {
    const { feedbackId } = await buildFeedback();
    expect(await removeView(moderator, { feedbackId })).toMatchObject({ reason: "already_decided" });
    expect(await removeView(moderator, { feedbackId: 2_000_000_000 })).toMatchObject({ reason: "feedback_not_found" });
    expect(await stateOf(feedbackId)).toMatchObject({ state: "open" });
  });
});

describe("closeFeedback", () => {
  it.each(["dismissed", "done"] as const)("ends a feedback as %s and lets its photo go", async (as) => {
    const { feedbackId } = await buildFeedback({ verdict: "bad_cover" });
    const photoId = (await photoOf(feedbackId))?.id;
    expect(await closeFeedback(moderator, { feedbackId, as })).toMatchObject({ ok: true });
    expect(await closeFeedback(moderator, { feedbackId, as })).toMatchObject({ reason: "already_decided" });
    expect(await stateOf(feedbackId)).toMatchObject({ state: as, moderatorId: moderator.id });
    expect(await readFeedbackPhoto(moderator, feedbackId)).toBeUndefined();
    await clearSettled();
    expect(isFile(photoId)).toBe(false);
  });
});

describe("who may moderate", () => {
  it("is a moderator or an admin: for all others nothing is there, not even for the reader whose photo it is", async () => {
    const { reader, book, feedbackId } = await buildFeedback();
    for (const actor of [reader, await buildUser()]) {
      expect(await acceptFeedback(actor, await seen(feedbackId))).toMatchObject({ reason: "feedback_not_found" });
      expect(await closeFeedback(actor, { feedbackId, as: "done" })).toMatchObject({ reason: "feedback_not_found" });
      expect(await readFeedbackPhoto(actor, feedbackId)).toBeUndefined();
    }
    expect(await readFeedbackPhoto(null, feedbackId)).toBeUndefined();
    expect(await stateOf(feedbackId)).toMatchObject({ state: "open" });
    expect(await viewsOf(book.id)).toEqual([]);
    for (const actor of [moderator, await buildUser({ role: "admin" })])
      expect((await sharp(await readFeedbackPhoto(actor, feedbackId)).metadata()).format).toBe("jpeg");
    expect(await acceptFeedback(moderator, await seen(2_000_000_000))).toMatchObject({
      reason: "feedback_not_found",
    });
  });
});

describe("listOpenFeedback", () => {
  it("shows what waits, the newest first, page by page, and not who said it", async () => {
    const bad = await buildFeedback({ verdict: "bad_cover", hasPhoto: false, note: "a film poster" });
    const plain = await buildFeedback({ hasPhoto: false });
    const decided = await buildFeedback();
    await closeFeedback(moderator, { feedbackId: decided.feedbackId, as: "dismissed" });
    const shown = await buildFeedback();

    const all = (await listOpenFeedback(undefined, 1_000)).feedback;
    const ids = all.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(ids).not.toContain(plain.feedbackId);
    expect(ids).not.toContain(decided.feedbackId);
    expect(all[0]).toMatchObject({ id: shown.feedbackId, verdict: "confirmed", hasPhoto: true, answer: "match" });
    expect(all.find(({ id }) => id === bad.feedbackId)).toMatchObject({
      note: "a film poster",
      hasPhoto: false,
      book: { isbn: bad.book.isbn },
      rightBook: { isbn: bad.book.isbn },
    });
    expect(JSON.stringify(all)).not.toContain(shown.reader.username);

    const paged: number[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await listOpenFeedback(cursor ?? undefined, 2);
      paged.push(...page.feedback.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor);
    expect(paged).toEqual(ids);
    expect((await listOpenFeedback("nonsense", 1_000)).feedback).toHaveLength(ids.length);
  });
});

describe("expirePhotos", () => {
  it("removes the others when one cannot be removed, and fails in the end to be tried again", async () => {
    const later = new Date(Date.now() + 1_000 * 24 * 60 * 60_000);
    await expirePhotos(later);
    const ids = [];
    for (let at = 0; at < 3; at++) ids.push(await storePhoto(await photo()));
    const [stuck = "", ...others] = ids.sort();
    const file = path.join(env().dataDir, photoKey(stuck));
    await rm(file);
    await mkdir(file);
    await expect(expirePhotos(later)).rejects.toThrow("1 photos could not be removed");
    expect(others.map(isFile)).toEqual([false, false]);
    await rmdir(file);
    expect(await expirePhotos(later)).toBe(1);
  });
});
