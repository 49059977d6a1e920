import { stat } from "node:fs/promises";
import path from "node:path";
import { inBackground } from "@/lib/enrichment/http/queries";
import type { RunOptions, RunSummary } from "@/lib/etl/commands";
import { importCovers } from "@/lib/etl/covers/commands";
import { crawlLists } from "@/lib/etl/crawling/commands";
import { enrichBooks } from "@/lib/etl/enriching/commands";
import { indexMissing } from "@/lib/etl/index/commands";
import { openSource, type Source, type SourceFacts } from "@/lib/etl/queries";
import { PROBLEMS } from "@/lib/etl/schema";
import { DELIMITERS, type Delimiter, ENCODINGS, type Encoding } from "@/lib/platform/tables/schema";
import type { Context, Outcome, Values } from "./etl-harness";

/** Options of the commands that read a table. */
export const SOURCE_OPTIONS = { encoding: { type: "string" }, delimiter: { type: "string" } } as const;

export const SOURCE_USAGE = `
  --encoding E   read the file as ${ENCODINGS.join(", ")}, whatever it looks like
  --delimiter D  ${Object.keys(DELIMITERS).join(", ")}`;

/** Opens the file that an option names and shows what it is; or says what is wrong. */
export async function openGiven(file: string, { values, signal, say }: Context) {
  const { encoding, delimiter } = values;
  if (encoding !== undefined && !ENCODINGS.includes(encoding as Encoding))
    return { failed: `--encoding is one of ${ENCODINGS.join(", ")}.`, isUsage: true };
  if (delimiter !== undefined && !Object.hasOwn(DELIMITERS, String(delimiter)))
    return { failed: `--delimiter is one of ${Object.keys(DELIMITERS).join(", ")}.`, isUsage: true };
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

/** Lines of what was counted by name. */
const named = (what: string, counted: Record<string, number>) =>
  Object.entries(counted).map(
    ([name, count]) => `  ${what} ${name.replaceAll("_", " ")}: ${count.toLocaleString("en")}`,
  );

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
  const lines = [...named("repaired", repairs), ...named("rejected", rejections)];
  return { counts, isFinished, details: { source: source.facts, repairs, rejections }, lines };
}

/** Fails where a folder is none: before anything else is done, and in words. */
export async function checkFolder(folder: string): Promise<{ failed: string } | undefined> {
  const facts = await stat(folder).catch(() => undefined);
  return facts?.isDirectory() ? undefined : { failed: `${folder} is no folder.` };
}

/** The pictures of a folder as covers; `isComing` for a dry run in which books would come before them. */
export async function runCovers(
  folder: string,
  { signal, isDryRun, progress, reject }: Context,
  isComing?: (isbn13: string) => boolean,
): Promise<Outcome> {
  const missing = await checkFolder(folder);
  if (missing) return missing;
  const { counts, rejections, trouble, isFinished } = await importCovers(path.resolve(folder), {
    signal,
    isDryRun,
    isComing,
    onProgress: (done, total) => progress("covers", done, total, { count: done, name: "files" }),
    onRejected: ({ file, problem, explanation }) => reject({ place: file, reason: problem, explanation, raw: file }),
  });
  return { counts, isFinished, trouble, details: { rejections }, lines: named("rejected", rejections) };
}

/** The number that `--limit` gives; undefined without it, null where it is none. */
export function readLimit({ limit }: Values): number | undefined | null {
  if (limit === undefined) return undefined;
  return /^[1-9]\d{0,8}$/.test(String(limit)) ? Number(limit) : null;
}
export const LIMIT_IS_A_NUMBER = { failed: "--limit is a number of books, from 1.", isUsage: true };

/** What books lack, from the sources outside. */
export async function runEnrich(
  { signal, isDryRun, progress, reject }: Context,
  choice: { limit?: number; isAgain?: boolean } = {},
): Promise<Outcome> {
  const result = await inBackground(() =>
    enrichBooks({
      ...choice,
      signal,
      isDryRun,
      onProgress: (done, total) => progress("look-ups", done, total, { count: done, name: "books" }),
      onRejected: ({ isbn13, title, problem, explanation }) =>
        reject({ place: isbn13, reason: problem, explanation, raw: title }),
    }),
  );
  if (!result.ok) return { failed: result.message ?? result.reason };
  const { counts, filled, proposed, rejections, isFinished, trouble } = result.summary;
  const lines = [...named("filled", filled), `  proposed: ${proposed}`, ...named("rejected", rejections)];
  return { counts, isFinished, trouble, details: { filled, proposed, rejections }, lines };
}

/** New books from the sources' lists of subjects. */
export async function runCrawl(
  subjects: string[],
  { signal, isDryRun, progress, reject }: Context,
  limit: number,
): Promise<Outcome> {
  const result = await inBackground(() =>
    crawlLists(subjects, {
      signal,
      isDryRun,
      limit,
      onProgress: (_, done) => progress("new books", done, limit, { count: done, name: "books" }),
      onRejected: ({ place, problem, explanation, raw }) => reject({ place, reason: problem, explanation, raw }),
    }),
  );
  if (!result.ok) return { failed: result.message ?? result.reason };
  const { counts, pages, rejections, unanswered, isFinished } = result.summary;
  const isSilent = unanswered > 0 && Object.keys(pages).length === 0;
  return {
    counts,
    isFinished,
    isWhole: unanswered === 0,
    trouble: isSilent && !signal.aborted ? "None of the sources had a page to give; --report says why." : undefined,
    details: { subjects, pages, rejections },
    lines: [...named("pages of", pages), ...named("rejected", rejections)],
  };
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
