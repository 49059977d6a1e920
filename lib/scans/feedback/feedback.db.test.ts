import { existsSync } from "node:fs";
import path from "node:path";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildScan, buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { scanFeedback, scanLogs, scanPhotos, userScans } from "@/db/schema/scans";
import type { Actor } from "@/lib/accounts/schema";
import { env } from "@/lib/platform/env";
import { getFile } from "@/lib/platform/storage";
import { deleteUserScans, logScan } from "../commands";
import { scanHandlers } from "../handlers";
import { clearPhoto, expirePhotos, storePhoto } from "../photos/commands";
import { photoKey } from "../photos/rules";
import { giveFeedback, withdrawFeedback } from "./commands";
import { giveFeedbackInput, type Verdict } from "./schema";

type Words = { isbn?: string; rightIsbn?: string; note?: string; photo?: Uint8Array };

const say = (actor: Actor | null, requestId: string, verdict: Verdict, { photo, ...words }: Words = {}) =>
  giveFeedback(actor, giveFeedbackInput.parse({ requestId, verdict, ...words }), photo);

/** A photo as a phone makes it: with the place in it. */
const photo = (hue: number) =>
  sharp({ create: { width: 300, height: 400, channels: 3, background: { r: hue, g: 90, b: 200 } } })
    .jpeg()
    .withExif({ IFD0: { Copyright: "somebody" }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 0/1" } })
    .toBuffer();

const feedbackOf = (scanId: number) => db.select().from(scanFeedback).where(eq(scanFeedback.scanId, scanId));
const historyOf = async (userId: number) =>
  (await db.select().from(userScans).where(eq(userScans.userId, userId))).map(({ bookId }) => bookId);

async function photoOf(scanId: number) {
  const [feedback] = await feedbackOf(scanId);
  const [row] = await db
    .select()
    .from(scanPhotos)
    .where(eq(scanPhotos.feedbackId, feedback?.id ?? 0));
  return row;
}

const isFile = (photoId: string) => existsSync(path.join(env().dataDir, photoKey(photoId)));
const photoRow = async (photoId: string) => (await db.select().from(scanPhotos).where(eq(scanPhotos.id, photoId)))[0];

/** A match of a signed-in reader, as it is written when a photo has been recognised. */
async function buildMatch() {
  const [reader, book] = [await buildUser(), await buildBook()];
  const requestId = crypto.randomUUID();
  await logScan({ requestId, kind: "cover", status: "match", userId: reader.id, bookId: book.id });
  const [scan] = await db.select().from(scanLogs).where(eq(scanLogs.requestId, requestId));
  if (!scan) throw new Error("the scan was not logged");
  return { reader, book, requestId, scanId: scan.id };
}

describe("giveFeedback", () => {
  it("keeps one word a scan, the last one, also when ten come at the same time", async () => {
    const { reader, requestId, scanId } = await buildMatch();
    const right = await buildBook();
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        at % 2 === 0
          ? say(reader, requestId, "confirmed")
          : say(reader, requestId, "rejected", { rightIsbn: right.isbn }),
      ),
    );
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(await feedbackOf(scanId)).toHaveLength(1);
    expect(await historyOf(reader.id)).toHaveLength(1);

    await say(reader, requestId, "bad_cover", { note: "a film poster" });
    expect(await feedbackOf(scanId)).toMatchObject([
      { verdict: "bad_cover", note: "a film poster", state: "open", userId: reader.id },
    ]);
  });

  it("is for the scan's own reader; to everybody else there is no such scan", async () => {
    const { reader, requestId, scanId } = await buildMatch();
    for (const actor of [null, await buildUser(), await buildUser({ role: "admin" })]) {
      expect(await say(actor, requestId, "confirmed")).toMatchObject({ ok: false, reason: "scan_not_found" });
      expect(await withdrawFeedback(actor, requestId)).toMatchObject({ ok: false, reason: "scan_not_found" });
    }
    expect(await say(reader, crypto.randomUUID(), "confirmed")).toMatchObject({ reason: "scan_not_found" });
    expect(await feedbackOf(scanId)).toEqual([]);
  });

  it("takes a visitor's word from whoever knows the handle, and a reader's on it from that reader alone", async () => {
    const [reader, book] = [await buildUser(), await buildBook()];
    const { requestId, id } = await buildScan({ bookId: book.id });
    expect(await say(null, requestId, "confirmed")).toMatchObject({ ok: true, feedback: { isbn: book.isbn } });
    expect(await say(reader, requestId, "confirmed")).toMatchObject({ ok: true });
    expect(await feedbackOf(id)).toMatchObject([{ userId: reader.id }]);
    expect(await say(null, requestId, "rejected")).toMatchObject({ reason: "scan_not_found" });
    expect(await historyOf(reader.id)).toEqual([]);
  });

  it("names another edition of the work, and nothing but one", async () => {
    const { reader, book, requestId } = await buildMatch();
    const [edition, stranger] = [await buildBook({ workId: book.workId }), await buildBook()];
    expect(await say(reader, requestId, "wrong_edition", { rightIsbn: stranger.isbn })).toMatchObject({
      reason: "not_another_edition",
    });
    expect(await say(reader, requestId, "wrong_edition", { rightIsbn: edition.isbn })).toMatchObject({
      ok: true,
      feedback: { verdict: "wrong_edition", isbn: book.isbn, rightIsbn: edition.isbn },
    });
    expect(await say(reader, requestId, "rejected", { rightIsbn: edition.isbn })).toMatchObject({
      feedback: { verdict: "wrong_edition" },
    });
    expect(await say(reader, requestId, "rejected", { rightIsbn: "9780306406158" })).toMatchObject({
      reason: "book_not_found",
    });
  });

  it("enters the book that a reader chose from several into the history once, at the moment of the scan", async () => {
    const [reader, first, second] = [await buildUser(), await buildBook(), await buildBook()];
    const { requestId, id } = await buildScan({ status: "unsure", userId: reader.id });
    await Promise.all(Array.from({ length: 5 }, () => say(reader, requestId, "confirmed", { rightIsbn: first.isbn })));
    expect(await historyOf(reader.id)).toEqual([first.id]);
    await say(reader, requestId, "confirmed", { rightIsbn: second.isbn });
    expect(await historyOf(reader.id)).toEqual([second.id]);
    const [scan] = await db.select().from(scanLogs).where(eq(scanLogs.id, id));
    const [entry] = await db.select().from(userScans).where(eq(userScans.scanId, id));
    expect(entry?.timestamp).toEqual(scan?.timestamp);
    await say(reader, requestId, "not_in_list");
    expect(await historyOf(reader.id)).toEqual([]);
  });

  it("corrects the history of a wrong match, and takes that back with the word", async () => {
    const { reader, book, requestId } = await buildMatch();
    const right = await buildBook();
    await say(reader, requestId, "rejected");
    expect(await historyOf(reader.id)).toEqual([]);
    await say(reader, requestId, "rejected", { rightIsbn: right.isbn });
    expect(await historyOf(reader.id)).toEqual([right.id]);
    await withdrawFeedback(reader, requestId);
    await withdrawFeedback(reader, requestId);
    expect(await historyOf(reader.id)).toEqual([book.id]);
  });

  it("leaves nothing to a moderator of a plain “right”, and reopens what a reader says anew", async () => {
    const { reader, requestId, scanId } = await buildMatch();
    await say(reader, requestId, "confirmed");
    expect(await feedbackOf(scanId)).toMatchObject([{ state: "noted" }]);
    await db.update(scanFeedback).set({ state: "dismissed" }).where(eq(scanFeedback.scanId, scanId));
    await say(reader, requestId, "confirmed", { note: "but an odd printing" });
    expect(await feedbackOf(scanId)).toMatchObject([{ state: "open", moderatorId: null, moderatedAt: null }]);
  });

  it("neither blocks nor is blocked by the reader clearing the history meanwhile", async () => {
    const { reader, requestId, scanId } = await buildMatch();
    for (let round = 0; round < 10; round++) {
      const results = await Promise.all([
        say(reader, requestId, "confirmed", { photo: await photo(round) }),
        deleteUserScans(reader, {}),
        say(reader, requestId, "bad_cover"),
      ]);
      expect(results.every(({ ok }) => ok)).toBe(true);
    }
    expect(await feedbackOf(scanId)).toHaveLength(1);
  });
});

describe("a kept photo", () => {
  it("is there only with the reader's consent, encoded anew, without place and time", async () => {
    const { reader, requestId, scanId } = await buildMatch();
    await say(reader, requestId, "confirmed");
    expect(await photoOf(scanId)).toBeUndefined();
    const sent = await photo(10);
    expect((await sharp(sent).metadata()).exif).toBeDefined();
    expect(await say(reader, requestId, "confirmed", { photo: sent })).toMatchObject({ feedback: { hasPhoto: true } });
    const kept = await photoOf(scanId);
    const file = await getFile(photoKey(kept?.id ?? ""));
    const metadata = await sharp(file).metadata();
    expect([metadata.format, metadata.width, metadata.exif, metadata.xmp, metadata.iptc]).toEqual([
      "jpeg",
      300,
      undefined,
      undefined,
      undefined,
    ]);
    expect(file?.includes("GPS")).toBe(false);
    expect(await feedbackOf(scanId)).toMatchObject([{ state: "open" }]);
  });

  it("is refused when it is no picture, and then nothing is said either", async () => {
    const { reader, requestId, scanId } = await buildMatch();
    const before = await db.select().from(scanPhotos);
    expect(await say(reader, requestId, "confirmed", { photo: Buffer.from("<svg>") })).toMatchObject({ reason: "svg" });
    expect(await feedbackOf(scanId)).toEqual([]);
    expect(await db.select().from(scanPhotos)).toHaveLength(before.length);
  });

  it("is not even looked at for a scan that is somebody else's", async () => {
    const { requestId } = await buildMatch();
    expect(await say(null, requestId, "confirmed", { photo: Buffer.from("<svg>") })).toMatchObject({
      reason: "scan_not_found",
    });
  });

  it.each<[string, (of: Awaited<ReturnType<typeof buildMatch>>) => Promise<unknown>]>([
    ["the word is taken back", ({ reader, requestId }) => withdrawFeedback(reader, requestId)],
    ["the word is said again without it", ({ reader, requestId }) => say(reader, requestId, "confirmed")],
    ["the book leaves the history", ({ reader, book }) => deleteUserScans(reader, { isbn: book.isbn })],
    ["the history is cleared", ({ reader }) => deleteUserScans(reader, {})],
  ])("goes when %s, and its file with it", async (_, happen) => {
    const match = await buildMatch();
    await say(match.reader, match.requestId, "confirmed", { photo: await photo(20) });
    const { id = "" } = (await photoOf(match.scanId)) ?? {};
    expect(isFile(id)).toBe(true);
    await happen(match);
    expect(await photoOf(match.scanId)).toBeUndefined();
    expect(await clearPhoto(id)).toMatchObject({ ok: true });
    expect([isFile(id), await photoRow(id)]).toEqual([false, undefined]);
    expect(await clearPhoto(id)).toMatchObject({ reason: "already_gone" });
  });

  it("no longer keeps a moderator busy when it was all there was to look at", async () => {
    const { reader, book, requestId, scanId } = await buildMatch();
    await say(reader, requestId, "confirmed", { photo: await photo(30) });
    await deleteUserScans(reader, { isbn: book.isbn });
    expect(await feedbackOf(scanId)).toMatchObject([{ state: "noted", userId: null }]);
  });

  it("goes with the name of a book that the reader chose, when that book leaves the history", async () => {
    const [reader, chosen] = [await buildUser(), await buildBook()];
    const { requestId, id: scanId } = await buildScan({ status: "unsure", userId: reader.id });
    await say(reader, requestId, "confirmed", { rightIsbn: chosen.isbn, photo: await photo(35) });
    await deleteUserScans(reader, { isbn: chosen.isbn });
    const [scan] = await db.select().from(scanLogs).where(eq(scanLogs.id, scanId));
    expect([scan?.userId, await photoOf(scanId), await historyOf(reader.id)]).toEqual([null, undefined, []]);
  });

  it("is out of reach at once when its reader's account goes, and gone a day later", async () => {
    const { reader, requestId, scanId } = await buildMatch();
    await say(reader, requestId, "confirmed", { photo: await photo(40) });
    const { id = "" } = (await photoOf(scanId)) ?? {};
    await db.delete(users).where(eq(users.id, reader.id));
    expect(await feedbackOf(scanId)).toEqual([]);
    expect(await photoRow(id)).toMatchObject({ feedbackId: null });
    await expirePhotos(new Date(Date.now() + 24 * 60 * 60_000));
    expect([isFile(id), await photoRow(id)]).toEqual([false, undefined]);
  });

  it("waits ninety days for a moderator and no longer", async () => {
    const { reader, requestId, scanId } = await buildMatch();
    await say(reader, requestId, "bad_cover", { photo: await photo(50) });
    const { id = "" } = (await photoOf(scanId)) ?? {};
    const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60_000);
    await expirePhotos(inDays(89));
    expect(isFile(id)).toBe(true);
    await expirePhotos(inDays(91));
    await expirePhotos(inDays(91));
    expect([isFile(id), await photoRow(id)]).toEqual([false, undefined]);
    expect(await feedbackOf(scanId)).toMatchObject([{ verdict: "bad_cover", state: "open" }]);
  });

  it("is not taken for left behind while it is just being kept", async () => {
    const id = await storePhoto(await photo(60));
    await expirePhotos(new Date());
    expect(isFile(id)).toBe(true);
    await expirePhotos(new Date(Date.now() + 2 * 60 * 60_000));
    expect([isFile(id), await photoRow(id)]).toEqual([false, undefined]);
  });
});

describe("photo jobs", () => {
  const run = (name: string, payload: unknown) => {
    const handler = scanHandlers.find(({ job }) => job.name === name);
    if (!handler) throw new Error(`no handler for ${name}`);
    return handler.run(payload, new AbortController().signal);
  };

  it("end with what was done: a photo that waits is left alone, one that is gone is skipped", async () => {
    const { reader, requestId, scanId } = await buildMatch();
    await say(reader, requestId, "confirmed", { photo: await photo(70) });
    const { id: photoId = "" } = (await photoOf(scanId)) ?? {};
    expect(await run("scans.clear_photo", { photoId })).toEqual({ status: "skipped", why: "waits_for_moderator" });
    await withdrawFeedback(reader, requestId);
    expect(await run("scans.clear_photo", { photoId })).toEqual({ status: "done" });
    expect(await run("scans.clear_photo", { photoId })).toEqual({ status: "skipped", why: "already_gone" });
    expect(await run("scans.expire_photos", {})).toEqual({ status: "skipped", why: "nothing_expired" });
  });
});
