import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db, inTransaction } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { quotes } from "@/db/schema/reading";
import { rate, setProgress, setStatus } from "../commands";
import { countStatuses, getReaderWork, listOpenReadings } from "../queries";
import { updateQuote } from "../quotes/commands";
import { importReaderWorks } from "./commands";
import type { ImportedWork } from "./schema";
import { takeBackReaderWorks } from "./undoing/commands";

const runAll = (userId: number, imported: ImportedWork[]) =>
  inTransaction((tx) => importReaderWorks(tx, userId, imported));
const run = async (userId: number, imported: ImportedWork) => {
  const [made] = await runAll(userId, [imported]);
  return made;
};

const full = (bookId: number): ImportedWork => ({
  ...{ bookId, status: "read", statusAt: new Date("2020-02-02T00:00:00Z"), rating: 3.75 },
  ...{ review: "Good.", hasSpoilers: true, visibility: "public" },
  readings: [
    { importKey: "goodreads:1:0", startedOn: "2019-12-01", endedOn: "2020-02-02", outcome: "finished" },
    { importKey: "goodreads:1:1", startedOn: null, endedOn: null, outcome: "finished" },
  ],
  quotes: [{ importKey: "q1", kind: "quote", text: "Call me Ishmael.", page: 1 }],
});

describe("importReaderWorks", () => {
  it("takes over everything once, however often it comes", async () => {
    const [user, book] = [await buildUser(), await buildBook()];
    expect(await run(user.id, full(book.id))).toEqual({ fields: 3, readings: 2, quotes: 1 });
    const first = await getReaderWork(user.id, book.workId);
    expect(first).toMatchObject({ status: "read", rating: 3.75, review: "Good.", visibility: "public" });
    expect(first?.readings).toHaveLength(2);
    expect(await run(user.id, full(book.id))).toEqual({ fields: 0, readings: 0, quotes: 0 });
    expect(await getReaderWork(user.id, book.workId)).toEqual(first);
  });

  it("comes once also when the same file is read by two at the same time", async () => {
    const [user, book] = [await buildUser(), await buildBook()];
    const made = await Promise.all(Array.from({ length: 5 }, () => run(user.id, full(book.id))));
    const count = made.reduce((sum, one) => sum + (one?.readings ?? 0), 0);
    expect(count).toBe(2);
    expect((await getReaderWork(user.id, book.workId))?.readings).toHaveLength(2);
  });

  it("lets the reader's own words stand, and a book that was only wanted move on", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    await setStatus(actor, { isbn: book.isbn, status: "want", day: "2024-01-01" });
    await rate(actor, { isbn: book.isbn, rating: 1 });
    await run(actor.id, full(book.id));
    // Nobody was to see the stars: an import does not open them.
    expect(await getReaderWork(actor.id, book.workId)).toMatchObject({
      ...{ status: "read", rating: 1, review: "Good.", visibility: "private" },
    });
    await run(actor.id, { bookId: book.id, status: "want" });
    expect(await getReaderWork(actor.id, book.workId)).toMatchObject({ status: "read" });
  });

  it("knows a reading by its days, whichever program it came from", async () => {
    const [user, book] = [await buildUser(), await buildBook()];
    await run(user.id, full(book.id));
    const again = { importKey: "storygraph:7", startedOn: null, endedOn: "2020-02-02", outcome: "finished" as const };
    expect(await run(user.id, { bookId: book.id, readings: [again] })).toMatchObject({ readings: 0 });
  });

  it("opens no reading of a work that its reader has read or stopped, as another edition in the file may say", async () => {
    const [user, book] = [await buildUser(), await buildBook()];
    await run(user.id, full(book.id));
    const open = { importKey: "goodreads:2:0", startedOn: null, endedOn: null, outcome: "reading" as const };
    const other: ImportedWork = { bookId: book.id, status: "reading", readings: [open] };
    expect(await run(user.id, other)).toMatchObject({ fields: 0, readings: 0 });
    expect((await listOpenReadings(user.id, { limit: 10 })).readings).toEqual([]);
    expect(await countStatuses(user.id)).toMatchObject({ reading: 0, read: 1 });
  });

  it("opens one reading at most", async () => {
    const [user, book] = [await buildUser(), await buildBook({ pages: 200 })];
    const reading = (importKey: string) => ({
      ...{ importKey, startedOn: "2024-01-01", endedOn: null, outcome: "reading" as const, page: 50 },
      progress: [{ day: "2024-01-02", page: 50, percent: null }],
    });
    await run(user.id, { bookId: book.id, status: "reading", readings: [reading("a"), reading("b")] });
    expect((await getReaderWork(user.id, book.workId))?.readings).toMatchObject([{ page: 50, percent: 25 }]);
  });
});

it("takes a reading back that came, but not one in which its reader has gone on, nor a line that they put right", async () => {
  const [actor, book, other] = [await buildUser(), await buildBook({ pages: 300 }), await buildBook()];
  const open = { importKey: "r1", startedOn: "2024-01-01", endedOn: null, outcome: "reading" } as const;
  for (const { id } of [book, other])
    await run(actor.id, { ...full(id), status: "reading", readings: [{ ...open, importKey: `r${id}` }] });
  const all = async ({ workId }: { workId: number }) => (await getReaderWork(actor.id, workId))?.readings ?? [];
  const lines = await db.select().from(quotes).where(eq(quotes.userId, actor.id)).orderBy(quotes.id);
  await setProgress(actor, { isbn: book.isbn, page: 120, day: "2024-02-01" });
  const line = lines[0];
  if (!line) throw new Error("no line");
  await updateQuote(actor, { quoteId: line.id, kind: line.kind, text: line.text, page: 7 });
  const taken = await Promise.all(
    [book, other].map(async ({ id, workId }) => {
      const made = {
        status: { before: null, after: "reading" as const },
        quotes: lines.map((one) => ({ id: one.id })),
      };
      return { bookId: id, made: { ...made, readings: (await all({ workId })).map((one) => ({ id: one.id })) } };
    }),
  );
  await inTransaction((tx) => takeBackReaderWorks(tx, actor.id, taken));
  expect(await all(book)).toMatchObject([{ page: 120 }]);
  expect(await all(other)).toEqual([]);
  expect(await db.select().from(quotes).where(eq(quotes.userId, actor.id))).toMatchObject([{ page: 7 }]);
});

it("goes back to what was there before where two rows were about one work", async () => {
  const [actor, book] = [await buildUser(), await buildBook()];
  await run(actor.id, { bookId: book.id, status: "want" });
  await run(actor.id, { bookId: book.id, status: "read" });
  const steps = [
    { before: "want", after: "read" },
    { before: null, after: "want" },
  ] as const;
  const taken = steps.map((status) => ({ bookId: book.id, made: { status, readings: [], quotes: [] } }));
  await inTransaction((tx) => takeBackReaderWorks(tx, actor.id, taken));
  expect(await getReaderWork(actor.id, book.workId)).toBeUndefined();
});

it("leaves nobody to see later stars where stars and review of an import are taken back", async () => {
  const [actor, book] = [await buildUser(), await buildBook()];
  await setStatus(actor, { isbn: book.isbn, status: "read", day: "2024-01-01" });
  await run(actor.id, full(book.id));
  const made = { rating: 3.75, review: "Good.", readings: [], quotes: [] };
  await inTransaction((tx) => takeBackReaderWorks(tx, actor.id, [{ bookId: book.id, made }]));
  await rate(actor, { isbn: book.isbn, rating: 1 });
  expect(await getReaderWork(actor.id, book.workId)).toMatchObject({ rating: 1, review: null, visibility: "private" });
});
