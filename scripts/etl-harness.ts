import { once } from "node:events";
import { lstat, open, rename, stat } from "node:fs/promises";
import path from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { closeDatabase } from "@/db/client";
import type { Counts } from "@/lib/etl/schema";
import { csvLine } from "@/lib/platform/csv";
import { redis } from "@/lib/platform/redis";
import { explainFailure } from "./failure.mjs";

/** What every command of this family knows besides its own options. */
const COMMON = {
  "dry-run": { type: "boolean" },
  json: { type: "boolean" },
  report: { type: "string" },
  help: { type: "boolean" },
} as const satisfies ParseArgsConfig["options"];

const COMMON_USAGE = `
  --dry-run      say what would be done, and write nothing
  --json         results as JSON on stdout; the last line holds the counts
  --report FILE  every row that is not taken: its place, its text and the reason, as CSV, or as JSON lines for .jsonl; the
                 report of the last run is kept as FILE.before
Ends with 0 when all was taken, 1 when it failed, 2 when called wrongly, 3 when it is done but some rows were not taken,
130 when it was ended by Ctrl-C; the same command goes on from there.`;

const EXIT = { done: 0, failed: 1, usage: 2, rejected: 3, interrupted: 130 } as const;

/** A row that was not taken. `place` is its line or file. */
export type NotTaken = { place: string | number; reason: string; explanation: string; raw: string };

const SAME_SIGNAL_MS = 1_000;

/** What a command did. `lines` say it to people, `details` to programs. */
export type Outcome =
  | { failed: string; isUsage?: boolean }
  | {
      counts: Counts;
      isFinished: boolean;
      /** False where something was not taken that `counts` does not count. */
      isWhole?: boolean;
      /** Why it ended early though nobody ended it: it has failed, with what it had done by then. */
      trouble?: string;
      details: Record<string, unknown>;
      lines: string[];
    };

export type Values = Record<string, string | boolean | undefined>;

export type Context = {
  values: Values;
  isDryRun: boolean;
  signal: AbortSignal;
  /** How far a step is, for the bar. `unit` is what is counted. */
  progress: (step: string, done: number, total: number, unit?: { count: number; name: string }) => void;
  reject: (row: NotTaken) => Promise<void>;
  /** A line for people while it runs; silent for programs. */
  say: (line: string) => void;
};

type Command = {
  usage: string;
  options: NonNullable<ParseArgsConfig["options"]>;
  /** Options that must be given. */
  required?: string[];
  run: (context: Context) => Promise<Outcome>;
};

/**
 * Runs a command of the catalogue's upkeep: reads its arguments, shows how far it is, writes the report and the counts,
 * ends with the right code, and lets Ctrl-C end it between two steps.
 */
export async function runEtlCommand({ usage, options, required = [], run }: Command): Promise<void> {
  const help = `${usage}${COMMON_USAGE}`;
  const values = readValues({ ...COMMON, ...options });
  if (typeof values !== "string" && values.help) {
    console.log(help);
    return;
  }
  const missing = typeof values === "string" ? [] : required.filter((name) => !values[name]);
  if (typeof values === "string" || missing.length > 0) {
    console.error(typeof values === "string" ? values : missing.map((name) => `--${name} is missing.`).join("\n"));
    console.error(help);
    process.exitCode = EXIT.usage;
    return;
  }
  const twice = await findNamedTwice(values);
  if (twice) {
    console.error(`${twice.map((name) => `--${name}`).join(" and ")} name the same file.`);
    console.error(help);
    process.exitCode = EXIT.usage;
    return;
  }
  const stopping = new AbortController();
  let askedAt = 0;
  const stop = () => {
    // One Ctrl-C arrives several times: from the terminal, and from npm and tsx, which pass it on.
    if (stopping.signal.aborted && performance.now() - askedAt < SAME_SIGNAL_MS) return;
    if (stopping.signal.aborted) process.exit(EXIT.interrupted);
    askedAt = performance.now();
    console.error("\nStopping after what is at work; once more to stop at once.");
    stopping.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);

  const isJson = values.json === true;
  const bar = new ProgressBar();
  let report: Report | undefined;
  try {
    report = typeof values.report === "string" ? await openReport(values.report) : undefined;
    const outcome = await run({
      values,
      isDryRun: values["dry-run"] === true,
      signal: stopping.signal,
      progress: (...given) => bar.show(...given),
      reject: async (row) => report?.write(row),
      say: (line) => {
        bar.clear();
        if (!isJson) console.error(line);
      },
    });
    bar.clear();
    process.exitCode = present(outcome, isJson, values["dry-run"] === true);
    if (process.exitCode === EXIT.usage) console.error(help);
  } catch (error) {
    bar.clear();
    if (stopping.signal.aborted) process.exitCode = EXIT.interrupted;
    else process.exitCode = present({ failed: explainFailure(error) }, isJson, values["dry-run"] === true);
  } finally {
    await report?.close().catch((error) => {
      // It was told already where a row could not be written.
      if (process.exitCode !== EXIT.failed) console.error(explainFailure(error));
      process.exitCode = EXIT.failed;
    });
    redis().disconnect();
    await closeDatabase();
  }
}

function readValues(options: NonNullable<ParseArgsConfig["options"]>): Values | string {
  try {
    return parseArgs({ options, allowPositionals: false }).values as Values;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Options that name a file to be read or to be written. */
const FILES = ["csv", "file", "out", "report"];

/** Two options that name one file, which would be written over while it is read. */
async function findNamedTwice(values: Values): Promise<[string, string] | undefined> {
  const seen = new Map<string, string>();
  for (const name of FILES) {
    const given = values[name];
    if (typeof given !== "string") continue;
    const facts = await stat(given).catch(() => undefined);
    const key = facts?.isFile() ? `${facts.dev} ${facts.ino}` : path.resolve(given);
    const other = seen.get(key);
    if (other) return [other, name];
    seen.set(key, name);
  }
  return undefined;
}

const COUNTED = ["read", "imported", "updated", "unchanged", "repaired", "rejected"] as const;

/** "read 85 · imported 67 · …" */
export const sayCounts = (counts: Counts): string =>
  COUNTED.map((name) => `${name} ${counts[name].toLocaleString("en")}`).join(" · ");

function present(outcome: Outcome, isJson: boolean, isDryRun: boolean): number {
  if ("failed" in outcome) {
    if (isJson) console.log(JSON.stringify({ ok: false, message: outcome.failed }));
    console.error(outcome.failed);
    return outcome.isUsage ? EXIT.usage : EXIT.failed;
  }
  const { counts, isFinished, isWhole = true, trouble, details, lines } = outcome;
  if (isJson) {
    console.log(JSON.stringify({ ok: trouble === undefined, message: trouble, isDryRun, isFinished, ...details }));
    console.log(JSON.stringify(Object.fromEntries(COUNTED.map((name) => [name, counts[name]]))));
  } else {
    for (const line of lines) console.log(line);
    const tense = isDryRun ? " (nothing was written)" : "";
    console.log(`${sayCounts(counts)}${tense}`);
    if (!isFinished) console.log("Not finished: the same command goes on from here.");
  }
  if (trouble !== undefined) {
    if (!isJson) console.error(trouble);
    return EXIT.failed;
  }
  if (!isFinished) return EXIT.interrupted;
  return counts.rejected > 0 || !isWhole ? EXIT.rejected : EXIT.done;
}

type Report = { write: (row: NotTaken) => Promise<void>; close: () => Promise<void> };

/**
 * Opens it for writing; throws where that cannot be. The last one is kept beside it: it may be of a run that was ended, of
 * which this one is the rest.
 */
async function openReport(file: string): Promise<Report> {
  const former = await lstat(file).catch(() => undefined);
  if (former?.isFile()) await rename(file, `${file}.before`);
  const isJson = /\.(jsonl|ndjson)$/i.test(file);
  const handle = await open(file, "w").catch((cause: Error) => {
    throw new Error(`The report cannot be written: ${file}`, { cause });
  });
  const stream = handle.createWriteStream();
  const failed = once(stream, "error").then(([cause]) => {
    throw new Error(`The report cannot be written: ${file}`, { cause });
  });
  failed.catch(() => undefined);
  if (!isJson) stream.write(csvLine(["place", "reason", "explanation", "raw"], "\n"));
  const toLine = ({ place, reason, explanation, raw }: NotTaken) =>
    isJson
      ? `${JSON.stringify({ place, reason, explanation, raw })}\n`
      : csvLine([place, reason, explanation, raw], "\n");
  return {
    write: async (row: NotTaken) => {
      const trimmed = { ...row, raw: row.raw.replace(/[\r\n]+$/, "") };
      if (!stream.write(toLine(trimmed))) await Promise.race([once(stream, "drain"), failed]);
    },
    close: () => Promise.race([new Promise<void>((resolve) => void stream.end(resolve)), failed]),
  };
}

const BAR_LENGTH = 24;
const REDRAW_MS = 100;
const PLAIN_LINE_MS = 5_000;

/** Step, bar, share, rate and what is left, on one line of a terminal; now and then a line of its own elsewhere. */
class ProgressBar {
  #step = "";
  /** A step begins where the one before ended: the first that is heard of it is that a part of it is done. */
  #lastAt = performance.now();
  #startedAt = 0;
  #shownAt = 0;
  #isWhole = false;
  readonly #isTerminal = process.stderr.isTTY;

  show(step: string, done: number, total: number, unit = { count: done, name: "" }): void {
    const now = performance.now();
    if (step !== this.#step) {
      this.clear();
      [this.#step, this.#startedAt, this.#shownAt] = [step, this.#lastAt, this.#isTerminal ? 0 : now];
      this.#isWhole = false;
    }
    this.#lastAt = now;
    const isLast = done >= total;
    if (isLast && this.#isWhole) return;
    this.#isWhole = isLast;
    if (!isLast && now - this.#shownAt < (this.#isTerminal ? REDRAW_MS : PLAIN_LINE_MS)) return;
    this.#shownAt = now;
    const share = total > 0 ? Math.min(done / total, 1) : 1;
    const seconds = Math.max((now - this.#startedAt) / 1_000, 0.001);
    const rate = Math.round(unit.count / seconds).toLocaleString("en");
    const left = share > 0 ? (seconds / share) * (1 - share) : 0;
    const facts = `${(share * 100).toFixed(0).padStart(3)} %  ${unit.count.toLocaleString("en")} ${unit.name}  ${rate}/s  ${clock(left)} left`;
    if (!this.#isTerminal) {
      process.stderr.write(`${step} ${facts.replace(/ +/g, " ").trim()}\n`);
      return;
    }
    const filled = Math.round(share * BAR_LENGTH);
    const drawn = "█".repeat(filled) + "░".repeat(BAR_LENGTH - filled);
    process.stderr.write(`\r\x1b[2K${step} ${drawn} ${facts}`);
  }

  clear(): void {
    if (this.#isTerminal && this.#step !== "") process.stderr.write("\r\x1b[2K");
  }
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
