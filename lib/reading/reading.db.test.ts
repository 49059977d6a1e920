import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { readerWorks, readingProgress, readings } from "@/db/schema/reading";
import { deleteReading, rate, restoreReading, saveReading, saveReview, setProgress, setStatus } from "./commands";
import { getReaderWork, listOpenReadings } from "./queries";
import { type Restore, restoreInput, setStatusInput } from "./schema";

const MAY_1 = "2024-05-01";
const MAY_9 = "2024-05-09";

const stateOf = async (userId: number, workId: number) => {
  const work = await getReaderWork(userId, workId);
  return work && { ...work, readings: work.readings.map(({ id: _, ...reading }) => reading) };
};

async function buildReading() {
  const [actor, book] = [await buildUser(), await buildBook({ pages: 320 })];
  return { actor, book, isbn: book.isbn, state: () => stateOf(actor.id, book.workId) };
}

/** As the browser sends it back: through JSON, and through the schema of the action. */
const sentBack = (undo: Restore): Restore => restoreInput.parse(JSON.parse(JSON.stringify(undo)));

function undoOf<Value extends { ok: boolean }>(result: Value): Restore {
  if (!result.ok || !("undo" in result)) throw new Error(JSON.stringify(result));
  return sentBack(result.undo as Restore);
}

describe("setStatus", () => {
  it("leads from wanting over reading to having read, and again", async () => {
    const { actor, isbn, state } = await buildReading();
    await setStatus(actor, { isbn, status: "want", day: MAY_1 });
    expect(await state()).toMatchObject({ status: "want", readings: [] });
    await setStatus(actor, { isbn, status: "reading", day: MAY_1 });
    expect(await state()).toMatchObject({
      status: "reading",
      readings: [{ outcome: "reading", startedOn: MAY_1, endedOn: null, pages: 320 }],
    });
    await setStatus(actor, { isbn, status: "read", day: MAY_9, rating: 4.5 });
    await setStatus(actor, { isbn, status: "reading", day: "2025-01-02" });
    await setStatus(actor, { isbn, status: "read", day: "2025-02-03", endedOn: null });
    expect(await state()).toMatchObject({
      ...{ status: "read", rating: 4.5 },
      readings: [
        { outcome: "finished", startedOn: "2025-01-02", endedOn: null },
        { outcome: "finished", startedOn: MAY_1, endedOn: MAY_9 },
      ],
    });
  });

  it("begins one reading when twenty devices say so at once", async () => {
    const { actor, isbn, state } = await buildReading();
    const results = await Promise.all(
      Array.from({ length: 20 }, () => setStatus(actor, { isbn, status: "reading", day: MAY_1 })),
    );
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect((await state())?.readings).toHaveLength(1);
  });

  it("keeps of a book that was put back what had progress, and nothing of one that had not", async () => {
    const { actor, isbn, state } = await buildReading();
    await setStatus(actor, { isbn, status: "reading", day: MAY_1 });
    await setStatus(actor, { isbn, status: "want", day: MAY_1 });
    expect(await state()).toMatchObject({ status: "want", readings: [] });
    await setProgress(actor, { isbn, page: 20, day: MAY_1 });
    await setStatus(actor, { isbn, status: null, day: MAY_9 });
    expect(await state()).toMatchObject({ status: null, readings: [{ outcome: "stopped", page: 20, endedOn: MAY_9 }] });
  });

  it("says nothing of a book that was taken out of all lists", async () => {
    const { actor, book, isbn, state } = await buildReading();
    await setStatus(actor, { isbn, status: "want", day: MAY_1 });
    await setStatus(actor, { isbn, status: null, day: MAY_1 });
    expect(await state()).toBeUndefined();
    expect(await db.select().from(readerWorks).where(eq(readerWorks.workId, book.workId))).toEqual([]);
  });

  it("is about the work: another edition of it has the same status", async () => {
    const { actor, book, isbn, state } = await buildReading();
    const other = await buildBook({ workId: book.workId, pages: 100 });
    await setStatus(actor, { isbn, status: "want", day: MAY_1 });
    await setStatus(actor, { isbn: other.isbn, status: "reading", day: MAY_9 });
    expect(await state()).toMatchObject({ status: "reading", readings: [{ pages: 100 }] });
  });

  it("keeps a status's moment when it is said again", async () => {
    const { actor, book, isbn } = await buildReading();
    const at = async () =>
      (await db.select().from(readerWorks).where(eq(readerWorks.workId, book.workId)))[0]?.statusAt;
    await setStatus(actor, { isbn, status: "want", day: MAY_1 });
    const first = await at();
    await setStatus(actor, { isbn, status: "want", day: MAY_9 });
    expect(await at()).toEqual(first);
  });

  it("has no day that is yet to come anywhere, but today where it is already tomorrow", () => {
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 10);
    const isTaken = (day: string) => setStatusInput.safeParse({ isbn: "1", status: "want", day }).success;
    expect(isTaken(inHours(14))).toBe(true);
    expect(isTaken(inHours(48))).toBe(false);
    expect(isTaken("2024-02-30")).toBe(false);
  });
});

it("lists what is read now in pages that miss nothing and show nothing twice, the one that moved last first", async () => {
  const actor = await buildUser();
  const made = await Promise.all(Array.from({ length: 5 }, () => buildBook()));
  for (const { isbn } of made) await setStatus(actor, { isbn, status: "reading", day: MAY_1 });
  // Several moved at the very same moment.
  const [last, ...others] = made;
  if (!last) throw new Error("no books");
  await db
    .update(readings)
    .set({ updatedAt: new Date("2024-05-01") })
    .where(eq(readings.userId, actor.id));
  await db
    .update(readings)
    .set({ updatedAt: new Date("2024-05-02") })
    .where(eq(readings.bookId, last.id));
  const pages: string[][] = [];
  for (let after: string | undefined, turns = 0; turns < 4; turns++) {
    const page = await listOpenReadings(actor.id, { after, limit: 2 });
    pages.push(page.readings.map(({ book }) => book.isbn));
    if (page.cursor === null) break;
    after = page.cursor;
  }
  expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
  expect(pages[0]?.[0]).toBe(last.isbn);
  expect(pages.flat().slice(1).toSorted()).toEqual(others.map(({ isbn }) => isbn).toSorted());
});

describe("setProgress", () => {
  it("keeps the last word of each day, and the share beside the page", async () => {
    const { actor, book, isbn, state } = await buildReading();
    await setProgress(actor, { isbn, page: 32, day: MAY_1 });
    await setProgress(actor, { isbn, page: 80, day: MAY_1 });
    await setProgress(actor, { isbn, percent: 50, day: MAY_9 });
    const [reading] = (await getReaderWork(actor.id, book.workId))?.readings ?? [];
    expect(reading).toMatchObject({ page: null, percent: 50, startedOn: MAY_1 });
    const days = await db
      .select()
      .from(readingProgress)
      .where(eq(readingProgress.readingId, reading?.id ?? 0));
    expect(days).toMatchObject([
      { day: MAY_1, page: 80, percent: 25 },
      { day: MAY_9, page: null, percent: 50 },
    ]);
    expect(await state()).toMatchObject({ status: "reading" });
  });

  it("refuses a page beyond the end, unless the reader's copy is longer, or nobody knows", async () => {
    const { actor, isbn, state } = await buildReading();
    expect(await setProgress(actor, { isbn, page: 321, day: MAY_1 })).toMatchObject({
      ok: false,
      reason: "beyond_end",
    });
    expect(await state()).toBeUndefined();
    expect(await setProgress(actor, { isbn, page: 321, pages: 640, day: MAY_1 })).toMatchObject({ ok: true });
    expect(await state()).toMatchObject({ readings: [{ page: 321, percent: 50, pages: 640 }] });
    const unknown = await buildBook({ pages: null });
    expect(await setProgress(actor, { isbn: unknown.isbn, page: 999, day: MAY_1 })).toMatchObject({ ok: true });
  });
});

describe("restoreReading", () => {
  it("leaves a book as another tab has said since, whose own undo leads back", async () => {
    const { actor, isbn, state } = await buildReading();
    const say = (status: "want" | "reading" | "stopped") => setStatus(actor, { isbn, status, day: MAY_1 });
    await say("want");
    const stopped = undoOf(await say("stopped"));
    const reading = undoOf(await say("reading"));
    expect(await restoreReading(actor, stopped)).toMatchObject({ ok: false, reason: "changed_since" });
    expect((await state())?.status).toBe("reading");
    for (const [undo, status] of [
      [reading, "stopped"],
      [stopped, "want"],
    ] as const) {
      expect(await restoreReading(actor, undo)).toMatchObject({ ok: true });
      expect((await state())?.status).toBe(status);
    }
  });

  it("leaves how far a reading has come since, and what was said of it, each of whose own undos leads back", async () => {
    const { actor, isbn, state } = await buildReading();
    const begun = undoOf(await setStatus(actor, { isbn, status: "reading", day: MAY_1 }));
    const first = undoOf(await setProgress(actor, { isbn, page: 20, day: MAY_1 }));
    const second = undoOf(await setProgress(actor, { isbn, page: 30, day: MAY_1 }));
    const now = await state();
    for (const older of [first, begun])
      expect(await restoreReading(actor, older)).toMatchObject({ ok: false, reason: "changed_since" });
    expect(await state()).toEqual(now);
    for (const [undo, page] of [
      [second, 20],
      [first, null],
    ] as const) {
      expect(await restoreReading(actor, undo)).toMatchObject({ ok: true });
      expect((await state())?.readings).toMatchObject([{ page }]);
    }
    expect(await restoreReading(actor, begun)).toMatchObject({ ok: true });
    expect(await state()).toBeUndefined();
  });

  it("is done once, also where its answer was lost and it is asked for again", async () => {
    const { actor, isbn, state } = await buildReading();
    await setStatus(actor, { isbn, status: "want", day: MAY_1 });
    const acts = [
      () => setStatus(actor, { isbn, status: "reading", day: MAY_1 }),
      () => setProgress(actor, { isbn, page: 20, day: MAY_1 }),
      () => setProgress(actor, { isbn, page: 30, day: MAY_9 }),
      () => setStatus(actor, { isbn, status: "read", day: MAY_9 }),
    ];
    for (const act of acts) {
      const before = await state();
      const undo = undoOf(await act());
      for (let turn = 0; turn < 2; turn++) {
        expect(await restoreReading(actor, undo)).toMatchObject({ ok: true });
        expect(await state()).toEqual(before);
      }
      await act();
    }
  });

  it("leaves the days that were corrected since", async () => {
    const { actor, book, isbn, state } = await buildReading();
    const time = { isbn, startedOn: null, outcome: "finished" as const };
    const made = undoOf(await saveReading(actor, { ...time, endedOn: MAY_1 }));
    const [{ id = 0 } = {}] = (await getReaderWork(actor.id, book.workId))?.readings ?? [];
    await saveReading(actor, { ...time, readingId: id, endedOn: MAY_9 });
    expect(await restoreReading(actor, made)).toMatchObject({ ok: false, reason: "changed_since" });
    expect((await state())?.readings).toMatchObject([{ endedOn: MAY_9 }]);
  });

  it("undoes each act, whole", async () => {
    const { actor, isbn, state } = await buildReading();
    const acts = [
      () => setStatus(actor, { isbn, status: "want", day: MAY_1 }),
      () => setStatus(actor, { isbn, status: "reading", day: MAY_1 }),
      () => setProgress(actor, { isbn, page: 40, day: MAY_1 }),
      () => setProgress(actor, { isbn, page: 60, day: MAY_9 }),
      () => setStatus(actor, { isbn, status: "read", day: MAY_9, rating: 2.5 }),
      () => saveReading(actor, { isbn, startedOn: null, endedOn: "2019-01-01", outcome: "finished" }),
      () => setStatus(actor, { isbn, status: "reading", day: "2025-01-01" }),
      () => setStatus(actor, { isbn, status: "stopped", day: "2025-01-05" }),
    ];
    const before = [];
    const undos = [];
    for (const act of acts) {
      before.push(await state());
      undos.push(undoOf(await act()));
      // Each at once, and again all together, backwards.
      const after = await state();
      await restoreReading(actor, undos.at(-1) as Restore);
      expect(await state()).toEqual(before.at(-1));
      undos[undos.length - 1] = undoOf(await act());
      expect(await state()).toEqual(after);
    }
    for (const undo of undos.toReversed()) {
      await restoreReading(actor, undo);
      expect(await state()).toEqual(before.pop());
    }
  });

  it("brings a deleted reading back with each of its days", async () => {
    const { actor, book, isbn, state } = await buildReading();
    await setProgress(actor, { isbn, page: 32, day: MAY_1 });
    await setProgress(actor, { isbn, page: 64, day: MAY_9 });
    const [reading] = (await getReaderWork(actor.id, book.workId))?.readings ?? [];
    const before = await state();
    const undo = undoOf(await deleteReading(actor, { isbn, readingId: reading?.id ?? 0 }));
    expect(await state()).toBeUndefined();
    await restoreReading(actor, undo);
    expect(await state()).toEqual(before);
    const [again] = (await getReaderWork(actor.id, book.workId))?.readings ?? [];
    const days = await db
      .select({ day: readingProgress.day, page: readingProgress.page })
      .from(readingProgress)
      .where(eq(readingProgress.readingId, again?.id ?? 0));
    expect(days).toEqual([
      { day: MAY_1, page: 32 },
      { day: MAY_9, page: 64 },
    ]);
  });

  it("leaves what was begun since, and never makes two open ones", async () => {
    const { actor, isbn, state } = await buildReading();
    await setStatus(actor, { isbn, status: "reading", day: MAY_1 });
    const undo = undoOf(await setStatus(actor, { isbn, status: "read", day: MAY_9 }));
    await setStatus(actor, { isbn, status: "reading", day: "2025-01-01" });
    await restoreReading(actor, undo);
    expect((await state())?.readings.filter(({ outcome }) => outcome === "reading")).toHaveLength(1);
  });

  it("reaches nobody else's readings, whatever ids it is given", async () => {
    const { actor, book, isbn, state } = await buildReading();
    await setProgress(actor, { isbn, page: 32, day: MAY_1 });
    const [mine] = (await getReaderWork(actor.id, book.workId))?.readings ?? [];
    const before = await state();
    const stranger = await buildUser();
    const id = mine?.id ?? 0;
    const forged = {
      ...{ isbn, status: "want" as const, statusAt: new Date(), rating: 1, madeIds: [id] },
      readings: [
        {
          ...{ id, isbn, startedOn: null, endedOn: MAY_9, outcome: "stopped" as const },
          ...{ page: 1, percent: null, pages: null, importKey: null, progress: [] },
        },
      ],
    };
    expect(await restoreReading(stranger, forged)).toMatchObject({ ok: true });
    expect(await deleteReading(stranger, { isbn, readingId: id })).toMatchObject({ reason: "reading_not_found" });
    const change = { isbn, readingId: id, startedOn: null, endedOn: null, outcome: "stopped" as const };
    expect(await saveReading(stranger, change)).toMatchObject({ reason: "reading_not_found" });
    expect(await state()).toEqual(before);
    // What they sent is theirs now.
    expect(await stateOf(stranger.id, book.workId)).toMatchObject({
      status: "want",
      readings: [{ outcome: "stopped" }],
    });
  });
});

describe("readings", () => {
  it("are many, in the order they ended; the status follows the last one that goes", async () => {
    const { actor, book, isbn, state } = await buildReading();
    for (const endedOn of ["2019-01-01", null, "2021-06-30"])
      await saveReading(actor, { isbn, startedOn: null, endedOn, outcome: "finished" });
    expect((await state())?.readings.map(({ endedOn }) => endedOn)).toEqual(["2021-06-30", "2019-01-01", null]);
    expect(await state()).toMatchObject({ status: "read" });
    const { readings: all = [] } = (await getReaderWork(actor.id, book.workId)) ?? {};
    for (const { id } of all) await deleteReading(actor, { isbn, readingId: id });
    expect(await state()).toBeUndefined();
  });
});

describe("stars and review", () => {
  it("are kept apart, and the row goes when both are taken back", async () => {
    const { actor, isbn, state } = await buildReading();
    expect(await rate(actor, { isbn, rating: 3.25 })).toMatchObject({ before: null });
    expect(await rate(actor, { isbn, rating: 0.5 })).toMatchObject({ before: 3.25 });
    await saveReview(actor, { isbn, review: "The sea wins.", hasSpoilers: true, visibility: "public" });
    expect(await state()).toMatchObject({
      ...{ rating: 0.5, review: "The sea wins.", hasSpoilers: true, visibility: "public", status: null },
    });
    await rate(actor, { isbn, rating: null });
    await saveReview(actor, { isbn, review: "", hasSpoilers: true, visibility: "private" });
    expect(await state()).toBeUndefined();
  });

  it("refuse a book that is not there", async () => {
    const actor = await buildUser();
    for (const isbn of ["local:2000000000", "9780000000002", "nonsense"])
      expect(await rate(actor, { isbn, rating: 3 })).toMatchObject({ reason: "book_not_found" });
  });
});

describe("the status of a book", () => {
  it("follows the times that it was read, also where the only one was not to the end", async () => {
    const { actor, isbn, state, book } = await buildReading();
    const time = { isbn, startedOn: null, endedOn: MAY_9 };
    await saveReading(actor, { ...time, outcome: "stopped" });
    expect(await state()).toMatchObject({ status: "stopped", readings: [{ outcome: "stopped" }] });
    const [made] = (await getReaderWork(actor.id, book.workId))?.readings ?? [];
    await saveReading(actor, { ...time, readingId: made?.id, outcome: "finished" });
    expect((await state())?.status).toBe("read");
    await saveReading(actor, { ...time, readingId: made?.id, outcome: "stopped" });
    expect((await state())?.status).toBe("stopped");
  });

  it("goes back with its undo, and the stars that were given since stay", async () => {
    const { actor, isbn, state } = await buildReading();
    const undo = undoOf(await setStatus(actor, { isbn, status: "reading", day: MAY_1 }));
    await rate(actor, { isbn, rating: 4 });
    await restoreReading(actor, undo);
    expect(await state()).toMatchObject({ status: null, rating: 4 });
    const given = undoOf(await setStatus(actor, { isbn, status: "read", day: MAY_9, rating: 5 }));
    await restoreReading(actor, given);
    expect(await state()).toMatchObject({ status: null, rating: 4 });
  });
});
