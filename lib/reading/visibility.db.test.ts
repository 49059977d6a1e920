import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { libraries, libraryMembers } from "@/db/schema/households";
import { readerWorks } from "@/db/schema/reading";
import type { Actor } from "@/lib/accounts/schema";
import { rate, saveReview, setStatus } from "./commands";
import { canReadReview } from "./policy";
import { getCommunityRating, listHousehold, listReviews } from "./queries";
import { addQuote, deleteQuote, restoreQuote, updateQuote } from "./quotes/commands";
import { listQuotes, listQuotesOfWork } from "./quotes/queries";
import { VISIBILITIES } from "./schema";

/** Puts readers into one household. */
async function joinHousehold(...members: Actor[]) {
  const [library] = await db.insert(libraries).values({ name: "Home" }).$returningId();
  for (const [at, { id }] of members.entries())
    await db
      .insert(libraryMembers)
      .values({ userId: id, libraryId: library?.id ?? 0, role: at === 0 ? "owner" : "member" });
}

async function buildReviewed() {
  const [author, housemate, stranger, admin] = [
    await buildUser(),
    await buildUser(),
    await buildUser(),
    await buildUser({ role: "admin" }),
  ];
  await joinHousehold(author, housemate);
  await joinHousehold(stranger, admin);
  return { author, housemate, viewers: { author, housemate, stranger, admin, visitor: null } };
}

const viewerOf = async (actor: Actor | null) => ({
  viewerId: actor?.id ?? null,
  household: actor ? await listHousehold(actor.id) : new Set<number>(),
});

it.each([
  ["private", ["author"]],
  ["friends", ["author", "housemate"]],
  ["public", ["author", "housemate", "stranger", "admin", "visitor"]],
] as const)("shows %s stars and reviews to %s alone, in lists and in the mean", async (visibility, readers) => {
  expect(VISIBILITIES).toContain(visibility);
  const { author, viewers } = await buildReviewed();
  const book = await buildBook();
  await rate(author, { isbn: book.isbn, rating: 4.5 });
  await saveReview(author, { isbn: book.isbn, review: "Mine.", hasSpoilers: false, visibility });
  for (const [name, actor] of Object.entries(viewers)) {
    const viewer = await viewerOf(actor);
    const isReader = readers.some((reader) => reader === name);
    const { reviews } = await listReviews(book.workId, viewer, { limit: 10 });
    expect([name, reviews.map(({ review }) => review)]).toEqual([name, isReader ? ["Mine."] : []]);
    expect(await getCommunityRating(book.workId, viewer)).toEqual(
      isReader ? { mean: 4.5, count: 1 } : { mean: null, count: 0 },
    );
    // The policy says the same as the query.
    expect(canReadReview(actor, { userId: author.id, visibility }, viewer.household)).toBe(isReader);
    if (reviews[0]) expect(reviews[0].isOwn).toBe(name === "author");
  }
});

it("lists reviews in pages, the newest first, that hold those that the viewer may see alone", async () => {
  const book = await buildBook();
  const visibilities = ["public", "private", "public", "public", "private", "public"] as const;
  for (const [at, visibility] of visibilities.entries()) {
    const actor = await buildUser();
    await saveReview(actor, { isbn: book.isbn, review: `Review ${at}`, hasSpoilers: false, visibility });
    // Two at the very same moment.
    const reviewedAt = new Date(`2024-05-0${at < 3 ? 1 : at}T00:00:00Z`);
    await db.update(readerWorks).set({ reviewedAt }).where(eq(readerWorks.userId, actor.id));
  }
  const viewer = await viewerOf(null);
  const first = await listReviews(book.workId, viewer, { limit: 3 });
  expect(first.reviews.map(({ review }) => review)).toEqual(["Review 5", "Review 3", "Review 2"]);
  const second = await listReviews(book.workId, viewer, { after: first.cursor ?? "", limit: 3 });
  expect([second.reviews.map(({ review }) => review), second.cursor]).toEqual([["Review 0"], null]);
});

it("counts no stars of who waits for their erasure", async () => {
  const { author, viewers } = await buildReviewed();
  const book = await buildBook();
  await rate(author, { isbn: book.isbn, rating: 2 });
  await saveReview(author, { isbn: book.isbn, review: "For all.", hasSpoilers: false, visibility: "public" });
  await db.update(users).set({ erasureDueAt: new Date() }).where(eq(users.id, author.id));
  for (const actor of [viewers.housemate, null])
    expect(await getCommunityRating(book.workId, await viewerOf(actor))).toEqual({ mean: null, count: 0 });
});

it("ends with the household", async () => {
  const { author, housemate } = await buildReviewed();
  const book = await buildBook();
  await saveReview(author, { isbn: book.isbn, review: "For us.", hasSpoilers: false, visibility: "friends" });
  expect((await listReviews(book.workId, await viewerOf(housemate), { limit: 10 })).reviews).toHaveLength(1);
  await db.delete(libraryMembers);
  expect((await listReviews(book.workId, await viewerOf(housemate), { limit: 10 })).reviews).toEqual([]);
});

it("lets nobody but their reader see, change or delete a quote, whatever its number", async () => {
  const { author, housemate, viewers } = await buildReviewed();
  const book = await buildBook({ title: "Moby-Dick 100% of it", authors: ["Herman Melville"] });
  const added = await addQuote(author, { isbn: book.isbn, kind: "quote", text: "Call me Ishmael.", page: 1 });
  if (!added.ok || added.quoteId === null) throw new Error("not added");
  const words = { kind: "note" as const, text: "Mine now", page: null };
  for (const other of [housemate, viewers.stranger, viewers.admin]) {
    expect(await updateQuote(other, { quoteId: added.quoteId, ...words })).toMatchObject({ reason: "quote_not_found" });
    expect(await deleteQuote(other, { quoteId: added.quoteId })).toMatchObject({ reason: "quote_not_found" });
    expect(await listQuotesOfWork(other.id, book.workId)).toEqual([]);
    expect(await listQuotes(other.id, { q: "" }, 10)).toMatchObject({ total: 0, quotes: [] });
  }
  expect(await listQuotesOfWork(author.id, book.workId)).toMatchObject([{ text: "Call me Ishmael.", page: 1 }]);
});

it("finds quotes by their words, titles and authors, taking signs for themselves, and pages through all", async () => {
  const { author } = await buildReviewed();
  const book = await buildBook({ title: "The 100% Whale", authors: ["Herman Melville"] });
  const other = await buildBook({ title: "Emma", authors: ["Jane Austen"] });
  for (const [isbn, text] of [
    [book.isbn, "Call me Ishmael."],
    [other.isbn, "Handsome, clever, and rich"],
    [other.isbn, "50% of it, a_b"],
  ] as const)
    await addQuote(author, { isbn, kind: "quote", text, page: null });
  const found = async (q: string) => (await listQuotes(author.id, { q }, 10)).quotes.map(({ text }) => text);
  expect(await found("ishmael")).toEqual(["Call me Ishmael."]);
  expect(await found("melville")).toEqual(["Call me Ishmael."]);
  expect(await found("100%")).toEqual(["Call me Ishmael."]);
  expect(await found("emma")).toHaveLength(2);
  expect(await found("a_b")).toHaveLength(1);
  expect(await found("x_x")).toEqual([]);
  const first = await listQuotes(author.id, { q: "" }, 2);
  expect(first).toMatchObject({ total: 3, quotes: [{ text: "50% of it, a_b" }, {}] });
  const rest = await listQuotes(author.id, { q: "", after: first.cursor ?? "" }, 2);
  expect(rest).toMatchObject({ quotes: [{ text: "Call me Ishmael." }], cursor: null });
});

it("brings a deleted quote back as it was", async () => {
  const { author } = await buildReviewed();
  const book = await buildBook();
  await addQuote(author, { isbn: book.isbn, kind: "note", text: "Why?", page: 7 });
  const [quote] = await listQuotesOfWork(author.id, book.workId);
  const deleted = await deleteQuote(author, { quoteId: quote?.id ?? 0 });
  if (!deleted.ok) throw new Error(deleted.reason);
  await restoreQuote(author, deleted.undo);
  expect(await listQuotesOfWork(author.id, book.workId)).toMatchObject([
    { kind: "note", text: "Why?", page: 7, createdAt: quote?.createdAt },
  ]);
});

it("shows nobody later stars where a review that everybody saw was taken away", async () => {
  const { author, viewers } = await buildReviewed();
  const book = await buildBook();
  const said = { isbn: book.isbn, hasSpoilers: false };
  await setStatus(author, { isbn: book.isbn, status: "read", day: "2024-01-01" });
  await saveReview(author, { ...said, review: "Mine.", visibility: "public" });
  await saveReview(author, { ...said, review: "", visibility: "public" });
  await rate(author, { isbn: book.isbn, rating: 2 });
  expect(await getCommunityRating(book.workId, await viewerOf(viewers.stranger))).toEqual({ mean: null, count: 0 });
});
