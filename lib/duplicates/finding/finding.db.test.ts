import { eq, or } from "drizzle-orm";
import sharp from "sharp";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildUser, randomIsbn } from "@/db/factories";
import { bookAliases, books } from "@/db/schema/catalog";
import { covers } from "@/db/schema/covers";
import { dedupResults, duplicateKeys, duplicatePairs } from "@/db/schema/duplicates";
import { outbox } from "@/db/schema/events";
import { addCover, drawMissingCover } from "@/lib/covers/commands";
import { embedCover } from "@/lib/covers/vectors/commands";
import { keepApart } from "../merging/commands";
import { listPairs } from "../queries";
import { compareBooks, findDuplicates, resolveCover, resolveWaiting } from "./commands";

beforeEach(async () => {
  await db.delete(books);
});

const author = { authors: ["Italo Calvino"] };
/** Says nothing but title and author. */
const bare = { isbn10: null, isbn13: null, publishedYear: null };
const pairsOf = (id: number) =>
  db
    .select()
    .from(duplicatePairs)
    .where(or(eq(duplicatePairs.firstId, id), eq(duplicatePairs.secondId, id)));

/** Clouds like no others. */
function front(): Promise<Buffer> {
  const [width, height] = [10, 16];
  const raw = Uint8Array.from({ length: width * height * 3 }, () => Math.floor(Math.random() * 256));
  return sharp(raw, { raw: { width, height, channels: 3 } })
    .resize({ width: 300, height: 480, kernel: "cubic" })
    .jpeg({ quality: 92 })
    .toBuffer();
}
const smaller = (bytes: Buffer) => sharp(bytes).resize({ width: 220 }).jpeg({ quality: 70 }).toBuffer();

async function put(bookId: number, bytes: Buffer): Promise<number> {
  const added = await addCover(bookId, "import", bytes);
  if (!added.ok) throw new Error(added.reason);
  return added.coverId;
}

describe("compareBooks", () => {
  it("finds a book again by its title and author, by its ISBN in the other form and by a further ISBN, each pair once", async () => {
    const isbn = randomIsbn();
    const one = await buildBook({ ...author, ...isbn, title: "The Baron in the Trees" });
    const twin = await buildBook({ ...author, ...bare, title: "The Baron in the Trees: A Novel" });
    await db.update(books).set({ isbn10: null }).where(eq(books.id, one.id));
    const drifted = await buildBook({ isbn10: isbn.isbn10, isbn13: null, title: "Il barone rampante" });
    const other = await buildBook({ title: "Baron" });
    await db.insert(bookAliases).values({ bookId: other.id, name: isbn.isbn13 });
    for (let times = 0; times < 2; times++)
      await Promise.all([one, twin, drifted, other].map(({ id }) => compareBooks([id])));
    const found = (await pairsOf(one.id)).map(({ secondId, kind, reasons }) => [secondId, kind, reasons[0]?.reason]);
    expect(found.toSorted(([first], [second]) => Number(first) - Number(second))).toEqual([
      [twin.id, "book", "title_author"],
      [drifted.id, "book", "isbn"],
      [other.id, "book", "alias_isbn"],
    ]);
  });

  it("tells one picture on two books from one book twice, and never goes by a drawn cover", async () => {
    const [one, twin, other] = [
      await buildBook({ ...author, ...bare, title: "Invisible Cities" }),
      await buildBook({ ...author, ...bare, title: "Invisible Cities" }),
      await buildBook(),
    ];
    const picture = await front();
    await put(one.id, picture);
    await put(twin.id, await smaller(picture));
    await put(other.id, picture);
    const [drawn, alsoDrawn] = [await buildBook(), await buildBook()];
    for (const { id } of [drawn, alsoDrawn]) await drawMissingCover(id);
    await compareBooks([one.id, twin.id, other.id, drawn.id, alsoDrawn.id]);
    const found = await pairsOf(one.id);
    expect(found.find(({ secondId }) => secondId === twin.id)).toMatchObject({
      kind: "book",
      reasons: [{ reason: "title_author" }, { reason: "phash_match", value: expect.any(Number) }],
    });
    expect(found.find(({ secondId }) => secondId === other.id)).toMatchObject({
      kind: "cover",
      reasons: [{ reason: "exact_hash" }],
    });
    expect(await pairsOf(drawn.id)).toEqual([]);
    expect((await listPairs("cover")).counts).toEqual({ book: 1, edition: 0, cover: 2 });
  });

  it("lets a pair go that is none any more, and keys with it, but not what a person has decided", async () => {
    const same = { ...author, ...bare, title: "Cosmicomics" };
    const [one, twin, third] = [await buildBook(same), await buildBook(same), await buildBook(same)];
    await compareBooks([one.id, twin.id, third.id]);
    const pair = (await pairsOf(third.id)).find(({ firstId }) => firstId === one.id);
    const admin = await buildUser({ role: "admin" });
    expect(await keepApart(admin, { pairId: pair?.id ?? 0, evidence: pair?.evidence ?? "" })).toEqual({ ok: true });
    await db.update(books).set({ title: "Mr Palomar" }).where(eq(books.id, twin.id));
    await compareBooks([twin.id]);
    expect(await pairsOf(twin.id)).toEqual([]);
    expect(await db.select().from(duplicateKeys).where(eq(duplicateKeys.bookId, twin.id))).toMatchObject([
      { name: expect.stringContaining("palomar") },
    ]);
    expect((await db.select().from(duplicatePairs)).map(({ state }) => state).toSorted()).toEqual(["different"]);
  });
});

const resultOf = async (coverId: number) =>
  (await db.select().from(dedupResults).where(eq(dedupResults.coverId, coverId)))[0];

describe("resolveCover", () => {
  it("says of a new picture whether its book is known, by the file before the look, and nothing of drawn ones", async () => {
    const [one, twin, other] = [
      await buildBook({ ...author, ...bare, title: "Difficult Loves" }),
      await buildBook({ ...author, ...bare, title: "Difficult Loves" }),
      await buildBook(),
    ];
    const picture = await front();
    const first = await put(one.id, picture);
    expect(await resolveCover(first)).toEqual({ ok: false, reason: "vector_awaited" });
    const again = await put(twin.id, picture);
    const decided = [await resolveCover(again)];
    decided.push(await resolveCover(await put(one.id, await smaller(picture))));
    decided.push(await resolveCover(await put(other.id, picture)));
    expect(decided).toEqual(["new_copy", "ignore", "new_book"].map((decision) => ({ ok: true, decision })));
    expect(await resolveCover(again)).toEqual({ ok: false, reason: "already_there" });
    const events = await db.select().from(outbox).where(eq(outbox.name, "duplicates.picture_resolved"));
    expect(events).toHaveLength(3);
    expect(events.map(({ payload }) => payload)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          event: "DedupResolved",
          image_id: again,
          decision: "new_copy",
          reason: "exact_hash",
          matched_image_id: first,
          matched_copy_id: null,
        }),
        expect.objectContaining({ decision: "ignore", reason: "phash_match", matched_image_id: first }),
      ]),
    );
    await drawMissingCover((await buildBook()).id);
    const [drawn] = await db.select().from(covers).where(eq(covers.source, "drawn"));
    expect(await resolveCover(drawn?.id ?? 0)).toEqual({ ok: false, reason: "no_picture" });
  });

  it("takes a reader's own picture of a book that is kept for the copy there, and anybody else's for one picture more", async () => {
    const [book, picture] = [await buildBook(), await front()];
    await put(book.id, picture);
    const [keeper, passer] = [await buildUser(), await buildUser()];
    const { id: collectionId } = await buildCollection({ ownerId: keeper.id });
    await buildCollectionBook({ collectionId, bookId: book.id });
    const decisions: unknown[] = [];
    for (const [userId, width] of [
      [keeper.id, 220],
      [passer.id, 200],
    ] as const) {
      const bytes = await sharp(picture).resize({ width }).jpeg({ quality: 70 }).toBuffer();
      const coverId = await put(book.id, bytes);
      await db.update(covers).set({ userId }).where(eq(covers.id, coverId));
      decisions.push(await resolveCover(coverId));
    }
    expect(decisions).toEqual(["existing_copy", "ignore"].map((decision) => ({ ok: true, decision })));
  });
});

describe("resolveWaiting", () => {
  it("decides by the vectors what neither file nor look tells, each picture once, and finds the pair at once", async () => {
    const [one, twin, stranger, alone] = [
      await buildBook({ ...author, ...bare, title: "The Baron in the Trees" }),
      await buildBook({ ...author, ...bare, title: "The Baron in the Trees" }),
      await buildBook({ title: "Why Read the Classics?" }),
      await buildBook(),
    ];
    const picture = await front();
    const cut = (left: number) => sharp(picture).extract({ left, top: 3, width: 294, height: 473 }).jpeg().toBuffer();
    const known = await put(one.id, picture);
    const [alike, own, other, fresh] = [
      await put(twin.id, await cut(3)),
      await put(one.id, await cut(1)),
      await put(stranger.id, await cut(5)),
      await put(alone.id, await front()),
    ];
    // As far from each other by look as pictures of which only the vectors tell.
    for (const [at, coverId] of [known, alike, own, other].entries())
      await db
        .update(covers)
        .set({ phash: (["0", "5", "a", "f"][at] ?? "0").repeat(16) })
        .where(eq(covers.id, coverId));
    expect(await resolveWaiting()).toEqual({ ok: false, reason: "none_waiting" });
    for (const coverId of [known, alike, own, other, fresh]) {
      expect(await resolveCover(coverId)).toEqual({ ok: false, reason: "vector_awaited" });
      await embedCover(coverId);
    }

    expect(await resolveWaiting()).toEqual({ ok: true, resolved: 5 });
    expect(await resultOf(alike)).toMatchObject({ decision: "new_copy", reason: "embedding_similarity" });
    expect(await resultOf(own)).toMatchObject({ decision: "ignore", reason: "embedding_similarity" });
    // A likeness alone, as of two volumes of a series, makes no two books one.
    expect(await resultOf(other)).toMatchObject({ decision: "new_book", reason: "none", matchedCoverId: null });
    expect(await resultOf(fresh)).toMatchObject({ decision: "new_book", reason: "none" });
    const [pair] = await pairsOf(twin.id);
    expect(pair).toMatchObject({ kind: "book", reasons: [{}, { reason: "embedding_similarity" }] });
    const events = await db.select().from(outbox).where(eq(outbox.name, "duplicates.picture_resolved"));
    expect(events.map(({ payload }) => (payload as { image_id: number }).image_id)).toEqual(
      expect.arrayContaining([known, alike, own, other, fresh]),
    );
    expect(await resolveWaiting()).toEqual({ ok: false, reason: "none_waiting" });
  });

  it("goes by the file before the vectors, and goes on where it was ended", async () => {
    const same = { ...author, ...bare, title: "The Road to San Giovanni" };
    const [one, twin] = [await buildBook(same), await buildBook(same)];
    const picture = await front();
    const [first, second] = [await put(one.id, picture), await put(twin.id, picture)];
    for (const coverId of [first, second]) await embedCover(coverId);
    expect(await resolveWaiting(AbortSignal.abort()).catch(() => ({ resolved: 0 }))).toMatchObject({ resolved: 0 });
    expect(await resolveWaiting()).toEqual({ ok: true, resolved: 2 });
    expect(await resultOf(second)).toMatchObject({ decision: "new_copy", reason: "exact_hash", matchedCoverId: first });
  });
});

describe("findDuplicates", () => {
  it("finds in one pass what looking at each book finds, and by the vector index what no key says", async () => {
    const same = { ...author, ...bare, title: "Marcovaldo" };
    const [one, twin] = [await buildBook(same), await buildBook(same)];
    const subtitled = await buildBook({ ...author, ...bare, title: "Marcovaldo, or the Seasons in the City" });
    const [alike, other] = [await buildBook({ title: "Hermit in Paris" }), await buildBook()];
    const picture = await front();
    const wide = await sharp(picture).extract({ left: 3, top: 4, width: 294, height: 471 }).jpeg().toBuffer();
    for (const [bookId, bytes] of [
      [one.id, picture],
      [subtitled.id, wide],
      [alike.id, await front()],
      [other.id, picture],
    ] as const)
      await embedCover(await put(bookId, bytes));

    // Nobody has looked at it yet: the vectors alone can tell.
    await db.update(covers).set({ phash: null }).where(eq(covers.bookId, subtitled.id));

    expect(await findDuplicates()).toMatchObject({ books: 5, pairs: 3, dropped: 0 });
    const rows = await db.select().from(duplicatePairs);
    const named = rows.map(({ firstId, secondId, kind, reasons }) => [firstId, secondId, kind, reasons.at(-1)?.reason]);
    expect(named).toEqual(
      expect.arrayContaining([
        [one.id, twin.id, "book", "title_author"],
        [one.id, other.id, "cover", "exact_hash"],
      ]),
    );
    expect(rows.find(({ secondId }) => secondId === subtitled.id)).toMatchObject({
      kind: "book",
      reasons: [{ reason: "embedding_similarity", value: expect.closeTo(0.98, 1) }],
    });

    const before = await db.select().from(duplicatePairs);
    expect(await findDuplicates()).toMatchObject({ pairs: 3, dropped: 0 });
    expect(await db.select().from(duplicatePairs)).toEqual(before);
    await db.update(books).set({ title: "The Watcher" }).where(eq(books.id, twin.id));
    await db.update(duplicatePairs).set({ foundAt: new Date("2024-01-01") });
    expect((await findDuplicates()).dropped).toBeGreaterThan(0);
    expect(await pairsOf(twin.id)).toEqual([]);
  });

  it("compares all books with one placeholder with the first alone", async () => {
    const placeholder = await front();
    const some = await Promise.all(Array.from({ length: 70 }, () => buildBook()));
    for (const { id } of some) await put(id, placeholder);
    const { pairs } = await findDuplicates();
    expect(pairs).toBe(69);
    const kinds = (await db.select().from(duplicatePairs)).map(({ kind }) => kind);
    expect(kinds.length).toBeGreaterThanOrEqual(69);
    expect(new Set(kinds)).toEqual(new Set(["cover"]));
  });
});
