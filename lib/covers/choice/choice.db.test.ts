import { eq } from "drizzle-orm";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { covers, embeddings, spareCovers } from "@/db/schema/covers";
import { addCover, clearLostCovers, drawMissingCover } from "../commands";
import { getPrimaryCover, listCoversOfBook, readCoverFile } from "../queries";
import { embedCover } from "../vectors/commands";
import { newPicture } from "../vectors/covers.fixtures";
import { chooseCover, decideSpare, keepOwnPhoto, offerCovers, setCoverAside } from "./commands";
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
    await clearLostCovers(inDays(29));
    expect(await readCoverFile(sha256, "original")).toBeDefined();
    await clearLostCovers(inDays(31));
    expect(await readCoverFile(sha256, "original")).toBeUndefined();
    expect((await getCoverChoice(bookId)).spare).toEqual([]);
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
    expect(await db.$count(spareCovers, eq(spareCovers.bookId, book.id))).toBe(0);
    const [cover] = await db.select().from(covers).where(eq(covers.bookId, book.id));
    expect(cover).toMatchObject({ source: "upload", isPrimary: true, isChosen: true });
  });

  it("keeps nothing where no cover can lie, and of what is no photo", async () => {
    const [book, admin] = [await buildBook(), await buildUser({ role: "admin" })];
    const crossed = [CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]] as typeof CORNERS;
    expect(await keepOwnPhoto(admin, book.id, await photo(), crossed)).toMatchObject({ reason: "not_a_cover" });
    expect(await keepOwnPhoto(admin, book.id, Buffer.from("<svg>"), CORNERS)).toMatchObject({ reason: "svg" });
    expect(await listCoversOfBook(book.id)).toEqual([]);
  });
});
