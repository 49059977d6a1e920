import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { db } from "@/db/client";
import { books } from "@/db/schema/catalog";
import { outbox } from "@/db/schema/events";
import { appLogs, dailyStats } from "@/db/schema/ops";
import { bookSearch } from "@/db/schema/search";
import { buildCover } from "@/lib/covers/vectors/covers.fixtures";
import { indexMissing } from "@/lib/etl/index/commands";
import { newId } from "@/lib/platform/id";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ridizi-upkeep-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a command as npm does. */
function run(script: string, ...args: string[]): Promise<{ code: number | null; out: string[]; err: string }> {
  const child = spawn(process.execPath, [
    ...["--import", "tsx", "--conditions=react-server"],
    ...[`scripts/${script}.ts`, ...args],
  ]);
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  return new Promise((resolve) =>
    child.once("close", (code) => resolve({ code, out: out.trim().split("\n").filter(Boolean), err })),
  );
}

const countsOf = ({ out }: { out: string[] }) => JSON.parse(out.at(-1) ?? "");
const detailsOf = ({ out }: { out: string[] }) => JSON.parse(out.at(-2) ?? "");

it("sync names what has drifted and ends with 3, sync:repair mends it and ends with 0, and then there is nothing", async () => {
  const { book } = await buildCover();
  await indexMissing();
  await db.delete(bookSearch).where(eq(bookSearch.bookId, book.id));
  const drift = { kind: "search_row_missing", id: book.id };

  const report = path.join(folder, "drift.csv");
  const looked = await run("sync", "--json", "--grace", "0", "--report", report);
  expect(looked.code).toBe(3);
  expect(detailsOf(looked).drift).toContainEqual({ ...drift, left: "not_mended" });
  expect(countsOf(looked).read).toBe(countsOf(looked).unchanged + countsOf(looked).rejected);
  expect(await readFile(report, "utf8")).toContain(`search_row_missing ${book.id},not_mended,book cannot be found`);
  // The event of the cover waits for a worker. That no page has asked for its smaller pictures is no drift.
  const kinds = { event_stuck: 1, search_row_missing: 1 };
  expect(detailsOf(looked).found).toEqual(kinds);
  expect(countsOf(looked).rejected).toBe(2);

  const dry = await run("sync", "--repair", "--dry-run", "--json", "--grace", "0");
  expect([dry.code, detailsOf(dry).found]).toEqual([3, kinds]);
  const mended = await run("sync", "--repair", "--json", "--grace", "0");
  expect([mended.code, countsOf(mended).repaired, countsOf(mended).rejected]).toEqual([0, 2, 0]);
  const again = await run("sync", "--json", "--grace", "0", "--deep");
  expect([again.code, detailsOf(again).found]).toEqual([0, {}]);
  expect((await run("sync", "--grace", "soon")).code).toBe(2);
}, 120_000);

it("stats:daily writes a row a day, once", async () => {
  const args = ["--json", "--from", "2026-02-27", "--to", "2026-03-01"];
  expect(countsOf(await run("stats-daily", ...args, "--dry-run"))).toMatchObject({ read: 3, imported: 3 });
  expect(await db.$count(dailyStats)).toBe(0);
  const first = await run("stats-daily", ...args);
  expect([first.code, countsOf(first).imported]).toEqual([0, 3]);
  expect(countsOf(await run("stats-daily", ...args))).toMatchObject({ read: 3, imported: 0, unchanged: 3 });
  const today = await run("stats-daily");
  expect(today.out.join("\n")).toMatch(
    new RegExp(`${new Date().toISOString().slice(0, 10)} {2}${await db.$count(books)} books`),
  );
  for (const day of ["2026-02-30", "yesterday"]) expect((await run("stats-daily", "--from", day)).code).toBe(2);
}, 120_000);

it("jobs:prune removes what is old by the ages that are given", async () => {
  await db.delete(outbox);
  const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60_000);
  await db
    .insert(outbox)
    .values([3, 9].map((days) => ({ id: newId(), name: "test.silent", payload: {}, relayedAt: daysAgo(days) })));
  await db.insert(appLogs).values({ level: "error", message: "m", context: {}, timestamp: daysAgo(40) });
  expect(countsOf(await run("jobs-prune", "--json", "--dry-run"))).toMatchObject({ read: 3, updated: 1, unchanged: 2 });
  expect(countsOf(await run("jobs-prune", "--json"))).toMatchObject({ read: 3, updated: 1, unchanged: 2 });
  const sharp = await run("jobs-prune", "--json", "--events", "0.5", "--logs", "30");
  expect([sharp.code, countsOf(sharp).updated]).toEqual([0, 2]);
  expect((await run("jobs-prune", "--events", "-1")).code).toBe(2);
  expect((await run("jobs-prune", "--evnts", "1")).code).toBe(2);
}, 120_000);
