/**
 * How tables of books come into the catalogue, on the real ones of ../shared/data: what becomes of their rows, how long it
 * takes, the first of them within its budget or not, and in how much memory; the memory on a table of a gigabyte (`--mb N`:
 * another size); and that an import that is killed again and again ends as an undisturbed one (`--kills N`).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startServices } from "../scripts/services.mjs";
import { createTemporaryDataDir } from "../scripts/temporary.mjs";
import { megabytes, option, report, table } from "./measure";

const METADATA = path.resolve("../shared/data/metadata");
/** In this order into one catalogue: the first is the one that the budget speaks of. */
const FILES = [
  "goodreads/books.csv",
  "goodreads/books.csv",
  "goodreads/books_excel_mangled.csv",
  "goodbooks10k/books.csv",
  "bookcrossing/BX_Books.csv",
  "bookcrossing/BX-Books_semicolon_part.csv",
  "amazon_bookcover30/book30-listing-test.csv",
];
/** The first of them, 11,127 rows, from the start of the command to its end. */
const BUDGET_S = 10;
const LARGE_MB = 1_000;
const KILLS = 50;
const KILLED_ROWS_A_KILL = 1_500;
const SAMPLE_MS = 100;
/** Done, and done but some rows were not taken. */
const GOOD_CODES = [0, 3];

const { dir, remove } = await createTemporaryDataDir("bench-etl");
const services = await startServices({
  dataDir: dir,
  settings: { database: { name: "ridizi", user: "ridizi" } },
  isTest: true,
});
const env = {
  ...process.env,
  ...services.env,
  DATA_DIR: dir,
  MODELS_DIR: path.resolve("data/models"),
  LOG_LEVEL: "silent",
};

type Ended = { isKilled: boolean; out: string; seconds: number; peak: number; memory: number[] };

/**
 * Runs a script to its end, or kills it when `killAfter` settles; memory is looked at ten times a second. Throws where it
 * fails, with what it said.
 */
async function run(script: string, args: string[], killAfter?: (signal: AbortSignal) => Promise<void>): Promise<Ended> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["--import", "tsx", "--conditions=react-server", script, ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, said] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const closed = once(child, "close");
  const ended = new AbortController();
  const memory: number[] = [];
  const sampling = setInterval(() => {
    try {
      const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8")) ?? [];
      if (kilobytes) memory.push(Number(kilobytes) * 1_024);
    } catch {
      // It has just ended, or this is no Linux.
    }
  }, SAMPLE_MS);
  const killing = killAfter?.(ended.signal).then(() => child.kill("SIGKILL"));
  const [code, signal] = await closed;
  ended.abort();
  clearInterval(sampling);
  await killing;
  const isKilled = killAfter !== undefined && signal === "SIGKILL";
  if (!isKilled && !GOOD_CODES.includes(code)) throw new Error(`${script} ended with ${code ?? signal}:\n${said}`);
  return { isKilled, out, seconds: (performance.now() - startedAt) / 1_000, peak: Math.max(0, ...memory), memory };
}

const countsOf = ({ out }: Ended): Record<string, number> => JSON.parse(out.trim().split("\n").at(-1) ?? "{}");
const detailsOf = ({ out }: Ended) => JSON.parse(out.trim().split("\n")[0] ?? "{}");

async function importFiles(): Promise<string> {
  const rows = [];
  const seconds: number[] = [];
  for (const [at, file] of FILES.entries()) {
    const ended = await run("scripts/etl-import.ts", ["--csv", path.join(METADATA, file), "--json"]);
    const { read, imported, updated, unchanged, repaired, rejected } = countsOf(ended);
    const { rejections } = detailsOf(ended);
    const reasons = Object.entries(rejections).map(([reason, count]) => `${reason.replaceAll("_", " ")} ${count}`);
    const name = `${file}${FILES.indexOf(file) < at ? ", again" : ""}`;
    const cells = [read, imported, updated, unchanged, repaired, rejected].map(
      (count) => count?.toLocaleString("en") ?? "",
    );
    seconds.push(ended.seconds);
    rows.push([name, ...cells, reasons.join(", "), `${ended.seconds.toFixed(1)} s`, megabytes(ended.peak)]);
  }
  const header = [
    "file",
    "read",
    "imported",
    "updated",
    "unchanged",
    "repaired",
    "rejected",
    "reasons",
    "command",
    "memory",
  ];
  const [first = Number.NaN] = seconds;
  const verdict = first <= BUDGET_S ? "within" : "NOT within";
  return `${table(header, rows)}\n\n${FILES[0]} to the database: ${first.toFixed(1)} s, ${verdict} the ${BUDGET_S} s.`;
}

/** The real table again and again, up to a size. */
async function writeLarge(file: string, bytes: number): Promise<void> {
  const [header = "", ...rows] = readFileSync(path.join(METADATA, "goodreads/books.csv"), "utf8").split("\n");
  const body = `${rows.filter(Boolean).join("\n")}\n`;
  const stream = createWriteStream(file);
  stream.write(`${header}\n`);
  for (let written = 0; written < bytes; written += Buffer.byteLength(body))
    if (!stream.write(body)) await once(stream, "drain");
  await new Promise((resolve) => stream.end(resolve));
}

async function convertLarge(mb: number): Promise<string> {
  const file = path.join(dir, "large.csv");
  const out = path.join(dir, "large.json");
  await writeLarge(file, mb * 1e6);
  const ended = await run("scripts/etl-convert.ts", ["--csv", file, "--out", out, "--json"]);
  for (const made of [file, out]) rmSync(made, { force: true });
  const tenths = Array.from({ length: 10 }, (_, at) => {
    const part = ended.memory.slice((at * ended.memory.length) / 10, ((at + 1) * ended.memory.length) / 10);
    return megabytes(Math.max(0, ...part));
  });
  const { read = 0 } = countsOf(ended);
  const rate = Math.round(read / ended.seconds).toLocaleString("en");
  return `\`etl:convert\` of ${mb} MB: ${read.toLocaleString("en")} rows in ${ended.seconds.toFixed(0)} s (${rate}/s). Largest resident set in each tenth of the run: ${tenths.join(", ")}.`;
}

/** What an import left in each table, without ids and moments; the same for the same file. */
const dump = async (): Promise<Record<string, string>> => JSON.parse((await run("bench/etl-tables.ts", [])).out);
const clear = () => run("bench/etl-tables.ts", ["--clear"]);
const rowsDone = async () => Number((await run("bench/etl-tables.ts", ["--rows-done"])).out);

async function killAgainAndAgain(kills: number): Promise<string> {
  const file = path.join(dir, "killed.csv");
  await run("bench/etl-tables.ts", ["--write", file, String(kills * KILLED_ROWS_A_KILL)]);
  await clear();
  const undisturbed = await run("scripts/etl-import.ts", ["--csv", file, "--json"]);
  const whole = countsOf(undisturbed);
  const expected = await dump();
  await clear();
  let [killed, before] = [0, 0];
  const startUp = (await run("scripts/etl-import.ts", ["--help"])).seconds * 1_000;
  // In its midst on average, were nothing lost by a kill; what has been done of a batch is lost each time.
  const withinMs = (2 * (undisturbed.seconds * 1_000 - startUp)) / kills;
  let last: Ended | undefined;
  while (killed < kills && !last) {
    const ended = await run("scripts/etl-import.ts", ["--csv", file, "--json"], (signal) =>
      sleep(startUp + Math.random() * withinMs, undefined, { signal }).catch(() => undefined),
    );
    // One that came to its end before it was killed is the last: the next would be another import.
    if (!ended.isKilled) last = ended;
    else {
      killed += 1;
      before = await rowsDone();
    }
  }
  last ??= await run("scripts/etl-import.ts", ["--csv", file, "--json"]);
  const found = await dump();
  const tables = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  const others = tables.filter((name) => found[name] !== expected[name]);
  if (JSON.stringify(countsOf(last)) !== JSON.stringify(whole)) others.push("the counts");
  const verdict =
    others.length === 0
      ? `all ${tables.length} tables and the counts are those of an undisturbed run`
      : `NOT those of an undisturbed run are ${others.join(", ")}`;
  const times = killed === kills ? `${killed} times` : `${killed} of ${kills} times, since it was done by then,`;
  return `An import of ${(whole.read ?? 0).toLocaleString("en")} rows, killed ${times} at random on its way to row ${before.toLocaleString("en")} and then left alone: ${verdict}.`;
}

try {
  await run("scripts/migrate.ts", []);
  const hasFiles = existsSync(METADATA);
  const parts = hasFiles ? [await importFiles(), await convertLarge(Number(option("mb") ?? LARGE_MB))] : [];
  if (!hasFiles) console.log("bench:etl: without real tables, since ../shared/data is not there");
  parts.push(await killAgainAndAgain(Number(option("kills") ?? KILLS)));
  report("bench:etl", parts.join("\n\n"));
} finally {
  await services.stop();
  remove();
}
