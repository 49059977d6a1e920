import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildScan, buildUser, buildUserScan } from "@/db/factories";
import { books } from "@/db/schema/catalog";
import { collections } from "@/db/schema/library";
import { appLogs, dailyStats } from "@/db/schema/ops";
import { pendingBooks, scanLogs } from "@/db/schema/scans";
import { buildCover } from "@/lib/covers/vectors/covers.fixtures";
import { redis } from "@/lib/platform/redis";
import { noteGivenUpJob } from "../commands";
import { recordDays } from "./commands";
import { dayOf } from "./rules";

const DAY_MS = 24 * 60 * 60_000;
const NOW = new Date();
const TODAY = dayOf(NOW);
const YESTERDAY = dayOf(new Date(NOW.getTime() - DAY_MS));

const rowOf = async (date: string) => (await db.select().from(dailyStats).where(eq(dailyStats.date, date)))[0];

it("counts each day's figures, the same however often, and puts right what has changed", async () => {
  const [ann, bob, idle] = [await buildUser(), await buildUser(), await buildUser()];
  const old = await buildBook({ dateAdded: new Date(`${YESTERDAY}T23:59:59.999Z`) });
  await buildCover();
  await buildCollection({ ownerId: ann.id });
  await buildCollectionBook({ bookId: old.id });
  for (const status of ["match", "match", "unknown", "unsure", "pending", "rejected"] as const)
    await buildScan({ status, kind: status === "pending" ? "barcode" : "cover", userId: ann.id });
  const yesterdays = await buildScan({ userId: idle.id });
  await db
    .update(scanLogs)
    .set({ timestamp: new Date(`${YESTERDAY}T00:00:00.000Z`) })
    .where(eq(scanLogs.id, yesterdays.id));
  await buildUserScan({ userId: bob.id, bookId: old.id });
  await db.insert(pendingBooks).values({ isbn: "9780306406157" });
  await noteGivenUpJob({ queue: "lookup", id: "1", name: "test.job", payload: {}, reason: "no", attempts: 5 });
  await db.insert(appLogs).values({ level: "error", message: "something else", context: {} });
  await redis().hset(`ridizi:job-tally:${TODAY}`, "done", 42);

  const first = await recordDays(NOW);
  expect(first).toMatchObject({
    isFinished: true,
    recorded: [{ day: YESTERDAY }, { day: TODAY, outcome: "imported" }],
  });
  expect(await rowOf(YESTERDAY)).toMatchObject({
    ...{ totalBooks: 1, booksAddedToday: 1, totalCovers: 0, imageScansToday: 1, successfulScansToday: 1 },
    ...{ activeUsersToday: 1, jobsDoneToday: 0, workerErrorsToday: 0 },
  });
  const today = {
    ...{ totalBooks: 2, booksAddedToday: 1, totalCovers: 1, coversAddedToday: 1, totalUsers: 4, usersAddedToday: 4 },
    ...{ totalCollections: 2, collectionsAddedToday: 2, barcodeScansToday: 1, imageScansToday: 5 },
    ...{ successfulScansToday: 2, failedScansToday: 2, pendingBooksToday: 1, jobsDoneToday: 42, workerErrorsToday: 1 },
    // Ann scanned, Bob found, and a third has a collection of his own.
    activeUsersToday: 3,
  };
  expect(await rowOf(TODAY)).toMatchObject(today);

  // Yesterday is whole, today is not: from now on only today is counted.
  expect(await recordDays(NOW)).toMatchObject({ recorded: [{ day: TODAY, outcome: "unchanged" }] });
  await db.delete(collections).where(eq(collections.ownerId, ann.id));
  await redis().del(`ridizi:job-tally:${TODAY}`);
  await db.delete(appLogs);
  const third = await recordDays(NOW, { from: YESTERDAY, to: TODAY });
  expect(third.recorded.map(({ outcome }) => outcome)).toEqual(["unchanged", "updated"]);
  // What Redis and the log have forgotten stays.
  expect(await rowOf(TODAY)).toMatchObject({ ...today, totalCollections: 1, collectionsAddedToday: 1 });
  expect(await db.$count(dailyStats)).toBe(2);
});

it("writes nothing in a dry run, and goes on where it was ended", async () => {
  await db.delete(dailyStats);
  await db.delete(books);
  const days = { from: "2026-01-30", to: "2026-02-02" };
  expect((await recordDays(NOW, { ...days, isDryRun: true })).recorded).toHaveLength(4);
  expect(await db.$count(dailyStats)).toBe(0);
  const stop = new AbortController();
  const ended = await recordDays(NOW, { ...days, signal: stop.signal, onProgress: () => stop.abort() });
  expect([ended.isFinished, await db.$count(dailyStats)]).toEqual([false, 1]);
  const { recorded } = await recordDays(NOW, { to: "2026-02-02" });
  expect(recorded.map(({ day, outcome }) => `${day} ${outcome}`)).toEqual([
    ...["2026-01-31 imported", "2026-02-01 imported", "2026-02-02 imported"],
  ]);
});

it("counts no day to come, and goes on counting after it was asked to", async () => {
  await db.delete(dailyStats);
  const { recorded } = await recordDays(NOW, { from: YESTERDAY, to: "2999-12-31" });
  expect(recorded.map(({ day }) => day)).toEqual([YESTERDAY, TODAY]);
  // Left by a release that did.
  await db.insert(dailyStats).values({ date: "2999-12-31", countedAt: NOW });
  const tomorrow = new Date(NOW.getTime() + DAY_MS);
  expect((await recordDays(tomorrow)).recorded.map(({ day }) => day)).toEqual([TODAY, dayOf(tomorrow)]);
});

it("counts a day again that was left out, though later ones were counted", async () => {
  await db.delete(dailyStats);
  const now = new Date("2026-03-10T12:00:00Z");
  await recordDays(now, { from: "2026-03-05", to: "2026-03-09" });
  await db.delete(dailyStats).where(eq(dailyStats.date, "2026-03-07"));
  const { recorded } = await recordDays(now);
  expect(recorded.map(({ day, outcome }) => `${day} ${outcome}`)).toEqual([
    "2026-03-07 imported",
    "2026-03-10 imported",
  ]);
});
