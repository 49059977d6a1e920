/**
 * How well the words on a cover name its book, on the real photos of ../shared/data: how often title and author are read,
 * by size and turn of the photo; how far a book's agreement tells right from wrong, on photos of books and on pictures of
 * none, against a catalogue of real titles; how long reading and looking up take, and what reading holds in memory.
 */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { drizzle } from "drizzle-orm/mysql2";
import { migrate } from "drizzle-orm/mysql2/migrator";
import mysql from "mysql2/promise";
import sharp from "sharp";
import { read } from "@/lib/identify/text/adapters/reading-process";
import { agreementOf } from "@/lib/identify/text/rules";
import type { BookByText, TextLine } from "@/lib/identify/text/schema";
import { startServices } from "../scripts/services.mjs";
import { createTemporaryDataDir } from "../scripts/temporary.mjs";
import { hasSharedData, namedBooks, photographedBooks, type Query, queries, readShared } from "./gallery";
import { megabytes, p50p95, percent, report, table, timed, timesOf } from "./measure";
import { residentBytes } from "./processes";

/** As the product decodes a photo, and sizes around it. */
const SIDE = 768;
const VIEWS = [
  { side: 512, turn: 0 },
  { side: SIDE, turn: 0 },
  { side: 1_024, turn: 0 },
  ...[90, 180, 270].map((turn) => ({ side: SIDE, turn })),
];
const AGREEMENTS = [0.3, 0.4, 0.5, 0.6, 0.7];
const ROWS_PER_INSERT = 500;
/** A little more than the process stays without work. */
const IDLE_MS = 65_000;
const NO_LIMIT_MS = 60_000;

if (!hasSharedData()) {
  console.log("bench:text: skipped, since ../shared/data is not there");
  process.exit(0);
}

const books = photographedBooks();
const photographed = queries().filter(({ file }) => books.has(file));
const others = queries().filter(({ file }) => !books.has(file) && !file.includes("photos/books"));

async function decode({ file }: Query, side: number, turn: number) {
  const upright = await sharp(readShared(file)).autoOrient().toBuffer();
  const { data, info } = await sharp(upright)
    .rotate(turn)
    .resize(side, side, { fit: "inside", withoutEnlargement: true })
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

async function linesOf(query: Query, side = SIDE, turn = 0): Promise<{ lines: TextLine[]; ms: number }> {
  const picture = await decode(query, side, turn);
  const task = { picture, budgetMs: NO_LIMIT_MS, deadline: Date.now() + NO_LIMIT_MS };
  const { value, ms } = await timed(() => read(task));
  if ("problem" in value) throw new Error(value.problem);
  return { lines: value.lines, ms };
}

const { dir, remove } = await createTemporaryDataDir("bench-text");
const services = await startServices({
  dataDir: dir,
  settings: { database: { name: "ridizi", user: "ridizi" } },
  isTest: true,
});
const { DB_HOST: host, DB_PORT: port, DB_USER: user, DB_PASS: password, DB_NAME: database } = services.env;
const connection = await mysql.createConnection({ host, port: Number(port), user, password, database });
await migrate(drizzle(connection), { migrationsFolder: "db/migrations" });
await connection.end();
Object.assign(process.env, services.env, {
  DATA_DIR: dir,
  MODELS_DIR: path.resolve("data/models"),
  AUTH_SECRET: randomBytes(32).toString("base64url"),
  LOG_LEVEL: "warn",
});

// Only now: they connect to the database that is named above.
const { db, closeDatabase } = await import("@/db/client");
const { books: bookRows, works } = await import("@/db/schema/catalog");
const { indexBooks } = await import("@/lib/search/commands");
const { findBooksByText, readText } = await import("@/lib/identify/text/queries");

try {
  const sections = [await memory(), await reading(), await naming()];
  report("bench:text", sections.join("\n\n"));
} finally {
  await closeDatabase();
  await services.stop();
  remove();
}
process.exit(0);

/** What the process that reads holds, and what is left where it was asked when it has ended. */
async function memory(): Promise<string> {
  const [query] = photographed;
  if (!query) throw new Error("no photo of a known book");
  const picture = await decode(query, SIDE, 0);
  const before = residentBytes(process.pid);
  const { ms: firstMs } = await timed(() => readText(picture));
  for (const other of photographed) await readText(await decode(other, SIDE, 0));
  const children = execFileSync("pgrep", ["-P", String(process.pid), "-f", "tinypool"], { encoding: "utf8" });
  const held = children
    .trim()
    .split("\n")
    .reduce((bytes, pid) => bytes + residentBytes(Number(pid)), 0);
  await sleep(IDLE_MS);
  const left = residentBytes(process.pid);
  return `The process that reads holds ${megabytes(held)} meanwhile; a minute later it is gone, and where it was asked ${megabytes(left - before)} are left, of pictures. The first photo took ${firstMs.toFixed(0)} ms, with the start of the process from its sources.`;
}

async function reading(): Promise<string> {
  await Promise.all(photographed.slice(0, 1).map((query) => linesOf(query)));
  const rows: string[][] = [];
  for (const { side, turn } of VIEWS) {
    const seen = { title: 0, author: 0, both: 0, either: 0 };
    const times: number[] = [];
    for (const query of photographed) {
      const { lines, ms } = await linesOf(query, side, turn);
      times.push(ms);
      const book = books.get(query.file);
      if (!book) continue;
      const { isTitleSeen, isAuthorSeen } = agreementOf(lines, { ...book, subtitle: null });
      seen.title += Number(isTitleSeen);
      seen.author += Number(isAuthorSeen);
      seen.both += Number(isTitleSeen && isAuthorSeen);
      seen.either += Number(isTitleSeen || isAuthorSeen);
    }
    const { length } = photographed;
    rows.push([
      `${side} px`,
      `${turn}°`,
      ...[seen.title, seen.author, seen.both, seen.either].map((count) => `${count} of ${length}`),
      p50p95(times),
    ]);
  }
  return `Photos of ${photographed.length} books whose title and author are known, some of which show only a part or the back:\n\n${table(["long side", "turned", "title read", "author read", "both", "either", "reading"], rows)}`;
}

async function naming(): Promise<string> {
  const catalogue = namedBooks();
  for (let start = 0; start < catalogue.length; start += ROWS_PER_INSERT) {
    const part = catalogue
      .slice(start, start + ROWS_PER_INSERT)
      .map((book, offset) => ({ ...book, id: start + offset + 1 }));
    await db.transaction(async (tx) => {
      await tx.insert(works).values(part.map(({ id, title }) => ({ id, workKey: `bench:${id}`, title })));
      await tx.insert(bookRows).values(
        part.map(({ id, title, authors }) => ({
          ...{ id, workId: id, title, authors, genres: ["Fiction"], externalLinks: {} },
          sourceKey: `bench:${id}`,
        })),
      );
      await indexBooks(
        tx,
        part.map(({ id }) => id),
      );
    });
  }
  const workOf = (bookId: number) => catalogue[bookId - 1]?.work;

  const times: number[] = [];
  const find = async (lines: TextLine[]): Promise<BookByText[]> => {
    const { value, ms } = await timed(() => findBooksByText(lines));
    times.push(ms);
    return value;
  };
  let [first, among] = [0, 0];
  const best: { isOfBook: boolean; isRight: boolean; agreement: number }[] = [];
  for (const query of [...photographed, ...others]) {
    const { lines } = await linesOf(query);
    const found = await find(lines);
    const work = books.get(query.file)?.work;
    const rank = found.findIndex(({ bookId }) => workOf(bookId) === work);
    if (work && rank === 0) first += 1;
    if (work && rank >= 0) among += 1;
    best.push({
      isOfBook: work !== undefined,
      isRight: rank === 0 && work !== undefined,
      agreement: found[0]?.agreement ?? 0,
    });
  }
  const ofBooks = best.filter(({ isOfBook }) => isOfBook);
  const ofOthers = best.filter(({ isOfBook }) => !isOfBook);
  const rows = AGREEMENTS.map((least) => {
    const over = (some: typeof best) => some.filter(({ agreement }) => agreement >= least);
    return [
      String(least),
      String(over(ofBooks).filter(({ isRight }) => isRight).length),
      String(over(ofBooks).filter(({ isRight }) => !isRight).length),
      `${over(ofOthers).length} (${percent(over(ofOthers).length, ofOthers.length)})`,
    ];
  });
  const noisyMs = await timesOf(30, () => findBooksByText(noisyLines()));
  return [
    `Among ${catalogue.length.toLocaleString("en")} books of real titles, without their covers, the right work is first for ${first} of ${photographed.length} photos and among twelve for ${among}. The best book by agreement; the pictures of no book are shelves, title pages, landmarks, and ${ofOthers.length - 50} of films, some of which are named as a book is:`,
    table(["agreement from", "photos of books: right", "wrong", `${ofOthers.length} pictures of no book: any`], rows),
    `Looking up takes ${p50p95(times)} (p50 / p95), ${p50p95(noisyMs)} with forty lines of praise around the title.`,
  ].join("\n\n");
}

function noisyLines(): TextLine[] {
  const praise = [
    "“The magnificent adventures of somebdy”",
    "A NEWYORK TIMES bestsellr",
    "wonderful and funny, says The Guardian",
    "Introduction by John Smith",
    "love and war in the house of night",
  ];
  return Array.from({ length: 42 }, (_, at) => {
    const isTitle = at === 20 || at === 21;
    const [top, height] = [at / 44, isTitle ? 1 / 44 : 0.5 / 44];
    const title = at === 20 ? "GREAT EXPECTATIONS" : "CHARLES DICKENS";
    return {
      text: isTitle ? title : `${praise[at % praise.length]} ${at}`,
      confidence: 0.9,
      box: [
        [0.1, top],
        [0.8, top],
        [0.8, top + height],
        [0.1, top + height],
      ],
    };
  });
}
