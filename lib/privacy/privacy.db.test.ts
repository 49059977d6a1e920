import { existsSync } from "node:fs";
import path from "node:path";
import { desc, eq } from "drizzle-orm";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildScan, buildUser, buildUserScan } from "@/db/factories";
import { consents, users } from "@/db/schema/accounts";
import { covers, spareCovers } from "@/db/schema/covers";
import { outbox } from "@/db/schema/events";
import { pendingAskers, pendingBooks, scanFeedback, scanLogs, scanPhotos, userScans } from "@/db/schema/scans";
import { withdrawConsent } from "@/lib/accounts/consents/commands";
import type { ConsentPurpose } from "@/lib/accounts/consents/schema";
import type { Actor } from "@/lib/accounts/schema";
import { decideSpare, keepOwnPhoto } from "@/lib/covers/choice/commands";
import { getCoverChoice } from "@/lib/covers/choice/queries";
import { deleteOwnPicture } from "@/lib/covers/own/commands";
import { listOwnPictures, readOwnPicture } from "@/lib/covers/own/queries";
import { readCoverFile } from "@/lib/covers/queries";
import type { Corners } from "@/lib/covers/straightening/schema";
import { newPicture } from "@/lib/covers/vectors/covers.fixtures";
import { env } from "@/lib/platform/env";
import { getFile } from "@/lib/platform/storage";
import { giveFeedback } from "@/lib/scans/feedback/commands";
import { giveFeedbackInput } from "@/lib/scans/feedback/schema";
import { deleteOwnFeedback, deleteOwnPhoto, withdrawWish } from "@/lib/scans/own/commands";
import { listOwnFeedback, listOwnPhotos, listOwnWishes, readOwnPhoto } from "@/lib/scans/own/queries";
import { askForIsbn, askForTitle } from "@/lib/scans/pending/commands";
import { clearPhoto } from "@/lib/scans/photos/commands";
import { photoKey } from "@/lib/scans/photos/rules";
import { carryOutWithdrawal } from "./commands";
import { countHeld } from "./inventory/queries";
import { prune } from "./retention/commands";
import { keptSince, RETENTION } from "./retention/rules";

const CORNERS: Corners = [
  [0.1, 0.1],
  [0.9, 0.1],
  [0.9, 0.9],
  [0.1, 0.9],
];

/** A photo as a phone makes it: with the place in it. */
const photo = async () =>
  sharp(await newPicture())
    .resize({ width: 800 })
    .jpeg()
    .withExif({
      IFD0: { Make: "Pocketphone", Copyright: "somebody" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 0/1", GPSLongitudeRef: "E", GPSLongitude: "7/1 0/1 0/1" },
    })
    .toBuffer();

async function keepPhoto(reader: Actor) {
  const book = await buildBook();
  const { requestId } = await buildScan({ bookId: book.id, userId: reader.id });
  const input = giveFeedbackInput.parse({ requestId, verdict: "confirmed" });
  const said = await giveFeedback(reader, input, await photo());
  if (!said.ok) throw new Error(said.reason);
  const [kept] = await listOwnPhotos(reader.id);
  if (!kept) throw new Error("nothing was kept");
  return { ...kept, book, requestId };
}

const isFile = (id: string) => existsSync(path.join(env().dataDir, photoKey(id)));

async function lastConsent(userId: number, purpose: ConsentPurpose) {
  const rows = await db.select().from(consents).where(eq(consents.userId, userId)).orderBy(desc(consents.id));
  return rows.find((row) => row.purpose === purpose)?.id ?? 0;
}

describe("what is kept by consent", () => {
  it("notes the consent with the photo, in which words, and nothing of place or device is in the file", async () => {
    const reader = await buildUser();
    const { id } = await keepPhoto(reader);
    expect(await db.select().from(consents).where(eq(consents.userId, reader.id))).toMatchObject([
      { purpose: "scan_photos", version: 1, endedAt: null },
    ]);
    expect((await db.select().from(scanPhotos).where(eq(scanPhotos.id, id)))[0]).toMatchObject({ consentVersion: 1 });
    const file = await getFile(photoKey(id));
    const sent = await photo();
    expect([sent.includes("Pocketphone"), (await sharp(sent).metadata()).exif === undefined]).toEqual([true, false]);
    const { exif, xmp, iptc, tifftagPhotoshop } = await sharp(file).metadata();
    expect([exif, xmp, iptc, tifftagPhotoshop]).toEqual([undefined, undefined, undefined, undefined]);
    for (const word of ["GPS", "Exif", "Pocketphone", "somebody"])
      expect([word, file?.includes(word)]).toEqual([word, false]);
  });

  it("goes with a withdrawal: rows, files and pictures, but not what was agreed to anew since", async () => {
    const [reader, other] = [await buildUser(), await buildUser()];
    const [first, theirs] = [await keepPhoto(reader), await keepPhoto(other)];
    await withdrawConsent(reader, { purpose: "scan_photos" });
    const consentId = await lastConsent(reader.id, "scan_photos");
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await keepPhoto(reader);
    expect(await carryOutWithdrawal(consentId)).toMatchObject({ ok: true, forgotten: 1 });
    expect([first, second, theirs].map(({ id }) => isFile(id))).toEqual([false, true, true]);
    expect((await listOwnPhotos(reader.id)).map(({ id }) => id)).toEqual([second.id]);
    expect(await carryOutWithdrawal(consentId)).toMatchObject({ ok: true, forgotten: 0 });
    // What was said stays: only the photo was kept by consent.
    expect(await db.$count(scanFeedback, eq(scanFeedback.userId, reader.id))).toBe(2);
    expect(await carryOutWithdrawal(await lastConsent(reader.id, "scan_photos"))).toMatchObject({
      reason: "not_withdrawn",
    });
  });

  it("takes the reader's own pictures too, in use and not, and another cover stands for the book then", async () => {
    const [reader, moderator, book, other] = [
      ...[await buildUser(), await buildUser({ role: "moderator" })],
      ...([await buildBook(), await buildBook()] as const),
    ] as const;
    for (const { id } of [book, other] as { id: number }[])
      await keepOwnPhoto(reader as Actor, id, await photo(), CORNERS);
    const bookId = (book as { id: number }).id;
    const [spare] = (await getCoverChoice(bookId)).spare;
    await decideSpare(moderator as Actor, { bookId, spareId: spare?.id ?? 0, as: "shown" });
    expect((await listOwnPictures((reader as Actor).id)).map(({ state }) => state)).toEqual(["shown", "proposed"]);
    await withdrawConsent(reader as Actor, { purpose: "own_pictures" });
    await carryOutWithdrawal(await lastConsent((reader as Actor).id, "own_pictures"));
    expect(await listOwnPictures((reader as Actor).id)).toEqual([]);
    expect(await db.$count(covers, eq(covers.bookId, bookId))).toBe(0);
    expect(await readCoverFile(spare?.sha256 ?? "", "original")).toBeUndefined();
  });

  it("goes with the next day's round where the job of the withdrawal was given up", async () => {
    const [reader, other] = [await buildUser(), await buildUser()];
    const [photo, theirs] = [await keepPhoto(reader), await keepPhoto(other)];
    await withdrawConsent(reader, { purpose: "scan_photos" });
    expect((await prune(new Date())).withdrawn).toBe(1);
    expect([photo, theirs].map(({ id }) => isFile(id))).toEqual([false, true]);
    expect((await prune(new Date())).withdrawn).toBe(0);
  });

  it("lets the indexes be written anew also where it was cut short: the next try may find nothing left", async () => {
    const reader = await buildUser();
    await keepPhoto(reader);
    await withdrawConsent(reader, { purpose: "scan_photos" });
    const consentId = await lastConsent(reader.id, "scan_photos");
    const countEvents = () => db.$count(outbox, eq(outbox.name, "privacy.pictures_erased"));
    const before = await countEvents();
    let looks = 0;
    const stop = {
      throwIfAborted: () => {
        looks += 1;
        if (looks > 1) throw new Error("the worker is stopping");
      },
    } as AbortSignal;
    await expect(carryOutWithdrawal(consentId, stop)).rejects.toThrow("stopping");
    expect(await carryOutWithdrawal(consentId)).toMatchObject({ ok: true, forgotten: 0 });
    expect(await countEvents()).toBe(before + 1);
  });
});

describe("deleting one's own", () => {
  it("photo: it is gone, with its file once the job has run, and nobody else can", async () => {
    const [reader, stranger] = [await buildUser(), await buildUser({ role: "admin" })];
    const { id } = await keepPhoto(reader);
    expect(await readOwnPhoto(reader.id, id)).toBeDefined();
    expect(await readOwnPhoto(stranger.id, id)).toBeUndefined();
    expect(await deleteOwnPhoto(stranger, { photoId: id })).toMatchObject({ ok: false });
    expect(await deleteOwnPhoto(reader, { photoId: id })).toEqual({ ok: true });
    expect(await readOwnPhoto(reader.id, id)).toBeUndefined();
    await clearPhoto(id);
    expect(isFile(id)).toBe(false);
  });

  it("word about an answer: it is gone with its photo, the history stays as it is, and nobody else can", async () => {
    const [reader, stranger] = [await buildUser(), await buildUser({ role: "admin" })];
    const [named, right] = [await buildBook(), await buildBook()];
    const { requestId } = await buildScan({ bookId: named.id, userId: reader.id });
    const words = { requestId, verdict: "rejected", rightIsbn: right.isbn, note: "the blue one" };
    await giveFeedback(reader, giveFeedbackInput.parse(words), await photo());
    const historyOf = () =>
      db.select({ bookId: userScans.bookId }).from(userScans).where(eq(userScans.userId, reader.id));
    expect(await historyOf()).toEqual([{ bookId: right.id }]);

    const [said] = await listOwnFeedback(reader.id);
    expect(said).toMatchObject({ verdict: "rejected", note: "the blue one", hasPhoto: true });
    expect(said?.book).toMatchObject({ isbn: right.isbn });
    const [photoKept] = await listOwnPhotos(reader.id);
    const feedbackId = said?.id ?? 0;
    expect(await deleteOwnFeedback(stranger, { feedbackId })).toMatchObject({ reason: "feedback_not_found" });
    expect(await listOwnFeedback(stranger.id)).toEqual([]);
    expect(await deleteOwnFeedback(reader, { feedbackId })).toEqual({ ok: true });
    expect(await deleteOwnFeedback(reader, { feedbackId })).toMatchObject({ reason: "feedback_not_found" });
    expect([await listOwnFeedback(reader.id), await listOwnPhotos(reader.id)]).toEqual([[], []]);
    expect(await historyOf()).toEqual([{ bookId: right.id }]);
    await clearPhoto(photoKept?.id ?? "");
    expect(isFile(photoKept?.id ?? "")).toBe(false);
  });

  it("picture: whoever brought it can, nobody else, and a file that others have too stays", async () => {
    const [reader, other, book, second] = [await buildUser(), await buildUser(), await buildBook(), await buildBook()];
    const bytes = await photo();
    await keepOwnPhoto(reader, book.id, bytes, CORNERS);
    await keepOwnPhoto(other, second.id, bytes, CORNERS);
    const [mine] = await listOwnPictures(reader.id);
    if (!mine) throw new Error("nothing was kept");
    expect(await readOwnPicture(other.id, mine)).toBeUndefined();
    expect(await deleteOwnPicture(other, mine)).toMatchObject({ ok: false });
    const [row] = await db.select().from(spareCovers).where(eq(spareCovers.id, mine.id));
    expect(await deleteOwnPicture(reader, mine)).toEqual({ ok: true });
    expect(await listOwnPictures(reader.id)).toEqual([]);
    expect(await readCoverFile(row?.sha256 ?? "", "original")).toBeDefined();
    const [theirs] = await listOwnPictures(other.id);
    if (!theirs) throw new Error("it is gone");
    await deleteOwnPicture(other, theirs);
    expect(await readCoverFile(row?.sha256 ?? "", "original")).toBeUndefined();
  });

  it("wish: what others wait for stays for them, and what nobody waits for goes with the words that were typed", async () => {
    const [reader, other] = [await buildUser(), await buildUser()];
    const wanted = { title: `A book ${crypto.randomUUID()}`, author: "Somebody", collectionId: null };
    for (const one of [reader, other]) await askForTitle(one, wanted);
    await askForIsbn(reader, { isbn13: "9780140430011" });
    const wishes = await listOwnWishes(reader.id);
    expect(wishes).toHaveLength(2);
    for (const { id } of wishes) expect(await withdrawWish(reader, { pendingId: id })).toEqual({ ok: true });
    expect(await listOwnWishes(reader.id)).toEqual([]);
    expect(await listOwnWishes(other.id)).toMatchObject([{ name: wanted.title }]);
    const [theirs] = await listOwnWishes(other.id);
    await withdrawWish(other, { pendingId: theirs?.id ?? "" });
    expect(await db.$count(pendingBooks, eq(pendingBooks.title, wanted.title))).toBe(0);
    expect(await db.$count(pendingBooks, eq(pendingBooks.isbn, "9780140430011"))).toBe(1);
    expect(await db.$count(pendingAskers, eq(pendingAskers.userId, reader.id))).toBe(0);
    expect(await withdrawWish(reader, { pendingId: theirs?.id ?? "" })).toMatchObject({ ok: false });
  });
});

describe("the counts", () => {
  it("are of the reader's own, and of nobody else's", async () => {
    const [reader, other] = [await buildUser(), await buildUser()];
    for (const one of [reader, reader, other]) await buildUserScan({ userId: one.id });
    await keepPhoto(reader);
    const [account] = await db.select({ ref: users.auditRef }).from(users).where(eq(users.id, reader.id));
    const counts = await countHeld({ id: reader.id, auditRef: account?.ref ?? "" });
    expect(counts).toMatchObject({
      account: 1,
      history: 3,
      scans: 1,
      photos: 1,
      feedback: 1,
      consents: 1,
      wishes: 0,
      audit: 1,
    });
  });
});

describe("retention", () => {
  it("takes names off scans after their time, also by way of the history, and leaves the rest", async () => {
    const now = new Date();
    const reader = await buildUser();
    const before = keptSince("namedScans", now);
    const at = (day: number) => new Date(before.getTime() + day * 24 * 60 * 60_000);
    for (const day of [-1, 1]) {
      const scan = await buildScan({ userId: reader.id });
      await db
        .update(scanLogs)
        .set({ timestamp: at(day) })
        .where(eq(scanLogs.id, scan.id));
      const { bookId } = await buildUserScan({ userId: reader.id, timestamp: at(day) });
      await db.update(userScans).set({ scanId: scan.id }).where(eq(userScans.bookId, bookId));
    }
    expect((await prune(now)).namedScans).toBeGreaterThanOrEqual(1);
    expect(await db.$count(scanLogs, eq(scanLogs.userId, reader.id))).toBe(1);
    const history = await db
      .select()
      .from(userScans)
      .where(eq(userScans.userId, reader.id))
      .orderBy(userScans.timestamp);
    expect(history.map(({ scanId }) => scanId === null)).toEqual([true, false]);
    expect((await prune(now)).namedScans).toBe(0);
  });

  it("keeps nothing for ever without saying so", () => {
    for (const { days } of Object.values(RETENTION)) expect(days).toBeLessThanOrEqual(366);
  });
});
