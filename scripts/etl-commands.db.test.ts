import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook } from "@/db/factories";
import { books, works } from "@/db/schema/catalog";
import { covers, embeddings } from "@/db/schema/covers";
import { crawls, etlImports } from "@/db/schema/etl";
import { buildTable, HEADER, isbnOf } from "@/lib/etl/books-table.fixtures";
import { redis } from "@/lib/platform/redis";
import { UNKNOWN_BOOKS } from "./fake-provider/books";
import { type FakeProvider, startFakeProvider } from "./fake-provider/server";

let folder: string;
let fake: FakeProvider;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ridizi-commands-"));
  fake = await startFakeProvider();
  Object.assign(process.env, fake.settings);
});
afterAll(async () => {
  await fake.stop();
  await rm(folder, { recursive: true });
});

const at = (name: string) => path.join(folder, name);

type Ended = { code: number | null; out: string[]; err: string };

/** Runs a command as npm does; `meanwhile` may do something to it. */
function run(
  script: string,
  args: string[],
  meanwhile?: (child: ChildProcess) => Promise<void>,
  settings: Record<string, string> = {},
): Promise<Ended> {
  const tsx = ["--import", "tsx", "--conditions=react-server", `scripts/${script}.ts`];
  const child = spawn(process.execPath, [...tsx, ...args], { env: { ...process.env, ...settings } });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  void meanwhile?.(child);
  return new Promise((resolve) =>
    child.once("close", (code) => resolve({ code, out: out.trim().split("\n").filter(Boolean), err })),
  );
}

/** Presses Ctrl-C when an import has begun to write; it arrives twice, as through npm. */
const pressCtrlC = (fileName: string) => async (child: ChildProcess) => {
  const rowsDone = async () =>
    (await db.select().from(etlImports).where(eq(etlImports.fileName, fileName)))[0]?.rowsDone ?? 0;
  while ((await rowsDone()) === 0 && child.exitCode === null) await wait(10);
  child.kill("SIGINT");
  child.kill("SIGINT");
};

const countsOf = ({ out }: Ended) => JSON.parse(out.at(-1) ?? "");

describe("the commands that fill the catalogue", () => {
  it("end with the counts on the last line, and with 3 where rows were not taken, each of which is in the report", async () => {
    await writeFile(at("books.csv"), buildTable(200, 21));
    const ended = await run("etl-import", ["--csv", at("books.csv"), "--json", "--report", at("report.csv")]);
    expect(ended.code).toBe(3);
    const counts = { read: 200, imported: 194, updated: 0, unchanged: 2, repaired: 4, rejected: 4 };
    expect(ended.out.at(-1)).toBe(JSON.stringify(counts));
    expect(JSON.parse(ended.out[0] ?? "")).toMatchObject({
      ok: true,
      source: { dialect: "goodreads-books", encoding: "utf-8" },
    });
    const [header, first, ...others] = (await readFile(at("report.csv"), "utf8")).trim().split("\n");
    expect(header).toBe("place,reason,explanation,raw");
    expect(first).toMatch(/^54,not_a_book,The source itself says that this is not a book\.,"2100053,Book 2100052 of/);
    expect(others).toHaveLength(3);
  });

  it("tell of every row in the report of a run that goes on, as one run would, and keep the report of before", async () => {
    const { isbn10, isbn13 } = isbnOf(26 * 100_000 + 5);
    const { id } = await buildBook({ isbn10, isbn13, title: "Something else entirely" });
    await writeFile(at("resumed.csv"), buildTable(8_000, 26));
    const args = ["--csv", at("resumed.csv"), "--json", "--report", at("resumed-report.csv")];
    const first = await run("etl-import", args, pressCtrlC("resumed.csv"));
    expect(first.code).toBe(130);
    const second = await run("etl-import", args);
    const rejected = 161;
    expect(countsOf(second)).toMatchObject({ read: 8_000, rejected });
    const [, ...rows] = (await readFile(at("resumed-report.csv"), "utf8")).trim().split("\n");
    expect(rows).toHaveLength(rejected);
    expect(rows.filter((row) => row.startsWith("7,isbn_of_another_title,"))).toHaveLength(1);
    expect(await readFile(at("resumed-report.csv.before"), "utf8")).toContain("\n7,isbn_of_another_title,");
    await db.delete(books).where(eq(books.id, id));
  });

  it("write no cell into a report that a spreadsheet would take for a formula", async () => {
    const { isbn10 } = isbnOf(780_000);
    const rows = ["=1+1", "+1", "-1", "@a", "\t=1"].map((id) => `${id},A title,NOT A BOOK,,${isbn10},,,,,,,`);
    await writeFile(at("formulas.csv"), `${HEADER}\n${rows.join("\n")}\n`);
    await run("etl-import", ["--csv", at("formulas.csv"), "--json", "--report", at("formulas-report.csv")]);
    const cells = (await readFile(at("formulas-report.csv"), "utf8")).trim().split("\n").slice(1);
    expect(cells.map((line) => /\.,"(.{3})/.exec(line)?.[1])).toEqual(["'=1", "'+1", "'-1", "'@a", "'\t="]);
  });

  it("say that a report cannot be written before they do anything", async () => {
    await writeFile(at("unreported.csv"), buildTable(100, 24));
    const args = ["--csv", at("unreported.csv"), "--json", "--report", path.join(folder, "nowhere", "report.csv")];
    const ended = await run("etl-import", args);
    expect(ended.code).toBe(1);
    expect(ended.err).toMatch(/The report cannot be written: .*nowhere.report\.csv/);
    expect(ended.err).not.toContain("    at ");
    expect(await db.$count(etlImports, eq(etlImports.fileName, "unreported.csv"))).toBe(0);
  });

  it("fail in one line where there is no room for the report, and take the other rows the next time", async () => {
    await writeFile(at("no-room.csv"), buildTable(300, 28));
    const args = ["--csv", at("no-room.csv"), "--json"];
    const ended = await run("etl-import", [...args, "--report", "/dev/full"]);
    expect(ended.code).toBe(1);
    expect(ended.err.match(/The report cannot be written: \/dev\/full: ENOSPC/g)).toHaveLength(1);
    expect(ended.err).not.toContain("    at ");
    const again = await run("etl-import", args);
    const { imported, unchanged, rejected } = countsOf(again);
    expect([again.code, imported + unchanged, rejected]).toEqual([3, 294, 6]);
  });

  it("write over no file that they are to read", async () => {
    const table = buildTable(10, 27);
    await writeFile(at("precious.csv"), table);
    await symlink(at("precious.csv"), at("also-precious.csv"));
    for (const args of [
      ["etl-import", "--csv", at("precious.csv"), "--report", at("precious.csv")],
      ["etl-convert", "--csv", at("precious.csv"), "--out", at("also-precious.csv")],
      ["etl-convert", "--csv", at("precious.csv"), "--out", at("new.json"), "--report", `${folder}/./new.json`],
    ]) {
      const [script = "", ...rest] = args;
      const ended = await run(script, rest);
      expect([ended.code, ended.err.split("\n")[0]]).toEqual([
        2,
        expect.stringMatching(/^--\w+ and --\w+ name the same file\.$/),
      ]);
    }
    expect(await readFile(at("precious.csv"), "utf8")).toBe(table);
    expect(await readdir(folder)).not.toContain("precious.csv.before");
  });

  it("convert a table, and write the report as JSON lines where it is called so", async () => {
    await writeFile(at("more.csv"), buildTable(100, 22));
    const args = ["--csv", at("more.csv"), "--out", at("metadata.json"), "--json", "--report", at("report.jsonl")];
    const dry = await run("etl-convert", [...args, "--dry-run"]);
    expect(await readFile(at("metadata.json")).catch(() => "none")).toBe("none");
    const ended = await run("etl-convert", args);
    expect(countsOf(ended)).toEqual(countsOf(dry));
    expect(countsOf(ended)).toMatchObject({ read: 100, imported: 98, rejected: 2 });
    expect(JSON.parse(await readFile(at("metadata.json"), "utf8"))).toHaveLength(98);
    const report = (await readFile(at("report.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(report.map(({ place, reason }) => [place, reason])).toEqual([
      [54, "not_a_book"],
      [55, "isbns_disagree"],
    ]);
  });

  it("do all in one, asking nobody, and end with 0 where everything was taken", async () => {
    const { isbn10, isbn13 } = isbnOf(770_000);
    await writeFile(
      at("one.csv"),
      `${HEADER}\n7,A book,Ann Writer,4.5,${isbn10},${isbn13},eng,321,10,3,9/16/2006,House\n`,
    );
    const ended = await run("etl", ["--csv", at("one.csv"), "--offline", "--json"]);
    expect([ended.code, countsOf(ended).imported]).toEqual([0, 1]);
    expect(JSON.parse(ended.out[0] ?? "")).toMatchObject({ index: { steps: { "search rows": 0 } } });
  });

  it("end with 3 where covers could not be made findable", async () => {
    await mkdir(at("no-covers"));
    const { id: bookId } = await buildBook();
    const lost = { bookId, source: "import" as const, sha256: "0".repeat(64), mime: "image/jpeg" };
    await db.insert(covers).values({ ...lost, width: 120, height: 180, bytes: 1, isPrimary: true });
    const args = ["--covers", at("no-covers"), "--json"];
    expect((await run("etl-covers", args)).code).toBe(0);
    expect((await run("etl-covers", [...args, "--now"])).code).toBe(3);
    await db.delete(covers).where(eq(covers.bookId, bookId));
  });

  it("count beforehand the covers of books that would come with them", async () => {
    await writeFile(at("with-covers.csv"), buildTable(3, 25));
    await mkdir(at("covers"));
    const noise = Buffer.from(Array.from({ length: 120 * 180 * 3 }, (_, place) => (place * 7919) % 251));
    const picture = await sharp(noise, { raw: { width: 120, height: 180, channels: 3 } })
      .png()
      .toBuffer();
    for (const number of [2_500_000, 2_500_001, 2_500_009])
      await writeFile(at(`covers/${isbnOf(number).isbn13}.png`), picture);
    const args = ["--csv", at("with-covers.csv"), "--covers", at("covers"), "--offline", "--json"];
    const [dry, ended] = [await run("etl", [...args, "--dry-run"]), await run("etl", args)];
    const covers = { read: 3, imported: 2, updated: 0, unchanged: 0, repaired: 0, rejected: 1 };
    for (const { out } of [dry, ended]) expect(JSON.parse(out[0] ?? "").covers.counts).toEqual(covers);
    expect(countsOf(dry)).toEqual(countsOf(ended));
  });

  it.each([
    ["etl-import", [], 2],
    ["etl-import", ["--csv", "a", "--file", "b"], 2],
    ["etl-import", ["--cvs", "a"], 2],
    ["etl-convert", ["--csv", "a"], 2],
    ["etl-covers", [], 2],
    ["etl-covers", ["--covers", "nowhere"], 1],
    ["etl-covers", ["--covers", "LICENSE"], 1],
    ["etl-convert", ["--csv", "LICENSE", "--out", "nowhere/books.json"], 1],
    ["etl-convert", ["--csv", "LICENSE", "--out", "lib"], 1],
    ["etl", ["--offline"], 2],
    ["etl", ["--csv", "nowhere.csv"], 1],
    ["etl-enrich", ["--limit", "0"], 2],
    ["etl-sync", ["--limit", "many"], 2],
    ["etl-sync", ["--subjects", " , "], 2],
    ["etl-import", ["--csv", "nowhere.csv"], 1],
    ["etl-import", ["--csv", "LICENSE"], 1],
    ["etl-index", ["--help"], 0],
    ["etl-convert", ["--help"], 0],
    ["etl-covers", ["--help"], 0],
    ["etl", ["--help"], 0],
    ["etl-import", ["--csv", "LICENSE", "--encoding", "xyz"], 2],
    ["etl-import", ["--csv", "LICENSE", "--delimiter", "toString"], 2],
  ])("say how %s %j is to be called, and end with %i when it is wrong", async (script, args, code) => {
    const ended = await run(script, args);
    expect(ended.code).toBe(code);
    if (code === 2) expect(ended.err).toContain("Usage: npm run");
    // In words: not what the system calls it.
    expect(ended.err).not.toMatch(/ENOENT|ENOTDIR|EISDIR/);
  });

  it("name the option that is missing, and a folder that is not there before any book of the table is taken", async () => {
    expect((await run("etl-convert", ["--csv", "a"])).err).toMatch(/^--out is missing\.$/m);
    await writeFile(at("no-folder.csv"), buildTable(10, 29));
    const args = ["--csv", at("no-folder.csv"), "--covers", at("nowhere"), "--offline", "--json"];
    const ended = await run("etl", args);
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.out.at(-1) ?? "")).toEqual({ ok: false, message: `${at("nowhere")} is no folder.` });
    expect(await db.$count(etlImports, eq(etlImports.fileName, "no-folder.csv"))).toBe(0);
  });

  it("say to programs, too, why they have failed", async () => {
    await writeFile(at("away.csv"), buildTable(10, 30));
    const ended = await run("etl-import", ["--csv", at("away.csv"), "--json"], undefined, { DB_PORT: "1" });
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.out.at(-1) ?? "{}")).toMatchObject({
      ok: false,
      message: expect.stringContaining("does not answer"),
    });
  });

  describe("that ask the sources outside", () => {
    beforeEach(async () => {
      for (const table of [crawls, covers, books, works]) await db.delete(table);
      await redis().flushdb();
      fake.setFaults([]);
      fake.forget();
    });
    const [known] = UNKNOWN_BOOKS;
    const NOBODY = "9781234567897";

    it("fill what books lack, tell of those that nobody knows, and ask once", async () => {
      await buildBook({ ...known, series: null, publisher: null, genres: [] });
      await buildBook({ isbn13: NOBODY, isbn10: null, title: "Nobody's" });
      const args = ["--json", "--report", at("unknown.csv")];
      const dry = await run("etl-enrich", [...args, "--dry-run"]);
      const ended = await run("etl-enrich", args);
      expect([dry.code, ended.code]).toEqual([3, 3]);
      const counts = { read: 2, imported: 0, updated: 1, unchanged: 0, repaired: 0, rejected: 1 };
      expect([countsOf(dry), countsOf(ended)]).toEqual([counts, counts]);
      expect(JSON.parse(ended.out[0] ?? "")).toMatchObject({
        ok: true,
        filled: { publisher: 1, genres: 1, cover: 1 },
        rejections: { not_found: 1 },
      });
      expect(await readFile(at("unknown.csv"), "utf8")).toContain(
        `${NOBODY},not_found,No source knows this ISBN.,Nobody's`,
      );
      fake.forget();
      const again = await run("etl-enrich", ["--json"]);
      expect([again.code, countsOf(again).read]).toEqual([0, 0]);
      expect(fake.requests).toEqual([]);
    });

    it("bring new books of the subjects that are named, and then only news", async () => {
      const args = ["--subjects", "Science fiction", "--json"];
      const first = await run("etl-sync", args);
      expect(first.code).toBe(0);
      const { read, imported, updated, unchanged } = countsOf(first);
      expect(imported).toBe(await db.$count(books));
      expect(imported).toBeGreaterThan(10);
      expect(imported + updated + unchanged).toBe(read);
      const second = await run("etl-sync", args);
      expect([second.code, countsOf(second).imported]).toEqual([0, 0]);
    });

    it("end with 1 and what they had done where nobody answers, or nobody may be asked", async () => {
      fake.setFaults([{ kind: "refused" }]);
      const silent = await run("etl-sync", ["--subjects", "Poetry", "--json", "--report", at("silent.csv")]);
      expect(silent.code).toBe(1);
      expect(JSON.parse(silent.out[0] ?? "")).toMatchObject({ ok: false, message: expect.stringContaining("None") });
      expect(countsOf(silent).read).toBe(0);
      expect(await readFile(at("silent.csv"), "utf8")).toContain("openlibrary: Poetry,unanswered");
      fake.forget();
      for (const script of ["etl-enrich", "etl-sync"]) {
        const ended = await run(script, ["--json"], undefined, { PROVIDERS: "none" });
        expect(ended.code).toBe(1);
      }
      expect((await run("etl", ["--csv", "a"], undefined, { PROVIDERS: "none" })).code).toBe(2);
      expect(fake.requests).toEqual([]);
    });

    it("do all in one: a table's books are looked up and findable", async () => {
      await writeFile(at("poor.csv"), `isbn13,title,author\n${known?.isbn13},${known?.title},${known?.authors[0]}\n`);
      const ended = await run("etl", ["--csv", at("poor.csv"), "--json"]);
      expect([ended.code, countsOf(ended).imported]).toEqual([0, 1]);
      expect(JSON.parse(ended.out[0] ?? "")).toMatchObject({
        enrich: { counts: { updated: 1 }, filled: { pages: 1 } },
      });
      const [book] = await db.select().from(books);
      expect(book).toMatchObject({ pages: known?.pages, description: known?.description });
      expect(await db.$count(covers, eq(covers.source, "import"))).toBe(1);
      expect(await db.$count(embeddings)).toBeGreaterThan(0);
    });
  });

  it("stop at Ctrl-C with 130, and go on from there", async () => {
    await writeFile(at("long.csv"), buildTable(8_000, 23));
    const first = await run("etl-import", ["--csv", at("long.csv"), "--json"], pressCtrlC("long.csv"));
    expect(first.code).toBe(130);
    const { read, rejected, ...taken } = countsOf(first);
    expect(read).toBeLessThan(8_000);
    expect(taken.imported + taken.unchanged + rejected).toBe(read);
    const second = await run("etl-import", ["--csv", at("long.csv"), "--json"]);
    expect(second.code).toBe(3);
    expect(countsOf(second)).toMatchObject({ read: 8_000, imported: 7_760, unchanged: 80, rejected: 160 });
  });

  it("date books by a table of another catalogue", async () => {
    const { isbn10, isbn13 } = isbnOf(790_000);
    await buildBook({ isbn10, isbn13 });
    await writeFile(
      at("dates.csv"),
      `isbn,date_added\n${isbn10},2024-02-21 10:00:00\n123,2024-02-21\n${isbn10},soon\n`,
    );
    const ended = await run("add-date", ["--csv", at("dates.csv"), "--json"]);
    expect(ended.code).toBe(3);
    expect(countsOf(ended)).toEqual({ read: 3, imported: 0, updated: 1, unchanged: 0, repaired: 0, rejected: 2 });
    const dates = await db.select({ isbn10: books.isbn10, dateAdded: books.dateAdded }).from(books);
    expect(dates.find((book) => book.isbn10 === isbn10)?.dateAdded.toISOString()).toBe("2024-02-21T10:00:00.000Z");
    expect((await run("add-date", [])).code).toBe(0);
  });

  it("date books by whichever column of a row holds an ISBN, and say how far they are", async () => {
    const [one, two] = [isbnOf(791_000), isbnOf(792_000)];
    for (const isbn of [one, two]) await buildBook(isbn);
    const rows = [`,${one.isbn13},2024-02-21`, `${two.isbn10},,2024-02-22`, ",,2024-02-23"];
    await writeFile(at("two-columns.csv"), `isbn,isbn13,date_added\n${rows.join("\n")}\n`);
    const ended = await run("add-date", ["--csv", at("two-columns.csv"), "--json"]);
    expect(countsOf(ended)).toMatchObject({ read: 3, updated: 2, rejected: 1 });
    expect(ended.err.match(/^dates 100 % 3 rows/gm)).toHaveLength(1);
  });
});
