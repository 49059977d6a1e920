import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildUser, randomIsbn } from "@/db/factories";
import { bookProposals, books, userAddedBooks } from "@/db/schema/catalog";
import { covers } from "@/db/schema/covers";
import { outbox } from "@/db/schema/events";
import { collectionBooks } from "@/db/schema/library";
import { pendingAskers, pendingBooks } from "@/db/schema/scans";
import { redis } from "@/lib/platform/redis";
import { searchBooks } from "@/lib/search/queries";
import { type FakeProvider, startFakeProvider } from "@/scripts/fake-provider/server";
import { listRecentScans } from "../queries";
import {
  approvePending,
  askForIsbn,
  askForTitle,
  chooseCandidate,
  markTold,
  rejectPending,
  reopenPending,
  retryDue,
  retryPending,
  typeBook,
  wish,
} from "./commands";
import { coverPending, lookUpPending } from "./looking/commands";
import { getPending, listMyPending, listPending } from "./queries";
import { LOOK_UPS_MAX, LOST_AFTER_MS } from "./rules";
import { typedBook } from "./schema";

const VORLESER = "9783257229530";
const WEAPONS = "9780316030571";
const DAY_MS = 24 * 60 * 60_000;

let fake: FakeProvider;
const never = new AbortController().signal;

beforeAll(async () => {
  fake = await startFakeProvider();
  Object.assign(process.env, fake.settings, { PROVIDER_CONTACT: "keeper@example.org" });
});
afterAll(() => fake.stop());

beforeEach(async () => {
  await redis().flushdb();
  fake.setFaults([]);
  fake.forget();
  for (const table of [pendingBooks, outbox, books]) await db.delete(table);
});

const rowOf = async (id: string) => {
  const [row] = await db
    .select()
    .from(pendingBooks)
    .where(id.includes("-") ? eq(pendingBooks.handle, id) : eq(pendingBooks.isbn, id));
  if (!row) throw new Error(`${id} is not pending`);
  return row;
};
const eventsOf = async (name: string) => db.select().from(outbox).where(eq(outbox.name, name));
/** What the worker does with a pending book, at once. */
async function work(id: string) {
  const { id: pendingId } = await rowOf(id);
  return lookUpPending(pendingId, never);
}
const idOf = (asked: { ok: boolean; id?: string }) => {
  if (!asked.id) throw new Error("nothing was asked for");
  return asked.id;
};
const shelf = async (collectionId: number) =>
  db.select().from(collectionBooks).where(eq(collectionBooks.collectionId, collectionId));

describe("asking for an ISBN", () => {
  it("is one row and one job when fifty ask at once, and each of them is told", async () => {
    const readers = await Promise.all(Array.from({ length: 50 }, () => buildUser()));
    const asked = await Promise.all(readers.map((actor) => askForIsbn(actor, { isbn13: VORLESER })));
    expect(new Set(asked.map(idOf))).toEqual(new Set([VORLESER]));
    const rows = await db.select().from(pendingBooks);
    expect(rows).toMatchObject([{ isbn: VORLESER, state: "waiting", timesAsked: 50, stucked: false }]);
    expect(await eventsOf("scans.book_asked_for")).toHaveLength(1);
    expect(await db.$count(pendingAskers)).toBe(50);
    await work(VORLESER);
    for (const { id } of readers) expect(await listMyPending(id)).toMatchObject([{ state: "found", isTold: false }]);
  });

  it("brings the book with its cover and with who said what, where everybody looks for it", async () => {
    const reader = await buildUser();
    const collection = await buildCollection({ ownerId: reader.id });
    await askForIsbn(reader, { isbn13: VORLESER, collectionId: collection.id });
    expect(await work(VORLESER)).toMatchObject({ ok: true });
    const [book] = await db.select().from(books).where(eq(books.isbn13, VORLESER));
    expect(book).toMatchObject({ title: "Der Vorleser", isbn10: "3257229534", pages: 206 });
    expect(book?.origins?.title?.source).toBe("dnb");
    expect(await getPending(VORLESER)).toMatchObject({ state: "found", book: { title: "Der Vorleser" } });
    expect(await shelf(collection.id)).toMatchObject([{ bookId: book?.id }]);
    expect(await db.select().from(userAddedBooks)).toMatchObject([{ userId: reader.id, bookId: book?.id }]);
    expect((await listRecentScans(reader.id)).scans).toMatchObject([{ book: { title: "Der Vorleser" }, times: 1 }]);
    expect((await searchBooks({ q: "vorleser", limit: 5, offset: 0 })).hits).toHaveLength(1);
    expect(await eventsOf("catalog.book_added")).toHaveLength(1);

    expect(await coverPending((await rowOf(VORLESER)).id, never)).toMatchObject({ ok: true });
    const isFront = and(eq(covers.bookId, book?.id ?? 0), eq(covers.isPrimary, true));
    expect(await db.select().from(covers).where(isFront)).toMatchObject([{ source: "import" }]);
    expect(await getPending(VORLESER)).toMatchObject({ state: "ready" });
    expect(await eventsOf("covers.cover_added")).toHaveLength(1);
    expect(await coverPending((await rowOf(VORLESER)).id, never)).toMatchObject({ ok: true });
    expect(await db.$count(covers, eq(covers.bookId, book?.id ?? 0))).toBe(1);
  });

  it("does all of it once, though the job comes twice", async () => {
    await askForIsbn(null, { isbn13: VORLESER });
    await Promise.all([work(VORLESER), work(VORLESER)]);
    expect(await work(VORLESER)).toMatchObject({ ok: false, reason: "not_waiting" });
    expect(await db.$count(books, eq(books.isbn13, VORLESER))).toBe(1);
    expect(await eventsOf("catalog.book_added")).toHaveLength(1);
    expect(await eventsOf("scans.pending_found")).toHaveLength(1);
  });

  it("never stores another ISBN than the one that was asked for", async () => {
    fake.setFaults([{ kind: "wrong-isbn" }]);
    await askForIsbn(null, { isbn13: WEAPONS });
    await work(WEAPONS);
    expect(await db.$count(books)).toBe(0);
    expect(await getPending(WEAPONS)).toMatchObject({ state: "unknown", reason: "not_found", book: null });
  });

  it("keeps one that the providers do not answer for, tries again, and is stuck with the reason after the last try", async () => {
    fake.setFaults([{ kind: "error" }]);
    await askForIsbn(null, { isbn13: WEAPONS });
    for (let tries = 1; tries < LOOK_UPS_MAX; tries++) {
      await expect(work(WEAPONS)).rejects.toThrow();
      expect(await getPending(WEAPONS)).toMatchObject({ state: "waiting", isStuck: false });
    }
    expect(await work(WEAPONS)).toMatchObject({ ok: false, reason: "stucked" });
    expect(await rowOf(WEAPONS)).toMatchObject({ stucked: true, reason: "unanswered", attempts: LOOK_UPS_MAX });
    expect((await rowOf(WEAPONS)).message).toContain("Open Library");
    expect((await listPending("attention")).pending).toMatchObject([{ id: WEAPONS, isStuck: true }]);
    expect(await work(WEAPONS)).toMatchObject({ ok: false, reason: "not_waiting" });

    fake.setFaults([]);
    await redis().flushdb();
    expect(await retryDue(new Date())).toBe(0);
    expect(await retryDue(new Date(Date.now() + DAY_MS))).toBe(1);
    expect(await eventsOf("scans.book_asked_for")).toHaveLength(2);
    await work(WEAPONS);
    expect(await getPending(WEAPONS)).toMatchObject({ state: "found", isStuck: false, reason: null });
  });

  it("finds what lost its job, however many readers ask for it meanwhile", async () => {
    await askForIsbn(null, { isbn13: WEAPONS });
    const longAgo = new Date(Date.now() - LOST_AFTER_MS - 1_000);
    await db.update(pendingBooks).set({ state: "looking", updatedAt: longAgo });
    await askForIsbn(await buildUser(), { isbn13: WEAPONS });
    expect(await retryDue(new Date())).toBe(1);
    expect(await eventsOf("scans.book_asked_for")).toHaveLength(2);
  });

  it("puts what the clock asks for again behind readers, and before others as soon as one asks for it too", async () => {
    const priorities = async () => (await eventsOf("scans.book_asked_for")).map(({ priority }) => priority);
    await db.insert(pendingBooks).values({ isbn: WEAPONS, state: "unknown", reason: "offline" });
    await retryDue(new Date());
    expect(await priorities()).toEqual([10]);
    await askForIsbn(null, { isbn13: WEAPONS });
    await askForIsbn(null, { isbn13: WEAPONS });
    expect((await priorities()).sort()).toEqual([1, 10]);
    await work(WEAPONS);
    const added = [...(await eventsOf("catalog.book_added")), ...(await eventsOf("scans.pending_found"))];
    expect(added.map(({ priority }) => priority)).toEqual([1, 1]);

    await db.insert(pendingBooks).values({ isbn: VORLESER, state: "unknown", reason: "offline" });
    await retryDue(new Date());
    await work(VORLESER);
    const later = [...(await eventsOf("catalog.book_added")), ...(await eventsOf("scans.pending_found"))];
    expect(later.map(({ priority }) => priority).sort()).toEqual([1, 1, 10, 10]);
  });

  it("looks for the cover of a book again whose job for it was lost", async () => {
    await askForIsbn(null, { isbn13: VORLESER });
    await work(VORLESER);
    await db.delete(outbox);
    await db.update(pendingBooks).set({ updatedAt: new Date(Date.now() - LOST_AFTER_MS - 1_000) });
    expect(await retryDue(new Date())).toBe(1);
    expect(await getPending(VORLESER)).toMatchObject({ state: "found" });
    expect(await eventsOf("scans.pending_found")).toHaveLength(1);
    expect(await retryDue(new Date())).toBe(0);
    await coverPending((await rowOf(VORLESER)).id, never);
    expect(await getPending(VORLESER)).toMatchObject({ state: "ready" });
    expect(await db.select().from(covers)).toMatchObject([{ source: "import" }]);
  });

  it("loses no job: what a worker left behind is taken again, and what lost its job gets another", async () => {
    await askForIsbn(null, { isbn13: WEAPONS });
    await db.update(pendingBooks).set({ state: "looking" });
    expect(await work(WEAPONS)).toMatchObject({ ok: true });
    await db.delete(books);
    const longAgo = new Date(Date.now() - LOST_AFTER_MS - 1_000);
    await db.update(pendingBooks).set({ state: "looking", updatedAt: longAgo });
    await db.delete(outbox);
    expect(await retryDue(new Date())).toBe(1);
    expect(await eventsOf("scans.book_asked_for")).toHaveLength(1);
  });

  it("does not count a try that was stopped", async () => {
    await askForIsbn(null, { isbn13: WEAPONS });
    const stopped = AbortSignal.abort();
    await expect(lookUpPending((await rowOf(WEAPONS)).id, stopped)).rejects.toThrow();
    expect(await rowOf(WEAPONS)).toMatchObject({ state: "waiting", attempts: 0 });
  });

  it("asks for what nobody was asked about, once somebody may be asked", async () => {
    await db.insert(pendingBooks).values({ isbn: WEAPONS, state: "unknown", reason: "offline" });
    expect(await retryDue(new Date())).toBe(1);
    await work(WEAPONS);
    expect(await getPending(WEAPONS)).toMatchObject({ state: "found" });
  });

  it("proposes what a provider says otherwise, in one with the book", async () => {
    fake.setFaults([{ kind: "other-pages", service: "googlebooks" }]);
    await askForIsbn(null, { isbn13: VORLESER });
    await work(VORLESER);
    const proposals = await db.select().from(bookProposals);
    expect(proposals).toMatchObject([
      { field: "pages", value: { pages: 246 }, source: "googlebooks", state: "proposed" },
    ]);
    expect(proposals[0]?.confidence).toBeLessThanOrEqual(0.5);
  });
});

describe("a reader's wish", () => {
  it("is fulfilled when the book comes, and at once when it came meanwhile; never in another's collection", async () => {
    const [reader, other] = [await buildUser(), await buildUser()];
    const [mine, second, theirs] = [
      await buildCollection({ ownerId: reader.id }),
      await buildCollection({ ownerId: reader.id }),
      await buildCollection({ ownerId: other.id }),
    ];
    await askForIsbn(reader, { isbn13: VORLESER });
    expect(await wish(reader, { id: VORLESER, collectionId: theirs.id })).toMatchObject({ ok: false });
    expect(await askForIsbn(reader, { isbn13: VORLESER, collectionId: theirs.id })).toMatchObject({ ok: false });
    expect(await wish(reader, { id: VORLESER, collectionId: mine.id })).toMatchObject({ ok: true });
    await work(VORLESER);
    expect(await shelf(mine.id)).toHaveLength(1);
    expect(await wish(reader, { id: VORLESER, collectionId: second.id })).toMatchObject({ ok: true });
    expect(await shelf(second.id)).toHaveLength(1);
    expect(await shelf(theirs.id)).toEqual([]);
  });

  it("is fulfilled too when the book comes another way, whatever became of the look-up; then nobody is asked", async () => {
    const isbns = Array.from({ length: 5 }, () => randomIsbn().isbn13);
    const [waiting = "", unknown = "", stuck = "", rejected = "", looked = ""] = isbns;
    const reader = await buildUser();
    const collection = await buildCollection({ ownerId: reader.id });
    for (const isbn13 of isbns) await askForIsbn(reader, { isbn13, collectionId: collection.id });
    const put = (isbn: string, row: object) => db.update(pendingBooks).set(row).where(eq(pendingBooks.isbn, isbn));
    await put(unknown, { state: "unknown", reason: "not_found" });
    await put(stuck, { stucked: true, reason: "unanswered", nextTryAt: new Date(Date.now() + DAY_MS) });
    await put(rejected, { state: "rejected" });
    await db.update(pendingAskers).set({ toldAt: new Date() });
    await retryDue(new Date());
    expect(await shelf(collection.id)).toEqual([]);

    for (const isbn13 of isbns) await buildBook({ isbn13 });
    // The job of one comes before the clock.
    expect(await work(looked)).toMatchObject({ ok: true });
    expect(fake.requests).toEqual([]);
    expect(await retryDue(new Date())).toBe(4);
    expect(await retryDue(new Date())).toBe(0);
    expect(await shelf(collection.id)).toHaveLength(5);
    for (const isbn13 of isbns) expect(await getPending(isbn13)).toMatchObject({ state: "found", book: { isbn13 } });
    expect(await work(waiting)).toMatchObject({ ok: false, reason: "not_waiting" });
    const mine = await listMyPending(reader.id);
    expect(mine.map(({ isTold }) => isTold)).toEqual([false, false, false, false, false]);
    expect((await listRecentScans(reader.id)).scans).toHaveLength(5);
    // It was not the reader who brought them.
    expect(await db.$count(userAddedBooks)).toBe(0);
    expect(await eventsOf("scans.pending_found")).toHaveLength(5);
  });

  it("is fulfilled by a book that came while the providers were asked, and knew nothing", async () => {
    const { isbn13 } = randomIsbn();
    const reader = await buildUser();
    const collection = await buildCollection({ ownerId: reader.id });
    await askForIsbn(reader, { isbn13, collectionId: collection.id });
    fake.setFaults([{ kind: "slow", ms: 700 }]);
    const looking = work(isbn13);
    await vi.waitUntil(() => fake.requests.length > 0);
    await buildBook({ isbn13 });
    await looking;
    expect(await getPending(isbn13)).toMatchObject({ state: "found", book: { isbn13 } });
    expect(await shelf(collection.id)).toHaveLength(1);
  });

  it("is told first when it is fulfilled, though fifty others of the reader are never", async () => {
    const reader = await buildUser();
    await askForIsbn(reader, { isbn13: VORLESER });
    await work(VORLESER);
    const nobodyKnows = () => ({ isbn: randomIsbn().isbn13, state: "unknown" as const, reason: "not_found" });
    await db.insert(pendingBooks).values(Array.from({ length: 60 }, nobodyKnows));
    const unknown = await db.select().from(pendingBooks).where(eq(pendingBooks.state, "unknown"));
    await db.insert(pendingAskers).values(unknown.map(({ id }) => ({ pendingId: id, userId: reader.id })));
    const mine = await listMyPending(reader.id);
    expect(mine[0]).toMatchObject({ id: VORLESER, state: "found", isTold: false });
    expect(mine).toHaveLength(50);
  });

  it("ends when the reader has been told", async () => {
    const reader = await buildUser();
    await askForIsbn(reader, { isbn13: VORLESER });
    await work(VORLESER);
    expect(await listMyPending(reader.id)).toHaveLength(1);
    await markTold(reader, { id: VORLESER });
    expect(await listMyPending(reader.id)).toEqual([]);
  });
});

describe("asking by title", () => {
  const asked = { title: "Der Vorleser", author: "Bernhard Schlink", collectionId: null };

  it("offers what may be meant, and takes what its reader chooses and nobody else", async () => {
    const [reader, stranger] = [await buildUser(), await buildUser()];
    const collection = await buildCollection({ ownerId: reader.id });
    const id = idOf(await askForTitle(reader, { ...asked, collectionId: collection.id }));
    await work(id);
    const pending = await getPending(id);
    expect(pending).toMatchObject({ state: "unknown", reason: "choose" });
    expect(pending?.candidates[0]).toMatchObject({ title: "Der Vorleser" });
    expect(await db.$count(books)).toBe(0);
    const evidence = pending?.candidates[0]?.evidence ?? "";
    expect(await chooseCandidate(stranger, { id, evidence })).toMatchObject({ ok: false, reason: "pending_not_found" });
    expect(await chooseCandidate(reader, { id, evidence })).toMatchObject({ ok: true });
    expect(await shelf(collection.id)).toHaveLength(1);
    expect(await getPending(id)).toMatchObject({ state: "found", book: { title: "Der Vorleser" } });
    expect(await coverPending((await rowOf(id)).id, never)).toMatchObject({ ok: true });
    expect(await db.select().from(covers)).toMatchObject([{ source: "import" }]);
  });

  it("takes the book that its reader saw, and none that has come into its place since", async () => {
    const reader = await buildUser();
    const id = idOf(await askForTitle(reader, asked));
    await work(id);
    const evidence = (await getPending(id))?.candidates[0]?.evidence ?? "";
    const [first, ...others] = (await rowOf(id)).candidates as { record: object }[];
    const other = { ...first, record: { ...first?.record, title: "Another book" } };
    await db.update(pendingBooks).set({ candidates: [other, ...others] });
    expect(await chooseCandidate(reader, { id, evidence })).toMatchObject({ ok: false, reason: "changed_since" });
    await db.update(pendingBooks).set({ candidates: [other, first] });
    expect(await chooseCandidate(reader, { id, evidence })).toMatchObject({ ok: true });
    expect(await getPending(id)).toMatchObject({ book: { title: "Der Vorleser" } });
  });

  it("is one request for everybody who means the same, and one for each where no author is named", async () => {
    const readers = await Promise.all(Array.from({ length: 8 }, () => buildUser()));
    const all = await Promise.all(readers.map((reader) => askForTitle(reader, asked)));
    expect(new Set(all.map(idOf)).size).toBe(1);
    const own = await Promise.all(
      readers.flatMap((reader) => [1, 2].map(() => askForTitle(reader, { ...asked, author: null }))),
    );
    expect(new Set(own.map(idOf)).size).toBe(8);
    expect(await eventsOf("scans.book_asked_for")).toHaveLength(9);
  });

  it("leaves a title that nobody knows to its reader", async () => {
    const reader = await buildUser();
    const id = idOf(
      await askForTitle(reader, { title: "Zwölf Katzen im Regal", author: "N. Iemand", collectionId: null }),
    );
    await work(id);
    expect(await getPending(id)).toMatchObject({ state: "unknown", reason: "not_found", candidates: [] });
  });
});

describe("typing a book in", () => {
  const typed = typedBook.parse({ title: "Zwölf Katzen", authors: ["N. Iemand"], publishedYear: 2001 });
  const { isbn13 } = randomIsbn();

  async function typedOf(id: string) {
    const row = (await listPending("attention")).pending.find((one) => one.id === id);
    if (!row) throw new Error(`${id} needs no attention`);
    return row;
  }

  async function unknown() {
    await askForIsbn(null, { isbn13 });
    await work(isbn13);
    expect(await getPending(isbn13)).toMatchObject({ state: "unknown" });
  }

  it("waits for a moderator, who approves it, and it lands where its reader wanted it", async () => {
    await unknown();
    const [reader, second, moderator] = [await buildUser(), await buildUser(), await buildUser({ role: "moderator" })];
    const collection = await buildCollection({ ownerId: reader.id });
    expect(await typeBook(reader, { id: isbn13, book: typed })).toMatchObject({ ok: true, isbn: null });
    await wish(reader, { id: isbn13, collectionId: collection.id });
    expect(await db.$count(books)).toBe(0);
    expect(await typeBook(second, { id: isbn13, book: typed })).toMatchObject({ ok: false, reason: "already_typed" });
    expect((await listPending("attention")).pending).toMatchObject([
      { id: isbn13, reason: "typed", typed: { title: "Zwölf Katzen" }, typedBy: reader.username },
    ]);
    expect(await retryDue(new Date(Date.now() + 30 * DAY_MS))).toBe(0);
    const { evidence } = await typedOf(isbn13);
    expect(await approvePending(reader, { id: isbn13, evidence })).toMatchObject({ reason: "pending_not_found" });
    const corrected = { ...typed, title: "Zwölf Katzen und ein Hund" };
    await typeBook(reader, { id: isbn13, book: corrected });
    expect(await approvePending(moderator, { id: isbn13, evidence })).toMatchObject({ reason: "changed_since" });
    await typeBook(reader, { id: isbn13, book: typed });
    expect(await approvePending(moderator, { id: isbn13, evidence })).toMatchObject({ ok: true, isbn: isbn13 });
    const [book] = await db.select().from(books).where(eq(books.isbn13, isbn13));
    expect(book).toMatchObject({ title: "Zwölf Katzen", publishedYear: 2001, authors: ["N. Iemand"] });
    expect(book?.origins?.title?.source).toBe("reader");
    expect(await shelf(collection.id)).toHaveLength(1);
    expect((await listPending("done")).pending).toMatchObject([{ id: isbn13, state: "found" }]);
  });

  it("is for what nobody knows: one reader's word ends no look-up for all others", async () => {
    const [reader, moderator] = [await buildUser(), await buildUser({ role: "moderator" })];
    await askForIsbn(null, { isbn13 });
    for (const row of [{ state: "waiting" }, { state: "looking" }, { state: "waiting", stucked: true }] as const) {
      await db.update(pendingBooks).set(row);
      const tried = await typeBook(reader, { id: isbn13, book: typed });
      expect(tried).toMatchObject({ ok: false, reason: "still_looking" });
      expect(await rowOf(isbn13)).toMatchObject({ ...row, typed: null });
    }
    expect(await typeBook(moderator, { id: isbn13, book: typed })).toMatchObject({ ok: true, isbn: isbn13 });
  });

  it("is kept when a moderator has it looked up again: that is tried until there is an answer, and then it waits as before", async () => {
    await unknown();
    const [reader, moderator] = [await buildUser(), await buildUser({ role: "moderator" })];
    await typeBook(reader, { id: isbn13, book: typed });
    await retryPending(moderator, { id: isbn13 });
    // The kept answers too, or nobody would be asked.
    await redis().flushdb();
    fake.setFaults([{ kind: "error" }]);
    for (let tries = 2; tries < LOOK_UPS_MAX; tries++) await expect(work(isbn13)).rejects.toThrow();
    expect(await work(isbn13)).toMatchObject({ ok: false, reason: "stucked" });
    fake.setFaults([]);
    await redis().flushdb();
    expect(await retryDue(new Date(Date.now() + DAY_MS))).toBe(1);
    await work(isbn13);
    expect(await rowOf(isbn13)).toMatchObject({ state: "unknown", reason: "typed", nextTryAt: null });
    const { evidence } = await typedOf(isbn13);
    expect(await approvePending(moderator, { id: isbn13, evidence })).toMatchObject({ ok: true, isbn: isbn13 });
  });

  it("is the book at once where a moderator does it", async () => {
    await unknown();
    const moderator = await buildUser({ role: "admin" });
    expect(await typeBook(moderator, { id: isbn13, book: typed })).toMatchObject({ ok: true, isbn: isbn13 });
    expect(await db.$count(books)).toBe(1);
    const again = await typeBook(moderator, { id: isbn13, book: typed });
    expect(again).toMatchObject({ ok: false, reason: "changed_since" });
  });

  it("can be rejected, and looked up again after that; by moderators alone", async () => {
    await unknown();
    const [reader, moderator] = [await buildUser(), await buildUser({ role: "moderator" })];
    await typeBook(reader, { id: isbn13, book: typed });
    expect(await rejectPending(reader, { id: isbn13 })).toMatchObject({ ok: false });
    expect(await retryPending(reader, { id: isbn13 })).toMatchObject({ ok: false });
    expect(await rejectPending(moderator, { id: isbn13 })).toMatchObject({ ok: true });
    expect(await getPending(isbn13)).toMatchObject({ state: "rejected" });
    expect(await listMyPending(reader.id)).toMatchObject([{ state: "rejected" }]);
    await askForIsbn(reader, { isbn13 });
    expect(await getPending(isbn13)).toMatchObject({ state: "rejected" });
    expect(await retryPending(moderator, { id: isbn13 })).toMatchObject({ ok: true });
    expect(await getPending(isbn13)).toMatchObject({ state: "waiting" });
  });

  it("comes back from the rejected ones, days later, with what its reader typed; by moderators alone", async () => {
    await unknown();
    const [reader, moderator] = [await buildUser(), await buildUser({ role: "moderator" })];
    await typeBook(reader, { id: isbn13, book: typed });
    expect(await reopenPending(moderator, { id: isbn13 })).toMatchObject({ reason: "changed_since" });
    await rejectPending(moderator, { id: isbn13 });
    await markTold(reader, { id: isbn13 });
    expect((await listPending("rejected")).pending).toMatchObject([{ id: isbn13, state: "rejected", typed }]);
    expect((await listPending("done")).pending).toEqual([]);
    expect(await retryDue(new Date(Date.now() + 3 * DAY_MS))).toBe(0);
    expect(await reopenPending(reader, { id: isbn13 })).toMatchObject({ ok: false });
    expect(await reopenPending(moderator, { id: isbn13 })).toMatchObject({ ok: true });
    expect((await listPending("attention")).pending).toMatchObject([{ state: "unknown", reason: "typed", typed }]);
    expect(await listMyPending(reader.id)).toMatchObject([{ reason: "typed", isTold: false }]);
    const [{ evidence } = { evidence: "" }] = (await listPending("attention")).pending;
    expect(await approvePending(moderator, { id: isbn13, evidence })).toMatchObject({ ok: true });
  });

  it("comes back with the books that may be meant, or is looked up again where there was nothing to decide about", async () => {
    const [reader, moderator] = [await buildUser(), await buildUser({ role: "moderator" })];
    const id = idOf(
      await askForTitle(reader, { title: "Use of Weapons", author: "Iain M. Banks", collectionId: null }),
    );
    await work(id);
    const before = await getPending(id);
    expect(before).toMatchObject({ state: "unknown", reason: "choose" });
    await rejectPending(moderator, { id });
    expect(await getPending(id)).toMatchObject({ state: "rejected", candidates: [] });
    await reopenPending(moderator, { id });
    expect(await getPending(id)).toMatchObject({ state: "unknown", reason: "choose", candidates: before?.candidates });

    const other = randomIsbn().isbn13;
    await askForIsbn(reader, { isbn13: other });
    await rejectPending(moderator, { id: other });
    await reopenPending(moderator, { id: other });
    expect(await getPending(other)).toMatchObject({ state: "waiting" });
    expect(await work(other)).toMatchObject({ ok: true });
    expect(await getPending(other)).toMatchObject({ state: "unknown", reason: "not_found" });
  });
});

it("asks again for a book that has left the catalogue since it was found", async () => {
  await askForIsbn(null, { isbn13: WEAPONS });
  await work(WEAPONS);
  await coverPending((await rowOf(WEAPONS)).id, never);
  await db.delete(covers);
  await db.delete(books);
  await askForIsbn(null, { isbn13: WEAPONS });
  expect(await getPending(WEAPONS)).toMatchObject({ state: "waiting", book: null });
  expect(await eventsOf("scans.book_asked_for")).toHaveLength(2);
});

it("lists pending books page by page, the newest first", async () => {
  const isbns = [randomIsbn(), randomIsbn(), randomIsbn()].map(({ isbn13 }) => isbn13);
  for (const isbn13 of isbns) await askForIsbn(null, { isbn13 });
  const first = await listPending("coming", undefined, 2);
  const second = await listPending("coming", first.cursor ?? "", 2);
  expect([...first.pending, ...second.pending].map(({ id }) => id)).toEqual(isbns.toReversed());
  expect(second.cursor).toBeNull();
  const rows = await db.select().from(pendingBooks).orderBy(asc(pendingBooks.id));
  expect(rows).toHaveLength(3);
});
