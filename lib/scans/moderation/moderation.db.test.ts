import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildScan, buildUser } from "@/db/factories";
import { books } from "@/db/schema/catalog";
import { covers } from "@/db/schema/covers";
import { outbox } from "@/db/schema/events";
import { scanFeedback, scanPhotos } from "@/db/schema/scans";
import type { Actor } from "@/lib/accounts/schema";
import { coverKey } from "@/lib/covers/rules";
import type { CoverSize } from "@/lib/covers/schema";
import { env } from "@/lib/platform/env";
import { giveFeedback, withdrawFeedback } from "../feedback/commands";
import { giveFeedbackInput, type Verdict } from "../feedback/schema";
import { clearPhoto, expirePhotos, storePhoto } from "../photos/commands";
import { photoKey } from "../photos/rules";
import { acceptFeedback, closeFeedback } from "./commands";
import { listOpenFeedback, readFeedbackPhoto } from "./queries";

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
    const results = await Promise.all(
      [moderator, second, moderator, second].map((actor) => acceptFeedback(actor, { feedbackId })),
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
      const [accepted, dismissed] = await Promise.all([
        acceptFeedback(moderator, { feedbackId }),
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
      await Promise.all([acceptFeedback(moderator, { feedbackId }), withdrawFeedback(reader, requestId)]);
      await clearSettled();
      expect(await viewsOf(book.id)).toEqual([]);
      expect(isFile(photoId)).toBe(false);
    }
  });

  it("removes the file that waited once the cover has its own, and everything when the reader takes it back", async () => {
    const { reader, book, requestId, feedbackId } = await buildFeedback();
    const photoId = (await photoOf(feedbackId))?.id;
    expect(await acceptFeedback(moderator, { feedbackId })).toMatchObject({ ok: true });
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
    await acceptFeedback(moderator, { feedbackId });
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
    expect(await acceptFeedback(moderator, { feedbackId })).toMatchObject({ ok: false, reason });
    expect(await stateOf(feedbackId)).toMatchObject({ state: "open" });
    expect(await viewsOf(book.id)).toEqual([]);
  });

  it("leaves a photo to be dismissed that the book has already, and one whose book is gone", async () => {
    const { feedbackId, book } = await buildFeedback();
    await acceptFeedback(moderator, { feedbackId });
    const [view] = await viewsOf(book.id);
    const again = await buildFeedback();
    await db.update(scanFeedback).set({ rightBookId: book.id }).where(eq(scanFeedback.id, again.feedbackId));
    await db
      .update(covers)
      .set({ sha256: await sha256OfPhoto(again.feedbackId) })
      .where(eq(covers.id, view?.id ?? 0));
    expect(await acceptFeedback(moderator, again)).toMatchObject({ reason: "already_there" });

    const orphan = await buildFeedback();
    await db.delete(books).where(eq(books.id, orphan.book.id));
    expect(await acceptFeedback(moderator, orphan)).toMatchObject({ reason: "book_unknown" });
  });
});

async function sha256OfPhoto(feedbackId: number) {
  const bytes = await readFeedbackPhoto(moderator, feedbackId);
  return createHash("sha256")
    .update(bytes ?? "")
    .digest("hex");
}

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
      expect(await acceptFeedback(actor, { feedbackId })).toMatchObject({ reason: "feedback_not_found" });
      expect(await closeFeedback(actor, { feedbackId, as: "done" })).toMatchObject({ reason: "feedback_not_found" });
      expect(await readFeedbackPhoto(actor, feedbackId)).toBeUndefined();
    }
    expect(await readFeedbackPhoto(null, feedbackId)).toBeUndefined();
    expect(await stateOf(feedbackId)).toMatchObject({ state: "open" });
    expect(await viewsOf(book.id)).toEqual([]);
    for (const actor of [moderator, await buildUser({ role: "admin" })])
      expect((await sharp(await readFeedbackPhoto(actor, feedbackId)).metadata()).format).toBe("jpeg");
    expect(await acceptFeedback(moderator, { feedbackId: 2_000_000_000 })).toMatchObject({
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
