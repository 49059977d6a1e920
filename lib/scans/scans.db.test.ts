import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildUser, buildUserScan } from "@/db/factories";
import { scanLogs, userScans } from "@/db/schema/scans";
import { getBookByReference } from "@/lib/catalog/queries";
import { deleteUserScans, logScan, restoreUserScans } from "./commands";
import { listRecentScans, listScansOfBook } from "./queries";
import { type LogScanInput, MOMENTS_SHOWN_MAX } from "./schema";

const attempt = (given: Partial<LogScanInput>): LogScanInput => ({
  requestId: crypto.randomUUID(),
  kind: "cover",
  status: "match",
  ...given,
});

describe("logScan", () => {
  it("enters a match of a signed-in reader into the history, and nothing else", async () => {
    const [reader, book] = [await buildUser(), await buildBook()];
    await logScan(attempt({ userId: reader.id, bookId: book.id, isbn: book.isbn }));
    await logScan(attempt({ userId: reader.id, bookId: book.id, status: "unsure" }));
    await logScan(attempt({ userId: null, bookId: book.id }));
    await logScan(attempt({ userId: reader.id, status: "unknown", message: "x".repeat(100_000) }));
    expect((await listRecentScans(reader.id)).scans).toMatchObject([{ book: { isbn: book.isbn }, times: 1 }]);
    expect(await db.select().from(scanLogs).where(eq(scanLogs.userId, reader.id))).toHaveLength(3);
  });

  it("writes an attempt once, whoever says it again: a request whose answer was lost, or ten at once", async () => {
    const [reader, book] = [await buildUser(), await buildBook()];
    const scan = attempt({ userId: reader.id, bookId: book.id });
    await Promise.all(Array.from({ length: 10 }, () => logScan(scan)));
    expect(await db.select().from(scanLogs).where(eq(scanLogs.requestId, scan.requestId))).toHaveLength(1);
    expect((await listRecentScans(reader.id)).scans).toMatchObject([{ times: 1 }]);
  });

  it("logs nothing when the history cannot be written", async () => {
    const [reader, scan] = [await buildUser(), attempt({ bookId: 2_000_000_000 })];
    await expect(logScan({ ...scan, userId: reader.id })).rejects.toThrow();
    expect(await db.select().from(scanLogs).where(eq(scanLogs.requestId, scan.requestId))).toEqual([]);
  });
});

describe("history", () => {
  const at = (day: number) => new Date(Date.UTC(2024, 0, day, 12, 0, 0, 123));

  async function buildHistory() {
    const reader = await buildUser();
    const [a, b, c] = [await buildBook(), await buildBook(), await buildBook()];
    for (const [bookId, day] of [
      [a.id, 1],
      [b.id, 2],
      [c.id, 3],
      [a.id, 4],
    ] as const) {
      await buildUserScan({ userId: reader.id, bookId, timestamp: at(day) });
    }
    return { reader, a, b, c };
  }

  it("lists a book once, the latest first, and only the reader's own", async () => {
    const { reader, a, b, c } = await buildHistory();
    await buildUserScan({ bookId: b.id });
    const { scans, cursor } = await listRecentScans(reader.id);
    expect(scans.map(({ book, times, scannedAt }) => [book.isbn, times, scannedAt])).toEqual([
      [a.isbn, 2, at(4)],
      [c.isbn, 1, at(3)],
      [b.isbn, 1, at(2)],
    ]);
    expect(cursor).toBeNull();
  });

  it("pages without repeating or losing a book, also of scans in the same moment", async () => {
    const reader = await buildUser();
    for (let day = 0; day < 7; day++) await buildUserScan({ userId: reader.id, timestamp: at(1 + (day % 3)) });
    const all = (await listRecentScans(reader.id)).scans.map(({ book }) => book.isbn);
    const paged: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await listRecentScans(reader.id, cursor ?? undefined, 2);
      paged.push(...page.scans.map(({ book }) => book.isbn));
      cursor = page.cursor;
    } while (cursor);
    expect(new Set(all).size).toBe(7);
    expect(paged).toEqual(all);
    expect((await listRecentScans(reader.id, "nonsense")).scans).toHaveLength(7);
  });

  it("unfolds the latest moments of a book, and has all of them, page after page", async () => {
    const { reader, a, b, c } = await buildHistory();
    await buildUserScan({ bookId: a.id, timestamp: at(9) });
    // Two at once are two.
    for (let day = 4; day < 19; day++) await buildUserScan({ userId: reader.id, bookId: c.id, timestamp: at(day) });
    await buildUserScan({ userId: reader.id, bookId: c.id, timestamp: at(18) });
    const { scans } = await listRecentScans(reader.id);
    const moments = new Map(scans.map((scan) => [scan.book.isbn, scan.moments]));
    expect(moments.get(a.isbn)).toEqual([at(4), at(1)]);
    expect(moments.get(b.isbn)).toEqual([at(2)]);
    const all = [18, ...Array.from({ length: 16 }, (_, index) => 18 - index)].map(at);
    expect(moments.get(c.isbn)).toEqual(all.slice(0, MOMENTS_SHOWN_MAX));

    const paged: Date[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await listScansOfBook({ userId: reader.id, isbn: c.isbn }, cursor ?? undefined, 5);
      expect(page).toMatchObject({ book: { isbn: c.isbn }, times: 17 });
      paged.push(...(page?.moments ?? []));
      cursor = page?.cursor;
    } while (cursor);
    expect(paged).toEqual(all);
    expect(await listScansOfBook({ userId: reader.id, isbn: (await buildBook()).isbn })).toBeUndefined();
    expect(await listScansOfBook({ userId: reader.id, isbn: "nonsense" })).toBeUndefined();
  });

  it("forgets one book, takes the name off its logs, and puts it back in its place", async () => {
    const { reader, a, c } = await buildHistory();
    const scan = attempt({ userId: reader.id, bookId: a.id, status: "unsure" });
    const other = attempt({ userId: reader.id, bookId: c.id, status: "unsure" });
    await logScan(scan);
    await logScan(other);

    const deleted = await deleteUserScans(reader, { isbn: a.isbn });
    if (!deleted.ok) throw new Error(deleted.reason);
    expect(deleted.scannedAt).toEqual([at(1), at(4)]);
    expect((await listRecentScans(reader.id)).scans).toHaveLength(2);
    const logs = await db.select().from(scanLogs).where(eq(scanLogs.requestId, scan.requestId));
    expect(logs).toMatchObject([{ userId: null, bookId: a.id }]);
    expect(await db.select().from(scanLogs).where(eq(scanLogs.userId, reader.id))).toHaveLength(1);

    // Also sent twice, as where the first answer got lost.
    for (let times = 0; times < 2; times++)
      await restoreUserScans(reader, { isbn: a.isbn, scannedAt: deleted.scannedAt });
    expect((await listRecentScans(reader.id)).scans[0]).toMatchObject({ book: { isbn: a.isbn }, times: 2 });
  });

  it("takes the name off what was logged of a book before it came, and off the scan behind an entry that was put right", async () => {
    const { reader, a } = await buildHistory();
    const wrong = await buildBook();
    const isbn13 = (await getBookByReference({ bookId: a.id }))?.isbn13 ?? null;
    const early = { ...attempt({ userId: reader.id, bookId: null, status: "pending" }), isbn: isbn13 };
    const mistaken = attempt({ userId: reader.id, bookId: wrong.id });
    await logScan(early);
    await logScan(mistaken);
    const [log] = await db.select().from(scanLogs).where(eq(scanLogs.requestId, mistaken.requestId));
    await db
      .update(userScans)
      .set({ bookId: a.id })
      .where(eq(userScans.scanId, log?.id ?? 0));
    await deleteUserScans(reader, { isbn: a.isbn });
    for (const { requestId } of [early, mistaken]) {
      const [left] = await db.select().from(scanLogs).where(eq(scanLogs.requestId, requestId));
      expect(left?.userId).toBeNull();
    }
  });

  it("forgets everything of the reader and nothing of anybody else", async () => {
    const { reader, a } = await buildHistory();
    const neighbour = await buildUser();
    await logScan(attempt({ userId: reader.id, bookId: null, status: "unknown" }));
    await logScan(attempt({ userId: neighbour.id, bookId: a.id }));
    await deleteUserScans(reader, {});
    expect((await listRecentScans(reader.id)).scans).toEqual([]);
    expect(await db.select().from(scanLogs).where(eq(scanLogs.userId, reader.id))).toEqual([]);
    expect((await listRecentScans(neighbour.id)).scans).toHaveLength(1);
    expect(await db.select().from(userScans).where(eq(userScans.userId, neighbour.id))).toHaveLength(1);
  });
});
