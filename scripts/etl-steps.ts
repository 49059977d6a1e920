import path from "node:path";
import type { RunOptions, RunSummary } from "@/lib/etl/commands";
import { importCovers } from "@/lib/etl/covers/commands";
import { indexMissing } from "@/lib/etl/index/commands";
import { openSource, type Source, type SourceFacts } from "@/lib/etl/queries";
import { PROBLEMS } from "@/lib/etl/schema";
import { DELIMITERS, type Delimiter, ENCODINGS, type Encoding } from "@/lib/etl/tables/schema";
import type { Context, Outcome } from "./etl-harness";

/** Options of the commands that read a table. */
export const SOURCE_OPTIONS = { encoding: { type: "string" }, delimiter: { type: "string" } } as const;

export const SOURCE_USAGE = `
  --encoding E   read the file as ${ENCODINGS.join(", ")}, whatever it looks like
  --delimiter D  ${Object.keys(DELIMITERS).join(", ")}`;

/** Opens the file that an option names and shows what it is; or says what is wrong. */
export async function openGiven(file: string, { values, signal, say }: Context) {
  const { encoding, delimiter } = values;
  if (encoding !== undefined && !ENCODINGS.includes(encoding as Encoding))
    return { failed: `--encoding is one of ${ENCODINGS.join(", ")}.` };
  if (delimiter !== undefined && !(String(delimiter) in DELIMITERS))
    return { failed: `--delimiter is one of ${Object.keys(DELIMITERS).join(", ")}.` };
  const options = { encoding: encoding as Encoding | undefined, delimiter: delimiter as Delimiter | undefined };
  const opened = await openSource(path.resolve(file), options, signal);
  if (!opened.ok) return { failed: opened.message ?? opened.reason };
  say(describeSource(opened.source.facts));
  return { source: opened.source };
}

function describeSource({ file, dialect, encoding, hasBom, brokenPlaces, format, hasLostZeros }: SourceFacts): string {
  const facts = [dialect, `${encoding}${hasBom ? " with a byte order mark" : ""}`];
  if (brokenPlaces > 0) facts.push(`${brokenPlaces} broken letters`);
  if (format) facts.push(`${format.delimiter}s`, `lines end with ${format.lineEnd}`, `quotes ${format.quoting}`);
  if (hasLostZeros) facts.push("a spreadsheet took leading zeros from its ISBNs");
  return `${file}: ${facts.join(" · ")}`;
}

/** What a run over a source reports to, of a command. */
export const sourceHooks = (
  source: Source,
  step: string,
  { signal, isDryRun, progress, reject }: Context,
): RunOptions => ({
  signal,
  isDryRun,
  onProgress: ({ bytes, rows }) => progress(step, bytes, source.facts.bytes, { count: rows, name: "rows" }),
  onRejected: ({ line, problem, raw, detail }) =>
    reject({ place: line, reason: problem, explanation: detail ?? PROBLEMS[problem], raw }),
});

export function sourceOutcome(source: Source, { counts, isFinished, repairs, rejections }: RunSummary): Outcome {
  const list = (what: string, named: Record<string, number>) =>
    Object.entries(named).map(
      ([name, count]) => `  ${what} ${name.replaceAll("_", " ")}: ${count.toLocaleString("en")}`,
    );
  const lines = [...list("repaired", repairs), ...list("rejected", rejections)];
  return { counts, isFinished, details: { source: source.facts, repairs, rejections }, lines };
}

/** The pictures of a folder as covers; `isComing` for a dry run in which books would come before them. */
export async function runCovers(
  folder: string,
  { signal, isDryRun, progress, reject }: Context,
  isComing?: (isbn13: string) => boolean,
): Promise<Outcome> {
  const { counts, rejections, isFinished } = await importCovers(path.resolve(folder), {
    signal,
    isDryRun,
    isComing,
    onProgress: (done, total) => progress("covers", done, total, { count: done, name: "files" }),
    onRejected: ({ file, problem, explanation }) => reject({ place: file, reason: problem, explanation, raw: file }),
  });
  const lines = Object.entries(rejections).map(([name, count]) => `  rejected ${name.replaceAll("_", " ")}: ${count}`);
  return { counts, isFinished, details: { rejections }, lines };
}

/** Everything that is missing for books to be found. */
export async function runIndex({ signal, isDryRun, progress, reject }: Context): Promise<Outcome> {
  const { counts, steps, isFinished } = await indexMissing({
    signal,
    isDryRun,
    onProgress: (step, done, total) => progress(step, done, total, { count: done, name: "" }),
    onRejected: ({ coverId, problem }) =>
      reject({ place: `cover ${coverId}`, reason: "not_indexed", explanation: problem, raw: String(coverId) }),
  });
  const lines = Object.entries(steps).map(([step, count]) => `  ${step}: ${count.toLocaleString("en")}`);
  return { counts, isFinished, details: { steps }, lines };
}
