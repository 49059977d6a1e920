/**
 * How long a reader with 10,000 books waits for what each page of the library loads, beside a read of a page of books by
 * their ids, and how long bringing and taking along such a library takes. `--only WORDS`: the rows with these words alone;
 * `--times N`: each so often.
 */
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { drizzle } from "drizzle-orm/mysql2";
import { migrate } from "drizzle-orm/mysql2/migrator";
import mysql from "mysql2/promise";
import { startServices } from "../scripts/services.mjs";
import { createTemporaryDataDir } from "../scripts/temporary.mjs";
import { megabytes, option, p50p95, percentile, report, table, timed, timesOf } from "./measure";

const TIMES = Number(option("times") ?? 25);
const WARM_UPS = 3;
const ROWS = 10_000;
/** What half the readers with many books would notice, and what is looked at once a year. */
const BUDGET_MS = 150;
const ALL_YEARS_MS = 300;
const IMPORT_S = 60;

const { dir, remove } = await createTemporaryDataDir("bench-library");
const settings = { database: { name: "ridizi", user: "ridizi" } };
const services = await startServices({ dataDir: dir, settings, isTest: true });
Object.assign(process.env, services.env, {
  DATA_DIR: dir,
  LOG_LEVEL: "silent",
  AUTH_SECRET: randomBytes(32).toString("hex"),
});

// After the services: what they import connects to them.
const { buildUser } = await import("@/db/factories");
const { closeDatabase } = await import("@/db/client");
const { getBookByReference, listBooksByIds, listOtherEditions } = await import("@/lib/catalog/queries");
const { parseBookReference } = await import("@/lib/catalog/rules");
const { getSeries, listBegunSeries, listNamesOfBook } = await import("@/lib/catalog/series/queries");
const { listCopiesOfBook, getLastCurrency, getTotals, listPlacedCopies } = await import("@/lib/copies/queries");
const { listOwned } = await import("@/lib/copies/owned/queries");
const { countByPlace, listPlaces } = await import("@/lib/copies/places/queries");
const { buildTree, listBelow, listChoices } = await import("@/lib/copies/places/rules");
const { countHousehold, getLibraryOf, listMembers } = await import("@/lib/households/queries");
const { listMerges } = await import("@/lib/library/joining/queries");
const { countKept, getCollection, listCollectionBooks, listCollectionChoices, listCollections } = await import(
  "@/lib/library/queries"
);
const { getLink } = await import("@/lib/library/sharing/queries");
const { fillSummaries, listQueries } = await import("@/lib/library/smart/queries");
const { redis } = await import("@/lib/platform/redis");
const { getFigures } = await import("@/lib/reading/figures/queries");
const reading = await import("@/lib/reading/queries");
const { listQuotes, listQuotesOfWork } = await import("@/lib/reading/quotes/queries");
const { listShelf, listShelfChoices, listWaysOut, readWords } = await import("@/lib/shelf/queries");
const { parseShelfQuery } = await import("@/lib/shelf/rules");
const { SHELF_SORTS, shelfPage } = await import("@/lib/shelf/schema");
const { listTags, listTagsOfWork } = await import("@/lib/tags/queries");
const { bringFile, startImport, undoImport } = await import("@/lib/transfers/commands");
const { EXPORTS, openExport } = await import("@/lib/transfers/exporting/queries");
const { listProposalsOf } = await import("@/lib/transfers/proposing/queries");
const { getImport, listRows } = await import("@/lib/transfers/queries");
const { runImport } = await import("@/lib/transfers/running/commands");
const { fillLibrary, goodreadsCsv, isbnOf, SIZES } = await import("./library-rows");

const only = option("only")?.toLowerCase();
type Measured = { name: string; times: number[]; processor: number; budget: number };
const measured: Measured[] = [];

const databasePid = Number(JSON.parse(readFileSync(path.join(dir, "run", "mariadb.json"), "utf8")).pid);

/** Milliseconds that this process and the database have had a processor; where no /proc tells, those of this one alone. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  const tasks = `/proc/${databasePid}/task`;
  let nanoseconds = 0;
  try {
    for (const task of readdirSync(tasks))
      nanoseconds += Number(readFileSync(path.join(tasks, task, "schedstat"), "utf8").split(" ")[0]);
  } catch {
    // A thread that has just ended, or this is no Linux.
  }
  return (user + system) / 1e3 + nanoseconds / 1e6;
}

async function measure(name: string, work: (at: number) => Promise<unknown>, budget = BUDGET_MS): Promise<void> {
  if (only && measured.length > 0 && !name.toLowerCase().includes(only)) return;
  await timesOf(WARM_UPS, work, 0);
  const before = processorMs();
  const times = await timesOf(TIMES, work, 0);
  const processor = (processorMs() - before) / TIMES;
  measured.push({ name, times, processor, budget });
  console.error(`${name}: ${p50p95(times)}, ${processor.toFixed(0)} ms of processor`);
}

type Filled = Awaited<ReturnType<typeof fillLibrary>> & { reader: Awaited<ReturnType<typeof buildUser>> };

async function fill(): Promise<Filled> {
  const { DB_HOST, DB_PORT, DB_USER, DB_PASS, DB_NAME } = services.env;
  const server = { host: DB_HOST, port: Number(DB_PORT), user: DB_USER, password: DB_PASS, database: DB_NAME };
  const connection = await mysql.createConnection(server);
  await migrate(drizzle(connection), { migrationsFolder: "db/migrations" });
  await connection.end();
  const [reader, member] = [await buildUser(), await buildUser()];
  const neighbours = [];
  for (let at = 0; at < SIZES.neighbours; at++) neighbours.push((await buildUser()).id);
  return { reader, ...(await fillLibrary({ reader: reader.id, member: member.id, neighbours })) };
}

async function measurePages({ reader: { id: userId, ...reader }, all, own, collectionIds }: Filled): Promise<void> {
  const libraryId = (await getLibraryOf(userId))?.libraryId ?? 0;
  const [large = 0, small = 0] = collectionIds;
  const some = (at: number, count: number) =>
    Array.from({ length: count }, (_, n) => own[(at * 97 + n * 13) % own.length]);
  const owned = (books: { isbn: string }[]) =>
    listOwned(
      libraryId,
      userId,
      books.map(({ isbn }) => isbn),
    );
  const languages = ["en"];

  await measure("48 books by their ids", (at) => listBooksByIds(some(at, 48).flatMap((book) => book?.id ?? [])));

  const booksPage = async (asked: Record<string, string>) => {
    const page = shelfPage.parse(asked);
    const [{ content }] = await Promise.all([
      readWords(userId, page.q).then(async ({ query }) => ({
        content: await listShelf(userId, query, { sort: page.sort, cursor: page.after, limit: page.shown }),
      })),
      listTags(userId),
      listCollectionChoices(userId),
    ]);
    await owned(content.books);
    return content;
  };
  const NOWHERE = "nowhere status:read language:en year:1950..1960";
  for (const sort of SHELF_SORTS) await measure(`Books, by ${sort}`, () => booksPage({ sort }));
  const QUERIES = [
    ...["amber", "winter garden 12", isbnOf(12), "status:read", "status:none", "rating:>=4", 'tag:"amber 0"'],
    ...["has:tag", '-tag:"amber 0"', "author:silver", "series:cycle", "language:de", 'genre:"amber tales"'],
    ...["year:1950..1980", "added:2020", 'place:"Room 4"', 'collection:"Amber 0"', "owned", "-owned"],
    ...["has:review", "-has:rating", "-has:isbn", "status:read rating:>=4 language:en owned"],
    NOWHERE,
  ];
  for (const q of QUERIES) {
    const { problems } = parseShelfQuery(q);
    if (problems.length > 0) throw new Error(`${q}: ${problems[0]?.message}`);
    await measure(`Books, ${q}`, () => booksPage({ q }));
  }
  const { cursor } = await listShelf(userId, parseShelfQuery("").query, { sort: "title", limit: 5_000 });
  await measure("Books, by title from the middle", () => booksPage({ sort: "title", after: cursor ?? "" }));
  await measure("Books, after the list: the choices of the filters", () => listShelfChoices(userId));
  const { query: nowhere } = parseShelfQuery(NOWHERE);
  await measure(`Books, ${NOWHERE}, after the page: the ways out`, () => listWaysOut(userId, nowhere));

  await measure("Collections", () => Promise.all([listCollections(userId), listMerges(userId), countKept(userId)]));
  const summaries = await listCollections(userId);
  await measure("Collections, after them: what fills itself", () => fillSummaries(userId, summaries));
  const collectionPage = async (id: number, sort: "added" | "title" | "author" | "hand", after?: string) => {
    const collection = await getCollection(id);
    const [content] = await Promise.all([
      listCollectionBooks(id, { sort, cursor: after, limit: 48 }),
      getLink(id),
      listCollectionChoices(userId),
      listMerges(userId),
      countHousehold(userId),
      listTags(userId),
    ]);
    await owned(content.books);
    return { collection, content };
  };
  const whole = await listCollectionBooks(large, { sort: "author", limit: SIZES.large - 48 });
  await measure("a collection of 5,000, by moment", () => collectionPage(large, "added"));
  await measure("a collection of 5,000, by title", () => collectionPage(large, "title"));
  await measure("a collection of 5,000, by hand", () => collectionPage(large, "hand"));
  await measure("a collection of 5,000, its last page by author", () =>
    collectionPage(large, "author", whole.cursor ?? ""),
  );
  await measure("a collection of 100", () => collectionPage(small, "added"));
  for (const { id, query } of await listQueries(userId)) {
    const name = (await getCollection(id))?.name;
    await measure(`a collection that fills itself, ${name}`, async () => {
      const page = shelfPage.parse({ sort: query.sort });
      const [content] = await Promise.all([
        listShelf(userId, query.filter, { sort: page.sort, limit: page.shown }),
        listTags(userId),
        listCollectionChoices(userId),
      ]);
      await owned(content.books);
    });
  }

  const room = async (list: () => Promise<{ book: { isbn: string } }[]>) => {
    await Promise.all([
      reading.countStatuses(userId),
      reading.countFinishedByYear(userId),
      reading.getGoal(userId, new Date().getUTCFullYear()),
    ]);
    await owned((await list()).map(({ book }) => book));
  };
  await measure("Reading, now", () =>
    room(async () => [
      ...(await reading.listOpenReadings(userId, { limit: 40 })).readings,
      ...(await reading.listWorksByStatus(userId, "want", { limit: 12 })).works,
    ]),
  );
  await measure("Reading, a year", () =>
    room(async () => (await reading.listFinished(userId, 2020, { limit: 40 })).readings),
  );
  await measure("Reading, to read", () =>
    room(async () => (await reading.listWorksByStatus(userId, "want", { limit: 40 })).works),
  );
  await measure("Quotes, words", () => listQuotes(userId, { q: "orchard", kind: undefined, after: undefined }, 40));
  await measure("Tags", () => listTags(userId));

  await measure("Figures, a year", () => getFigures(userId, 2020));
  await measure("Figures, all years", () => getFigures(userId, "all"), ALL_YEARS_MS);

  await measure("Series", async () => {
    const { series } = await listBegunSeries({ userId, languages }, { limit: 20 });
    await owned(series.flatMap(({ nextCard }) => nextCard?.book ?? []));
  });
  await measure("a series", (at) => getSeries(1 + (at % SIZES.series), { userId, languages }));

  await measure("Places", async () => {
    const [places, counts] = await Promise.all([
      listPlaces(libraryId),
      countByPlace(libraryId),
      getTotals(libraryId),
      listMembers(libraryId),
    ]);
    listChoices(places);
    return buildTree(places, new Map([...counts].flatMap(([id, count]) => (id === null ? [] : [[id, count]]))));
  });
  const [home] = await listPlaces(libraryId);
  for (const [name, id] of [
    ["a home", home?.id],
    ["a shelf", (home?.id ?? 0) + 30],
    ["nowhere", null],
  ] as const)
    await measure(`Places, ${name}`, async () => {
      const [places] = await Promise.all([listPlaces(libraryId), countByPlace(libraryId), listMembers(libraryId)]);
      const placeIds = id === null ? null : listBelow(places, id ?? 0).map((place) => place.id);
      listChoices(places);
      return listPlacedCopies({ libraryId, userId, placeIds }, { limit: 48 });
    });

  await measure("a book's page", async (at) => {
    const reference = parseBookReference(isbnOf(1 + ((at * 97) % all.length)));
    const book = typeof reference === "string" ? undefined : await getBookByReference(reference);
    if (!book) throw new Error("a book of the bench has gone");
    const household = await reading.listHousehold(userId);
    const viewer = { viewerId: userId, household };
    const [, editions] = await Promise.all([
      listNamesOfBook(book.id),
      listOtherEditions(book),
      listCollectionChoices(userId, book.id),
      listTagsOfWork(userId, book.workId),
      listTags(userId),
      reading.getReaderWork(userId, book.workId),
      reading.getCommunityRating(book.workId, viewer),
      reading.listReviews(book.workId, viewer, { limit: 30 }),
      listQuotesOfWork(userId, book.workId),
      listCopiesOfBook(libraryId, userId, book.id),
      listPlaces(libraryId),
      getLastCurrency(userId),
    ]);
    await owned([book, ...editions]);
    return reader;
  });
}

type Done = { name: string; seconds: number; processor: number; says: string };

async function measureFiles(userId: number): Promise<Done[]> {
  const done: Done[] = [];
  const note = async <Value>(name: string, work: () => Promise<Value>, say: (value: Value) => string) => {
    const before = processorMs();
    const spent = () => (processorMs() - before) / 1_000;
    const { value, ms } = await timed(work);
    done.push({ name, seconds: ms / 1_000, processor: spent(), says: say(value) });
    console.error(`${name}: ${(ms / 1_000).toFixed(1)} s, ${done.at(-1)?.says}`);
    return value;
  };
  const actor = await buildUser();
  const file = Buffer.from(goodreadsCsv(ROWS));
  const countsOf = async (importId: string): Promise<string> => {
    const counts = Object.entries((await getImport(actor.id, importId))?.counts ?? {});
    return counts
      .filter(([, count]) => count > 0)
      .map(([state, count]) => `${state} ${count.toLocaleString("en")}`)
      .join(", ");
  };
  const bring = async (name: string) => {
    const brought = await note(
      `${name}: read and shown`,
      () => bringFile(actor, { file, name: "goodreads.csv" }),
      (result) => (result.ok ? `${result.format}, ${result.rows.toLocaleString("en")} rows` : result.reason),
    );
    if (!brought.ok) throw new Error(`the file was not taken: ${brought.reason}`);
    const { importId } = brought;
    await startImport(actor, { importId });
    let counts = "";
    const run = async () => {
      await runImport(importId);
      counts = await countsOf(importId);
    };
    await note(`${name}: done`, run, () => counts);
    return importId;
  };
  const importId = await bring(`${ROWS.toLocaleString("en")} rows of Goodreads`);
  await measure("Import, its rows", () =>
    Promise.all([getImport(actor.id, importId), listRows(importId, { show: undefined, after: 0, limit: 100 })]),
  );
  const { rows } = await listRows(importId, { show: "review", after: 0, limit: 10 });
  await measure("Import, ten rows to decide with their proposals", () =>
    listProposalsOf(
      actor.id,
      importId,
      rows.map(({ id }) => id),
    ),
  );
  await bring("the same file again");
  await undoImport(actor, { importId });
  await note(
    "the first taken back",
    () => runImport(importId),
    () => "",
  );
  for (const name of EXPORTS)
    await note(
      `out as ${name}`,
      async () => {
        let bytes = 0;
        for await (const part of openExport(userId, name).content) bytes += Buffer.byteLength(part);
        return bytes;
      },
      megabytes,
    );
  return done;
}

try {
  const { value: filled, ms } = await timed(fill);
  console.error(`filled in ${(ms / 1_000).toFixed(0)} s`);
  await measurePages(filled);
  const done = only ? [] : await measureFiles(filled.reader.id);
  const reference = percentile(measured[0]?.times ?? [], 50);
  const slow = measured.filter(({ times, budget }) => percentile(times, 95) > budget);
  const pages = table(
    ["what is loaded", "p50 / p95", "× the first", "processor", "× the first"],
    measured.map(({ name, times, processor }) => [
      ...[name, p50p95(times), (percentile(times, 50) / reference).toFixed(0)],
      ...[`${processor.toFixed(processor < 10 ? 1 : 0)} ms`, (processor / (measured[0]?.processor ?? 1)).toFixed(0)],
    ]),
  );
  const files = table(
    ["files", "seconds", "of processor", "what came of it"],
    done.map(({ name, seconds, processor, says }) => [name, seconds.toFixed(1), processor.toFixed(1), says]),
  );
  const imported = done.find(({ name }) => name.endsWith("Goodreads: done"));
  const verdict = slow.length === 0 ? "all within" : `NOT within for ${slow.length} of ${measured.length},`;
  const size = `${SIZES.books.toLocaleString("en")} books in ${SIZES.collections} collections, ${SIZES.copies.toLocaleString("en")} copies in ${SIZES.places} places, ${SIZES.statuses.toLocaleString("en")} statuses over ${SIZES.years} years, ${SIZES.tagged.toLocaleString("en")} works with tags, ${SIZES.series} series, in a catalogue of ${filled.all.length.toLocaleString("en")} editions`;
  report(
    "bench:library",
    `A reader with ${size}. Processor: of the database and of the process that asks, a call. What a page loads is p95 ≤ ${BUDGET_MS} ms (figures of all years ${ALL_YEARS_MS} ms): ${verdict} that.\n\n${pages}${imported ? `\n\nAn import is ${imported.seconds <= IMPORT_S ? "within" : "NOT within"} the ${IMPORT_S} s.\n\n${files}` : ""}`,
  );
} finally {
  redis().disconnect();
  await closeDatabase();
  await services.stop();
  remove();
}
