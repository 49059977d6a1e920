import { and, eq } from "drizzle-orm";
import sharp from "sharp";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildUser, randomIsbn } from "@/db/factories";
import { consents } from "@/db/schema/accounts";
import { books } from "@/db/schema/catalog";
import { covers, pendingCovers, spareCovers } from "@/db/schema/covers";
import { outbox } from "@/db/schema/events";
import { pendingBooks } from "@/db/schema/scans";
import type { Actor } from "@/lib/accounts/schema";
import { addCover } from "@/lib/covers/commands";
import { deleteOwnPicture, forgetOwnPictures } from "@/lib/covers/own/commands";
import { listOwnPictures, readOwnPicture } from "@/lib/covers/own/queries";
import { forgetSettled } from "@/lib/covers/pending/commands";
import { PENDING_COVER_DAYS } from "@/lib/covers/pending/rules";
import { listKnownHashes, readCoverFile } from "@/lib/covers/queries";
import type { Corners } from "@/lib/covers/straightening/schema";
import { newPicture } from "@/lib/covers/vectors/covers.fixtures";
import { forgetReader, withdrawWish } from "../own/commands";
import { addPicture, approvePending, askForIsbn, rejectPending, typeBook } from "./commands";
import { getPending, listPending } from "./queries";
import { typedBook } from "./schema";
import { settleArrived } from "./settling/commands";

const DAY_MS = 24 * 60 * 60_000;

beforeEach(async () => {
  process.env.PROVIDERS = "none";
  for (const table of [pendingBooks, pendingCovers, outbox, books]) await db.delete(table);
});

/** A picture that a telephone took: larger than the cover in it, with the place where it was taken. */
async function photoOf(cover: Buffer) {
  const size = { width: 400, height: 600 };
  const flat = await sharp(cover)
    .resize({ ...size, fit: "fill" })
    .toBuffer();
  return sharp({ create: { width: 800, height: 1_000, channels: 3, background: "#777" } })
    .composite([{ input: flat, left: 200, top: 200 }])
    .withExif({ IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 0/1" } })
    .jpeg()
    .toBuffer();
}
const CORNERS: Corners = [
  [0.25, 0.2],
  [0.75, 0.2],
  [0.75, 0.8],
  [0.25, 0.8],
];

async function ask(...readers: Actor[]) {
  const { isbn13 } = randomIsbn();
  for (const reader of readers) await askForIsbn(reader, { isbn13 });
  return isbn13;
}
const typed = typedBook.parse({ title: "Twelve cats", authors: ["Nemo Nobody"] });
const waiting = async (id: string) => {
  const { pending } = await listPending("attention");
  const entry = pending.find((one) => one.id === id);
  if (!entry) throw new Error("it does not wait for a moderator");
  return entry;
};
const bookOf = async (isbn13: string) => {
  const [book] = await db.select().from(books).where(eq(books.isbn13, isbn13));
  if (!book) throw new Error("there is no such book");
  return book;
};
const hasFile = async (sha256: string) => (await readCoverFile(sha256, "original")) !== undefined;

describe("a reader's photo of a book that nobody knows", () => {
  it("waits straightened and without its place, for that reader and moderators alone, and becomes the cover with the book", async () => {
    const [reader, other, admin] = [await buildUser(), await buildUser(), await buildUser({ role: "admin" })];
    const id = await ask(reader, other);
    const photo = await photoOf(await newPicture());
    expect((await sharp(photo).metadata()).exif).toBeDefined();
    expect(await addPicture(reader, id, photo, CORNERS)).toMatchObject({ ok: true, as: "waiting" });
    await typeBook(reader, { id, book: typed });

    const [own] = await listOwnPictures(reader.id);
    expect(own).toMatchObject({ kind: "pending", state: "asked", book: null });
    const kept = own && (await readOwnPicture(reader.id, own));
    expect(await sharp(kept).metadata()).toMatchObject({ width: 400, height: 600 });
    expect((await sharp(kept).metadata()).exif).toBeUndefined();
    expect(own && (await readOwnPicture(other.id, own))).toBeUndefined();
    expect(await listOwnPictures(other.id)).toEqual([]);
    expect(JSON.stringify(await getPending(id))).not.toContain("sha256");
    expect(await db.select().from(consents).where(eq(consents.userId, reader.id))).toMatchObject([
      { purpose: "own_pictures", endedAt: null },
    ]);

    const { evidence, pictures } = await waiting(id);
    expect(pictures).toMatchObject([{ by: reader.username, width: 400, height: 600 }]);
    const decision = { shownId: pictures[0]?.id ?? 0, refusedIds: [] };
    expect(await approvePending(admin, { id, evidence, pictures: decision })).toMatchObject({ ok: true });
    const book = await bookOf(id);
    expect(await db.select().from(covers).where(eq(covers.bookId, book.id))).toMatchObject([
      { source: "upload", userId: reader.id, isPrimary: true, isChosen: true, sha256: pictures[0]?.sha256 },
    ]);
    expect(await hasFile(pictures[0]?.sha256 ?? "")).toBe(true);
    // When it was brought is what a consent that ends is counted by.
    expect((await listOwnPictures(reader.id))[0]?.broughtAt).toEqual(own?.broughtAt);
    expect(await db.$count(outbox, eq(outbox.name, "covers.cover_added"))).toBe(1);
    expect(await db.$count(pendingCovers)).toBe(0);
    expect(await listOwnPictures(reader.id)).toMatchObject([{ kind: "used", state: "shown" }]);
  });

  it("becomes the cover once when two moderators approve at the same time", async () => {
    const [reader, first, second] = [
      await buildUser(),
      await buildUser({ role: "admin" }),
      await buildUser({ role: "admin" }),
    ];
    const id = await ask(reader);
    await addPicture(reader, id, await photoOf(await newPicture()), CORNERS);
    await typeBook(reader, { id, book: typed });
    const { evidence, pictures } = await waiting(id);
    const shownId = pictures[0]?.id ?? 0;
    const results = await Promise.all([
      approvePending(first, { id, evidence, pictures: { shownId, refusedIds: [] } }),
      approvePending(second, { id, evidence, pictures: { shownId: null, refusedIds: [shownId] } }),
    ]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.find(({ ok }) => !ok)).toMatchObject({ reason: "changed_since" });
    // Whichever came first was followed whole: the picture stands for the book, or is gone with its file.
    const isShown = results[0]?.ok === true;
    expect(await db.$count(covers, eq(covers.bookId, (await bookOf(id)).id))).toBe(isShown ? 1 : 0);
    expect(await hasFile(pictures[0]?.sha256 ?? "")).toBe(isShown);
    expect(await db.$count(pendingCovers)).toBe(0);
  });

  it("is gone with its file when the moderator wants the book without it", async () => {
    const [reader, admin] = [await buildUser(), await buildUser({ role: "admin" })];
    const id = await ask(reader);
    await addPicture(reader, id, await photoOf(await newPicture()), CORNERS);
    await typeBook(reader, { id, book: typed });
    const { evidence, pictures } = await waiting(id);
    const refusedIds = pictures.map((picture) => picture.id);
    await approvePending(admin, { id, evidence, pictures: { shownId: null, refusedIds } });
    const { id: bookId } = await bookOf(id);
    expect(await db.$count(covers, eq(covers.bookId, bookId))).toBe(0);
    expect(await db.$count(spareCovers, eq(spareCovers.bookId, bookId))).toBe(0);
    expect(await hasFile(pictures[0]?.sha256 ?? "")).toBe(false);
    expect(await listOwnPictures(reader.id)).toEqual([]);
  });

  it("of a moderator who types the book in stands for it at once", async () => {
    const admin = await buildUser({ role: "admin" });
    const id = await ask(admin);
    await addPicture(admin, id, await photoOf(await newPicture()), CORNERS);
    expect(await typeBook(admin, { id, book: typed })).toMatchObject({ ok: true });
    const { id: bookId } = await bookOf(id);
    expect(await db.select().from(covers).where(eq(covers.bookId, bookId))).toMatchObject([
      { source: "upload", isPrimary: true, userId: admin.id },
    ]);
  });

  it("is only proposed where the book comes another way, and takes the place of no cover that it has", async () => {
    const reader = await buildUser();
    const id = await ask(reader);
    await addPicture(reader, id, await photoOf(await newPicture()), CORNERS);
    const book = await buildBook({ isbn13: id });
    await addCover(book.id, "import", await newPicture());
    expect(await settleArrived()).toBe(1);
    expect(await settleArrived()).toBe(0);
    const isFront = and(eq(covers.bookId, book.id), eq(covers.isPrimary, true));
    expect(await db.select().from(covers).where(isFront)).toMatchObject([{ source: "import" }]);
    expect(await db.select().from(spareCovers).where(eq(spareCovers.bookId, book.id))).toMatchObject([
      { state: "proposed", source: "upload", userId: reader.id },
    ]);
    expect(await listOwnPictures(reader.id)).toMatchObject([{ kind: "spare", state: "proposed" }]);
  });

  it("is one for each reader, the last; and nothing can be added to what is decided", async () => {
    const [reader, admin] = [await buildUser(), await buildUser({ role: "admin" })];
    const id = await ask(reader);
    await addPicture(reader, id, await photoOf(await newPicture()), CORNERS);
    const [{ sha256: first } = { sha256: "" }] = (await waiting(id)).pictures;
    const again = await photoOf(await newPicture());
    await addPicture(reader, id, again, CORNERS);
    await addPicture(reader, id, again, CORNERS);
    const { pictures } = await waiting(id);
    expect(pictures).toHaveLength(1);
    expect(await hasFile(first)).toBe(false);
    expect(await hasFile(pictures[0]?.sha256 ?? "")).toBe(true);

    await rejectPending(admin, { id });
    expect(await addPicture(reader, id, again, CORNERS)).toMatchObject({ ok: false, reason: "changed_since" });
    expect(await addPicture(reader, randomIsbn().isbn13, again, CORNERS)).toMatchObject({
      ok: false,
      reason: "pending_not_found",
    });
    const line: Corners = [CORNERS[0], CORNERS[0], CORNERS[0], CORNERS[0]];
    expect(await addPicture(reader, id, again, line)).toMatchObject({ ok: false, reason: "not_a_cover" });
  });
});

it("keeps a file that two readers' photos share as long as one of them waits or stands for a book", async () => {
  const [reader, other, admin] = [await buildUser(), await buildUser(), await buildUser({ role: "admin" })];
  const id = await ask(reader, other);
  const photo = await photoOf(await newPicture());
  for (const one of [reader, other]) await addPicture(one, id, photo, CORNERS);
  await typeBook(reader, { id, book: typed });
  const { evidence, pictures } = await waiting(id);
  const [shown, refused] = pictures;
  const sha256 = shown?.sha256 ?? "";
  expect(refused?.sha256).toBe(sha256);
  expect(await listKnownHashes([sha256])).toEqual(new Set([sha256]));
  const decision = { shownId: shown?.id ?? 0, refusedIds: [refused?.id ?? 0] };
  await approvePending(admin, { id, evidence, pictures: decision });
  expect(await db.$count(pendingCovers)).toBe(0);
  expect(await hasFile(sha256)).toBe(true);
  await forgetOwnPictures(reader.id, new Date(Date.now() + 1_000));
  expect(await hasFile(sha256)).toBe(false);
});

describe("a photo that waits goes with its file", () => {
  const WAYS: [string, (reader: Actor, id: string) => Promise<unknown>][] = [
    ["its reader waits for the book no longer", (reader, id) => withdrawWish(reader, { pendingId: id })],
    [
      "its reader deletes it",
      async (reader) => {
        const [own] = await listOwnPictures(reader.id);
        return own && deleteOwnPicture(reader, own);
      },
    ],
    [
      "its reader's account or consent goes",
      async (reader) => {
        await forgetReader(reader.id);
        await forgetOwnPictures(reader.id, new Date(Date.now() + 1_000));
      },
    ],
    ["nobody has decided for too long", () => forgetSettled(new Date(Date.now() + (PENDING_COVER_DAYS + 1) * DAY_MS))],
  ];

  it.each(WAYS)("when %s, and those of others stay", async (way, go) => {
    const [reader, other] = [await buildUser(), await buildUser()];
    const id = await ask(reader, other);
    const isAllOld = way.startsWith("nobody");
    for (const one of [reader, other]) await addPicture(one, id, await photoOf(await newPicture()), CORNERS);
    const { pictures } = await waiting(id);
    expect(await forgetSettled(new Date())).toBe(0);
    await go(reader, id);
    await go(reader, id);
    expect(await hasFile(pictures[0]?.sha256 ?? "")).toBe(false);
    expect(await listOwnPictures(reader.id)).toEqual([]);
    expect(await hasFile(pictures[1]?.sha256 ?? "")).toBe(!isAllOld);
    expect(await listOwnPictures(other.id)).toHaveLength(isAllOld ? 0 : 1);
  });
});
