import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { covers, embeddings, spareCovers } from "@/db/schema/covers";
import { env } from "@/lib/platform/env";
import { addCover, drawMissingCover } from "../commands";
import { getPrimaryCover, listCoversOfBook, readCoverFile } from "../queries";
import { coverKey } from "../rules";
import { embedCover } from "../vectors/commands";
import { newPicture } from "../vectors/covers.fixtures";
import { chooseCover, decideSpare, expireSpares, keepOwnPhoto, offerCovers, setCoverAside, undoUse } from "./commands";
import { getCoverChoice, listBooksWithProposedCovers } from "./queries";

const small = (bytes: Buffer) => sharp(bytes).resize({ width: 90 }).jpeg().toBuffer();
const blownUp = async (bytes: Buffer) =>
  sharp(await small(bytes))
    .resize({ width: 1_000 })
    .jpeg()
    .toBuffer();
/** The picture as a source has it that scans well. */
const large = (bytes: Buffer) => sharp(bytes).resize({ width: 800, kernel: "nearest" }).jpeg().toBuffer();
const from = (provider: string, bytes: Buffer) => ({ provider, bytes });

const stateOf = async (bookId: number) => {
  const { used, spare } = await getCoverChoice(bookId);
  return {
    used: used.map(({ source, provider, isPrimary }) => `${source} ${provider}${isPrimary ? " shown" : ""}`),
    spare: spare.map(({ state, provider }) => `${state} ${provider}`),
  };
};

describe("a picture that sources offer", () => {
  it("takes the place of a drawn one, and then of the same picture only where it is sharper", async () => {
    const [book, bytes] = [await buildBook(), await newPicture()];
    await drawMissingCover(book.id);
    expect(await offerCovers(book.id, [from("dnb", await small(bytes))])).toMatchObject({ verdict: "shown" });
    expect(await offerCovers(book.id, [from("dnb", await small(bytes))])).toMatchObject({ reason: "known" });
    expect(await offerCovers(book.id, [from("shop", await blownUp(bytes))])).toMatchObject({ reason: "known" });
    const offers = [from("shop", await blownUp(bytes)), from("openlibrary", await large(bytes))];
    expect(await offerCovers(book.id, offers)).toMatchObject({ verdict: "replaces" });
    expect(await stateOf(book.id)).toEqual({
      used: ["import openlibrary shown", "drawn null"],
      spare: ["removed dnb"],
    });
  });

  it("is proposed where it looks different, once, and not again after it was rejected", async () => {
    const [book, admin] = [await buildBook(), await buildUser({ role: "admin" })];
    await offerCovers(book.id, [from("dnb", await large(await newPicture()))]);
    const other = await newPicture();
    expect(await offerCovers(book.id, [from("shop", await large(other))])).toMatchObject({ verdict: "proposed" });
    expect((await listBooksWithProposedCovers()).map(({ book: { isbn } }) => isbn)).toContain(book.isbn);
    const [spare] = (await getCoverChoice(book.id)).spare;
    await decideSpare(admin, { bookId: book.id, spareId: spare?.id ?? 0, as: "rejected" });
    expect(await offerCovers(book.id, [from("shop", await small(other))])).toMatchObject({ reason: "known" });
    expect(await stateOf(book.id)).toEqual({ used: ["import dnb shown"], spare: ["rejected shop"] });
  });

  it("leaves alone what a person chose", async () => {
    const [book, admin] = [await buildBook(), await buildUser({ role: "moderator" })];
    await offerCovers(book.id, [from("dnb", await small(await newPicture()))]);
    const [cover] = (await getCoverChoice(book.id)).used;
    await chooseCover(admin, { bookId: book.id, coverId: cover?.id ?? 0, isChosen: true });
    const offers = [from("shop", await large(await newPicture()))];
    expect(await offerCovers(book.id, offers)).toMatchObject({ reason: "locked" });
    await chooseCover(admin, { bookId: book.id, coverId: cover?.id ?? 0, isChosen: false });
    expect(await offerCovers(book.id, offers)).toMatchObject({ ok: true });
  });

  it("comes once when five offer it at the same time", async () => {
    const [book, bytes] = [await buildBook(), await large(await newPicture())];
    const results = await Promise.all(Array.from({ length: 5 }, () => offerCovers(book.id, [from("dnb", bytes)])));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await listCoversOfBook(book.id)).toHaveLength(1);
  });
});

describe("choosing", () => {
  async function buildTwo() {
    const [book, admin] = [await buildBook(), await buildUser({ role: "admin" })];
    const ids: number[] = [];
    for (let at = 0; at < 2; at++) {
      const added = await addCover(book.id, "import", await newPicture());
      if (added.ok) ids.push(added.coverId);
    }
    const [older = 0, newer = 0] = ids;
    return { bookId: book.id, admin, older, newer };
  }

  it("lets another cover stand for the book, and says which one did", async () => {
    const { bookId, admin, older, newer } = await buildTwo();
    const chosen = await chooseCover(admin, { bookId, coverId: older, isChosen: true });
    expect(chosen).toMatchObject({ before: { coverId: newer, isChosen: false } });
    expect((await getPrimaryCover({ bookId }))?.id).toBe(older);
  });

  it("takes a cover out of use, with what it is recognised by, and puts it back as it was", async () => {
    const { bookId, admin, older, newer } = await buildTwo();
    await embedCover(newer);
    const aside = await setCoverAside(admin, { bookId, coverId: newer });
    if (!aside.ok) throw new Error(aside.reason);
    expect((await getPrimaryCover({ bookId }))?.id).toBe(older);
    expect(await db.$count(embeddings, eq(embeddings.coverId, newer))).toBe(0);
    const back = await decideSpare(admin, { bookId, spareId: aside.spareId, as: "returned" });
    if (!back.ok) throw new Error(back.reason);
    const shown = await getPrimaryCover({ bookId });
    expect(shown?.id).toBe(back.coverId);
    expect(await readCoverFile(shown?.sha256 ?? "", "original")).toBeDefined();
    expect((await getCoverChoice(bookId)).spare).toEqual([]);
  });

  it("keeps the file of a picture that was taken away for a month, and no longer", async () => {
    const { bookId, admin, newer } = await buildTwo();
    const sha256 = (await getPrimaryCover({ bookId }))?.sha256 ?? "";
    await setCoverAside(admin, { bookId, coverId: newer });
    const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60_000);
    expect(await expireSpares(inDays(29))).toBe(0);
    expect(await readCoverFile(sha256, "original")).toBeDefined();
    expect(await expireSpares(inDays(31))).toBeGreaterThan(0);
    expect(await readCoverFile(sha256, "original")).toBeUndefined();
    expect((await getCoverChoice(bookId)).spare).toEqual([]);
  });

  it("keeps a picture whose files cannot be removed, to be tried again, and that holds up no other", async () => {
    const [one, other] = [await buildTwo(), await buildTwo()];
    const stuck = (await getPrimaryCover({ bookId: one.bookId }))?.sha256 ?? "";
    for (const { bookId, admin, newer } of [one, other]) await setCoverAside(admin, { bookId, coverId: newer });
    // No file can be removed where a folder is in its place.
    const page = path.join(env().dataDir, coverKey(stuck, "page"));
    await mkdir(page, { recursive: true });
    const later = new Date(Date.now() + 31 * 24 * 60 * 60_000);
    await expect(expireSpares(later)).rejects.toThrow("1 pictures that are not in use could not be removed");
    expect((await getCoverChoice(other.bookId)).spare).toEqual([]);
    expect((await getCoverChoice(one.bookId)).spare).toMatchObject([{ sha256: stuck }]);
    await rm(page, { recursive: true });
    expect(await expireSpares(later)).toBe(1);
    expect(await readCoverFile(stuck, "original")).toBeUndefined();
  });

  it("is not for readers, and not across books", async () => {
    const { bookId, admin, older } = await buildTwo();
    const reader = await buildUser();
    const missing = { reason: "cover_not_found" };
    expect(await chooseCover(reader, { bookId, coverId: older, isChosen: true })).toMatchObject(missing);
    expect(await setCoverAside(reader, { bookId, coverId: older })).toMatchObject(missing);
    const other = await buildBook();
    expect(await chooseCover(admin, { bookId: other.id, coverId: older, isChosen: true })).toMatchObject(missing);
  });

  it("puts a picture back once when five ask for it at the same time", async () => {
    const { bookId, admin, newer } = await buildTwo();
    const aside = await setCoverAside(admin, { bookId, coverId: newer });
    const spareId = aside.ok ? aside.spareId : 0;
    const results = await Promise.all(
      Array.from({ length: 5 }, () => decideSpare(admin, { bookId, spareId, as: "shown" })),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await listCoversOfBook(bookId)).toHaveLength(2);
  });
});

describe("a person's own photo", () => {
  const CORNERS: Parameters<typeof keepOwnPhoto>[3] = [
    [0.1, 0.1],
    [0.9, 0.1],
    [0.9, 0.9],
    [0.1, 0.9],
  ];
  const photo = async () =>
    sharp(await newPicture())
      .resize({ width: 800 })
      .jpeg()
      .toBuffer();

  it("of who looks after the catalogue stands for the book at once, straight, and no source takes that from it", async () => {
    const [book, admin] = [await buildBook(), await buildUser({ role: "admin" })];
    expect(await keepOwnPhoto(admin, book.id, await photo(), CORNERS)).toMatchObject({ as: "shown" });
    const [cover] = (await getCoverChoice(book.id)).used;
    expect(cover).toMatchObject({ source: "upload", isPrimary: true, isChosen: true, width: 640, height: 960 });
  });

  it("of any other reader waits for a decision, is in no use until then, and stands for the book after it", async () => {
    const [book, admin, reader] = [await buildBook(), await buildUser({ role: "admin" }), await buildUser()];
    const bytes = await photo();
    expect(await keepOwnPhoto(reader, book.id, bytes, CORNERS)).toMatchObject({ as: "proposed" });
    expect(await keepOwnPhoto(reader, book.id, bytes, CORNERS)).toMatchObject({ reason: "already_there" });
    expect(await listCoversOfBook(book.id)).toEqual([]);
    const [spare] = (await getCoverChoice(book.id)).spare;
    expect(spare).toMatchObject({ state: "proposed", person: reader.username });
    await decideSpare(admin, { bookId: book.id, spareId: spare?.id ?? 0, as: "shown" });
    expect((await getCoverChoice(book.id)).spare).toEqual([]);
    const [cover] = await db.select().from(covers).where(eq(covers.bookId, book.id));
    expect(cover).toMatchObject({ source: "upload", isPrimary: true, isChosen: true });
  });

  it("waits again, as that reader's, when who took it for the cover takes that back", async () => {
    const [book, admin, reader] = [await buildBook(), await buildUser({ role: "admin" }), await buildUser()];
    await addCover(book.id, "import", await newPicture());
    const standing = await getPrimaryCover({ bookId: book.id });
    await keepOwnPhoto(reader, book.id, await photo(), CORNERS);
    const before = await getCoverChoice(book.id);
    const spareId = before.spare[0]?.id ?? 0;
    const shown = await decideSpare(admin, { bookId: book.id, spareId, as: "shown" });
    if (!shown.ok) throw new Error(shown.reason);
    expect((await listBooksWithProposedCovers()).map(({ book: { isbn } }) => isbn)).not.toContain(book.isbn);

    const undo = { bookId: book.id, coverId: shown.coverId ?? 0, before: shown.before };
    expect(await undoUse(reader, undo)).toMatchObject({ ok: false, reason: "cover_not_found" });
    expect(await undoUse(admin, undo)).toEqual({ ok: true });
    expect(await getCoverChoice(book.id)).toEqual(before);
    expect(before.spare).toMatchObject([{ state: "proposed", person: reader.username }]);
    expect((await getPrimaryCover({ bookId: book.id }))?.id).toBe(standing?.id);
    expect((await listBooksWithProposedCovers()).map(({ book: { isbn } }) => isbn)).toContain(book.isbn);
    expect(await undoUse(admin, undo)).toMatchObject({ ok: false, reason: "cover_not_found" });
  });

  it("is rejected or taken away as before, by whom and when, where it was; a cover chosen meanwhile stays", async () => {
    const [book, admin, other] = [
      await buildBook(),
      await buildUser({ role: "admin" }),
      await buildUser({ role: "moderator" }),
    ];
    const chosen = await addCover(book.id, "import", await newPicture());
    await keepOwnPhoto(await buildUser(), book.id, await photo(), CORNERS);
    const spareId = (await getCoverChoice(book.id)).spare[0]?.id ?? 0;
    await decideSpare(other, { bookId: book.id, spareId, as: "rejected" });
    const [rejected] = await db.select().from(spareCovers).where(eq(spareCovers.id, spareId));
    const shown = await decideSpare(admin, { bookId: book.id, spareId, as: "shown" });
    if (!shown.ok || !chosen.ok) throw new Error("not shown");
    await chooseCover(other, { bookId: book.id, coverId: chosen.coverId, isChosen: true });
    await undoUse(admin, { bookId: book.id, coverId: shown.coverId ?? 0, before: null });
    expect(await db.select().from(spareCovers).where(eq(spareCovers.id, spareId))).toEqual([rejected]);
    expect((await getCoverChoice(book.id)).used).toMatchObject([{ id: chosen.coverId, isChosen: true }]);
  });

  it("that was accepted and is then taken away can be put back like any other", async () => {
    const [book, admin, reader] = [await buildBook(), await buildUser({ role: "admin" }), await buildUser()];
    await keepOwnPhoto(reader, book.id, await photo(), CORNERS);
    const spareId = (await getCoverChoice(book.id)).spare[0]?.id ?? 0;
    const shown = await decideSpare(admin, { bookId: book.id, spareId, as: "shown" });
    const aside = await setCoverAside(admin, { bookId: book.id, coverId: (shown.ok && shown.coverId) || 0 });
    expect((await getCoverChoice(book.id)).spare).toMatchObject([{ state: "removed", person: admin.username }]);
    const back = { bookId: book.id, spareId: aside.ok ? aside.spareId : 0, as: "returned" as const };
    expect(await decideSpare(admin, back)).toMatchObject({ ok: true });
    expect((await getCoverChoice(book.id)).used).toMatchObject([{ isPrimary: true, isChosen: true }]);
  });

  it("keeps nothing where no cover can lie, and of what is no photo", async () => {
    const [book, admin] = [await buildBook(), await buildUser({ role: "admin" })];
    const crossed = [CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]] as typeof CORNERS;
    expect(await keepOwnPhoto(admin, book.id, await photo(), crossed)).toMatchObject({ reason: "not_a_cover" });
    expect(await keepOwnPhoto(admin, book.id, Buffer.from("<svg>"), CORNERS)).toMatchObject({ reason: "svg" });
    expect(await listCoversOfBook(book.id)).toEqual([]);
  });
});
