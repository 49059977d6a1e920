/**
 * How long finding duplicates in a whole catalogue takes (`--books N`: so many; `--no-vectors`: by keys and hashes alone),
 * in how much memory, and how many it finds of those that were put in: twins by title and author, twins by a picture that
 * is a little other, and one picture on two books. Rows are made up; the vectors are real ones and some like them.
 */
import { createHash, randomBytes } from "node:crypto";
import { drizzle } from "drizzle-orm/mysql2";
import { migrate } from "drizzle-orm/mysql2/migrator";
import mysql from "mysql2/promise";
import { startServices } from "../scripts/services.mjs";
import { createTemporaryDataDir } from "../scripts/temporary.mjs";
import { megabytes, option, p50p95, report, table, timed, timesOf } from "./measure";
import { randomFrom } from "./synthetic";

const total = Number(option("books") ?? 10_000);
const hasVectors = !process.argv.includes("--no-vectors");
const BATCH = 500;
/** Every so manieth book has a twin, each kind of twin in turn. */
const TWIN_EVERY = 50;
const KINDS = ["title and author", "title, and nearly the same picture", "another title, the same picture"] as const;
const LOOKED_AT = 200;

const { dir, remove } = await createTemporaryDataDir("bench-duplicates");
const settings = { database: { name: "ridizi", user: "ridizi" } };
const services = await startServices({ dataDir: dir, settings, isTest: true });
Object.assign(process.env, services.env, {
  DATA_DIR: dir,
  LOG_LEVEL: "silent",
  AUTH_SECRET: randomBytes(32).toString("hex"),
});

// After the services: what they import connects to them.
const { env } = await import("@/lib/platform/env");
const { closeDatabase, db } = await import("@/db/client");
const { books, works } = await import("@/db/schema/catalog");
const { covers, embeddings, sequences } = await import("@/db/schema/covers");
const { duplicatePairs } = await import("@/db/schema/duplicates");
const { compareBooks, findDuplicates } = await import("@/lib/duplicates/finding/commands");
const { coverEncoder } = await import("@/lib/covers/vectors/adapters/cover-encoder");
const { snapshotIndex } = await import("@/lib/covers/vectors/index/commands");
const { toBlob } = await import("@/lib/covers/vectors/rules");
const { redis } = await import("@/lib/platform/redis");
const { realVectors } = await import("./real-vectors");
const { syntheticVectors } = await import("./synthetic");

const random = randomFrom(7);
const below = (max: number) => Math.floor(random() * max);
const name = (at: number) => `${(at * 7919).toString(36)} ${(at * 104729).toString(36)}`;
const hex = () => Array.from({ length: 16 }, () => below(16).toString(16)).join("");

/** The last bits of three places turned. */
function nearHash(hash: string): string {
  let value = BigInt(`0x${hash}`);
  for (let times = 0; times < 3; times++) value ^= 1n << BigInt(below(64));
  return value.toString(16).padStart(16, "0");
}

type Made = { title: string; authors: string[]; isbn13: string | null; sha256: string; phash: string };
const twins: { pair: string; kind: number }[] = [];

function make(at: number, before: Made | undefined): Made {
  const own: Made = {
    title: `The book of ${name(at)}`,
    authors: [`Author ${name(at % Math.ceil(total / 5))}`],
    isbn13: `9799${String(at).padStart(9, "0")}`,
    sha256: createHash("sha256").update(`bench ${at}`).digest("hex"),
    phash: hex(),
  };
  if (!before || at % TWIN_EVERY !== 0) return own;
  const kind = (at / TWIN_EVERY) % KINDS.length;
  twins.push({ pair: `${at - 1}-${at}`, kind });
  if (kind === 0) return { ...own, title: `${before.title}: A Novel`, authors: before.authors, isbn13: null };
  if (kind === 1) return { ...own, title: `${before.title} again`, isbn13: null, phash: nearHash(before.phash) };
  return { ...own, sha256: before.sha256, phash: before.phash };
}

async function fill(): Promise<void> {
  const { host, port, user, password, name: database } = env().db;
  const connection = await mysql.createConnection({ host, port, user, password, database });
  await migrate(drizzle(connection), { migrationsFolder: "db/migrations" });
  await connection.end();
  const { modelId } = await coverEncoder();
  const real = hasVectors ? await realVectors() : [];
  const vectors = hasVectors
    ? [...real.slice(0, total), ...syntheticVectors(Math.max(0, total - real.length), real)]
    : [];
  let before: Made | undefined;
  for (let start = 1; start <= total; start += BATCH) {
    const made = Array.from({ length: Math.min(BATCH, total - start + 1) }, (_, offset) => {
      before = make(start + offset, before);
      return { id: start + offset, ...before };
    });
    await db.insert(works).values(made.map(({ id, title }) => ({ id, title, workKey: `bench:${id}` })));
    await db.insert(books).values(
      made.map(({ id, title, authors, isbn13 }) => ({
        id,
        workId: id,
        title,
        authors,
        isbn13,
        genres: [],
        externalLinks: {},
      })),
    );
    await db.insert(covers).values(
      made.map(({ id, sha256, phash }) => {
        const file = { mime: "image/jpeg", width: 400, height: 600, bytes: 40_000, isPrimary: true };
        return { id, bookId: id, source: "import" as const, sha256, phash, ...file };
      }),
    );
    const { model, version: modelVersion } = modelId;
    const rows = made.flatMap(({ id }) => {
      const vector = vectors[id - 1];
      return vector ? [{ coverId: id, model, modelVersion, seq: id, vector: toBlob(vector) }] : [];
    });
    if (rows.length > 0) await db.insert(embeddings).values(rows);
  }
  await db.insert(sequences).values({ name: "embeddings", value: total });
  if (hasVectors) await snapshotIndex({ always: true });
}

/** Works, and looks ten times a second how much memory that takes. */
async function watched<Value>(work: () => Promise<Value>) {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage().rss);
  };
  const timer = setInterval(look, 100);
  try {
    const result = await timed(work);
    look();
    return { ...result, peak };
  } finally {
    clearInterval(timer);
  }
}

await fill();
const passes = [];
for (const pass of ["first", "again"]) {
  const { value, ms, peak } = await watched(() => findDuplicates());
  const { candidates, pairs } = value;
  passes.push([pass, total.toLocaleString("en"), candidates, pairs, `${(ms / 1_000).toFixed(1)} s`, megabytes(peak)]);
}
const looks = await timesOf(LOOKED_AT, () => compareBooks([1 + below(total)]));
const found = new Set(
  (await db.select().from(duplicatePairs)).map(({ firstId, secondId }) => `${firstId}-${secondId}`),
);
const recalled = KINDS.map((kind, at) => {
  const ofKind = twins.filter((twin) => twin.kind === at);
  return [kind, ofKind.length, ofKind.filter(({ pair }) => found.has(pair)).length];
});
report(
  "bench:duplicates",
  [
    table(["pass", "books", "compared", "pairs", "time", "memory"], passes),
    `Looking at one book that came or changed: ${p50p95(looks)}.${hasVectors ? "" : " Without vectors."}`,
    table(["twins by", "put in", "found"], recalled),
  ].join("\n\n"),
);

redis().disconnect();
await closeDatabase();
await services.stop();
remove();
