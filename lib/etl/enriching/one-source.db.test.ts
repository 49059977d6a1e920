import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook } from "@/db/factories";
import { books, works } from "@/db/schema/catalog";
import { bookLookups } from "@/db/schema/etl";
import { redis } from "@/lib/platform/redis";
import { type FakeProvider, startFakeProvider } from "@/scripts/fake-provider/server";
import { enrichBooks } from "./commands";

/** The national library answers for the first of them alone. */
const GERMAN = "9783257229530";
const ENGLISH = "9780316030571";

let fake: FakeProvider;
beforeAll(async () => {
  fake = await startFakeProvider();
  Object.assign(process.env, fake.settings, { PROVIDERS: "dnb" });
});
afterAll(() => fake.stop());

beforeEach(async () => {
  for (const table of [books, works]) await db.delete(table);
  await redis().flushdb();
  fake.setFaults([]);
  fake.forget();
});

async function run() {
  const result = await enrichBooks({ outageTries: 1 });
  if (!result.ok) throw new Error(result.message);
  return result.summary;
}

const lookups = () => db.select({ bookId: bookLookups.bookId, outcome: bookLookups.outcome }).from(bookLookups);

it("says of no book that nobody knows it where no source in use could be asked", async () => {
  const german = await buildBook({ isbn13: GERMAN, isbn10: null, title: "Der Vorleser", authors: [] });
  await buildBook({ isbn13: ENGLISH, isbn10: null, title: "Use of Weapons", authors: [] });
  expect((await run()).counts).toMatchObject({ read: 1, updated: 1, rejected: 0 });
  expect(await lookups()).toEqual([{ bookId: german.id, outcome: "found" }]);
});

it("sees an outage although some of the books are none of the source's", async () => {
  await buildBook({ isbn13: GERMAN, isbn10: null, title: "Der Vorleser", authors: [] });
  await buildBook({ isbn13: ENGLISH, isbn10: null, title: "Use of Weapons", authors: [] });
  fake.setFaults([{ kind: "refused" }]);
  expect(await run()).toMatchObject({
    isFinished: false,
    trouble: expect.stringContaining("German National Library"),
    counts: { read: 0 },
  });
  expect(await lookups()).toEqual([]);
});

it("hides no book behind another one of which the answer cannot be read", async () => {
  const german = await buildBook({ isbn13: GERMAN, isbn10: null, title: "Der Vorleser", authors: [] });
  await buildBook({ isbn13: "9783257228007", isbn10: null, title: "Another", authors: [] });
  fake.setFaults([{ kind: "malformed", isbn: "9783257228007" }]);
  const { counts, rejections } = await run();
  expect(counts).toMatchObject({ read: 2, updated: 1, rejected: 1 });
  expect(rejections).toEqual({ unanswered: 1 });
  expect(await lookups()).toEqual([{ bookId: german.id, outcome: "found" }]);
});
