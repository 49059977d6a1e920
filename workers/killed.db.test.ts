import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildCollection, buildUser } from "@/db/factories";
import { completeModels, covers } from "@/db/schema/covers";
import { clearTables, listEverything } from "@/db/test-tables";
import { openDetails } from "@/lib/covers/features/commands";
import { getDetailState } from "@/lib/covers/features/queries";
import { openIndex } from "@/lib/covers/vectors/index/commands";
import { getIndexState } from "@/lib/covers/vectors/queries";
import { buildTable, isbnOf } from "@/lib/etl/books-table.fixtures";
import { importSource } from "@/lib/etl/commands";
import { importCovers } from "@/lib/etl/covers/commands";
import { openSource } from "@/lib/etl/queries";
import { getOutboxLag } from "@/lib/events/queries";
import { pauseQueue, resumeQueue } from "@/lib/jobs/commands";
import { listFailedJobs, listQueues } from "@/lib/jobs/queries";
import { env } from "@/lib/platform/env";
import { redis } from "@/lib/platform/redis";
import { askForIsbn } from "@/lib/scans/pending/commands";
import { readFakeBooks } from "@/scripts/fake-provider/books";
import { type FakeProvider, startFakeProvider } from "@/scripts/fake-provider/server";
import { schedules } from "./schedules";

// `npm run bench:kill` does it fifty times.
const KILLS = Number(process.env.KILLS ?? 5);
const BOOKS_A_BATCH = 6;
/** Recovering what the last killed process had takes up to 20 s; what was hit thrice rests for a minute or more. */
const SETTLE_MAX_MS = 600_000;

let worker: ChildProcess | undefined;

/** The real worker; resolves when it has begun to work. */
async function startWorker(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", "workers/index.ts"], {
    env: { ...process.env, LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  worker = child;
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (chunk) => String(chunk).includes("worker.started") && resolve());
    child.once("exit", (code) => reject(new Error(`the worker ended by itself with ${code}`)));
  });
  child.removeAllListeners("exit");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

afterEach(() => worker?.kill("SIGKILL"));

/** Of each work one edition, so that none is a double of another. */
const WANTED = [...new Map(readFakeBooks().map((book) => [book.workKey, book.isbn13])).values()].slice(0, KILLS);
/** Slow enough to be killed over, without pictures: whether one is drawn before one is found is chance. */
const FAULTS = [
  ...(["openlibrary-covers", "googlebooks-covers"] as const).map((service) => ({ kind: "empty" as const, service })),
  { kind: "slow" as const, ms: 200 },
];
let fake: FakeProvider;

beforeAll(async () => {
  fake = await startFakeProvider();
  fake.setFaults(FAULTS);
  Object.assign(process.env, fake.settings, { PROVIDER_CONTACT: "keeper@example.org" });
});
afterAll(() => fake.stop());

/** A reader and the collection into which everything goes that the reader asks for. */
async function buildReader() {
  const reader = await buildUser({ username: "asker" });
  return { reader, collectionId: (await buildCollection({ ownerId: reader.id, name: "Wanted" })).id };
}

/** Asks for a book that the catalogue does not know. */
async function ask(number: number, { reader, collectionId }: Awaited<ReturnType<typeof buildReader>>) {
  const isbn13 = WANTED[number];
  if (isbn13 === undefined) throw new Error(`the fake provider knows less than ${KILLS} works`);
  expect(await askForIsbn(reader, { isbn13, collectionId })).toMatchObject({ ok: true });
}

/** A picture like no other. */
function picture(number: number): Promise<Buffer> {
  const shapes = Array.from({ length: 60 }, (_, at) => {
    const [a, b, c] = [number * 31 + at * 17, number * 13 + at * 29, number * 7 + at * 11];
    return `<circle cx="${a % 400}" cy="${b % 600}" r="${8 + (c % 50)}" fill="hsl(${(a * c) % 360} 60% ${20 + (b % 60)}%)"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="600"><rect width="400" height="600" fill="#eee"/>${shapes.join("")}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** Brings books of a table, and pictures for half of them: the others get drawn covers. */
async function importBatch(batch: number): Promise<void> {
  const folder = path.join(env().dataDir, `batch-${batch}`);
  await mkdir(folder, { recursive: true });
  const seed = 1_000 + batch;
  await writeFile(path.join(folder, "books.csv"), buildTable(BOOKS_A_BATCH, seed));
  const pictures = path.join(folder, "covers");
  await mkdir(pictures, { recursive: true });
  for (let at = 0; at < BOOKS_A_BATCH; at += 2) {
    const number = seed * 100_000 + at;
    await writeFile(path.join(pictures, `${isbnOf(number).isbn13}.png`), await picture(number));
  }
  // Or covers would be drawn for books whose pictures are just coming, sometimes.
  await pauseQueue("vision");
  const opened = await openSource(path.join(folder, "books.csv"));
  if (!opened.ok) throw new Error(opened.reason);
  const imported = await importSource(opened.source);
  expect(imported).toMatchObject({ ok: true, summary: { counts: { imported: BOOKS_A_BATCH } } });
  expect((await importCovers(pictures)).counts.imported).toBe(BOOKS_A_BATCH / 2);
  await resumeQueue("vision");
}

/** Waits until nothing is left to be done. */
async function settle(): Promise<void> {
  const startedAt = Date.now();
  for (;;) {
    const busy = (await listQueues()).filter(({ waiting, running, delayed }) => waiting + running + delayed > 0);
    // What comes by the clock and was given up comes again a minute later.
    const isIndexed = (await db.$count(completeModels)) > 0;
    if (busy.length === 0 && isIndexed && (await getOutboxLag()).waiting === 0) return;
    if (Date.now() - startedAt > SETTLE_MAX_MS) throw new Error(`never done: ${JSON.stringify(busy)}`);
    await wait(100);
  }
}

async function listCoverFiles(): Promise<string[]> {
  const entries = await readdir(path.join(env().dataDir, "covers"), { recursive: true });
  // What was cut short is cleared away a day later.
  return entries.filter((name) => name.endsWith(".jpg")).sort();
}

/** What there is in the end, in the tables, on the disk and in both indexes. */
async function inspect() {
  const scheduled = new Set(schedules.map(({ job }) => job.name));
  const { jobs } = await listFailedJobs(100);
  expect(jobs.filter(({ name }) => !scheduled.has(name))).toEqual([]);
  await openIndex();
  await openDetails();
  // Which of two pictures that look alike came first decides what is said of them, and when they are compared is the clock's.
  const { dedup_results: _, outbox = [], ...tables } = await listEverything();
  const told = outbox.filter((row) => !row.includes("duplicates.picture_resolved"));
  return {
    tables: { ...tables, outbox: told } as Record<string, string[]>,
    files: await listCoverFiles(),
    index: { covers: (await getIndexState())?.size, details: getDetailState()?.size },
  };
}

async function forgetEverything(): Promise<void> {
  await clearTables();
  await redis().flushdb();
  await rm(env().dataDir, { recursive: true, force: true });
}

it(`loses nothing and doubles nothing when the worker is killed ${KILLS} times while books and covers come in and are looked up`, async () => {
  const calmReader = await buildReader();
  for (let batch = 0; batch < KILLS; batch++) {
    await importBatch(batch);
    await ask(batch, calmReader);
  }
  const calm = await startWorker();
  await settle();
  await kill(calm);
  const undisturbed = await inspect();
  const total = KILLS * (BOOKS_A_BATCH + 1);
  expect(undisturbed.tables.books).toHaveLength(total);
  for (const table of ["covers", "embeddings", "local_features", "book_search"])
    expect(undisturbed.tables[table]).toHaveLength(total);
  for (const table of ["pending_books", "collection_books", "user_scans", "user_added_books"])
    expect(undisturbed.tables[table]).toHaveLength(KILLS);
  expect(undisturbed.tables.pending_books?.filter((row) => row.includes('"state","\\"ready')).length).toBe(KILLS);
  expect(undisturbed.index).toEqual({ covers: total, details: total });

  await forgetEverything();
  const left: number[] = [];
  const reader = await buildReader();
  for (let killed = 0; killed < KILLS; killed++) {
    const [child] = await Promise.all([startWorker(), importBatch(killed), ask(killed, reader)]);
    await wait(Math.random() * 1_200);
    await kill(child);
    left.push(total - (await db.$count(covers)));
  }
  // It was killed at work, not after it.
  expect(left.filter((count) => count > 0).length).toBeGreaterThan(KILLS / 2);
  const last = await startWorker();
  await settle();
  await kill(last);
  expect(await inspect()).toEqual(undisturbed);
}, 1_800_000);
