import "server-only";
import { stat } from "node:fs/promises";
import path from "node:path";
import { and, between, eq } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { etlImports, etlRejectedRows } from "@/db/schema/etl";
import { fail, ok } from "@/lib/platform/result";
import { readTable, sniffTable } from "@/lib/platform/tables/csv";
import {
  DELIMITERS,
  type Delimiter,
  type Encoding,
  type TableFormat,
  type TextFile,
} from "@/lib/platform/tables/schema";
import { inspectTextFile, readHead, readText } from "@/lib/platform/tables/text";
import { detectDialect, hasLostZeros, readRow } from "./dialects/rules";
import type { Dialect } from "./dialects/schema";
import { readJsonArray } from "./metadata/adapters/metadata-file";
import { readMetadata } from "./metadata/rules";
import type { SourceRow } from "./schema";

/** How much of a table is looked at to find out how it is written, letters. */
const HEAD = 256 * 1024;

/** What was found out about a file before its first row is taken; shown to whoever imports it. */
export type SourceFacts = TextFile & {
  file: string;
  /** "metadata.json", or the name of a dialect. */
  dialect: string;
  format?: TableFormat;
  hasLostZeros?: boolean;
};

export type Source = {
  facts: SourceFacts;
  /** The rows from the first; memory is that of a few. `onBytes` hears how many bytes of the file were read since. */
  rows: (options?: { signal?: AbortSignal; onBytes?: (bytes: number) => void }) => AsyncGenerator<SourceRow>;
};

/** Where a file says something else of itself than what it looks like. */
export type SourceOptions = { encoding?: Encoding; delimiter?: Delimiter };

/**
 * Opens a file of books: a table in one of the known dialects or with columns of the usual names, or a `metadata.json`.
 * The file is read once to the end for its hash and encoding. Fails for a file that is none of these.
 */
export async function openSource(file: string, options: SourceOptions = {}, signal?: AbortSignal) {
  const facts = await stat(file).catch(() => undefined);
  if (!facts?.isFile()) return fail("no_such_file", `${file} is no file.`);
  const found = await inspectTextFile(file, signal);
  const text: TextFile = { ...found, encoding: options.encoding ?? found.encoding };
  const named = { ...text, file: path.basename(file) };
  const head = await readHead(file, text.encoding, HEAD);
  // A picture or a folder of a spreadsheet: nobody wants to see its bytes.
  if (head.includes("\0")) return fail("not_text", `${named.file} is no text: a table is wanted, as CSV.`);
  if (/^\s*\[\s*[{\]]/.test(head)) return ok({ source: metadataSource(file, { ...named, dialect: "metadata.json" }) });

  const sniffed = sniffTable(head, head.length < HEAD);
  if (!sniffed) return fail("not_a_table", `${named.file} is no table: none of , ; and tab makes two columns of it.`);
  const format: TableFormat = { ...sniffed, delimiter: options.delimiter ?? sniffed.delimiter };
  const sample: string[][] = [];
  for await (const { cells, problem } of readTable(oneText(head), format)) if (!problem) sample.push(cells);
  const dialect = detectDialect(sample[0] ?? []);
  if (!dialect) {
    const names = sample[0]?.join(", ").slice(0, 200);
    return fail("not_of_books", `${named.file} is no table of books: none of its columns is a title (${names}).`);
  }
  const lostZeros = hasLostZeros(dialect, sample.slice(dialect.hasHeader ? 1 : 0));
  const all: SourceFacts = { ...named, dialect: dialect.name, format, hasLostZeros: lostZeros };
  return ok({ source: tableSource(file, all, dialect, format) });
}

async function* oneText(text: string): AsyncGenerator<string> {
  yield text;
}

function metadataSource(file: string, facts: SourceFacts): Source {
  return {
    facts,
    rows: async function* (options) {
      let line = 0;
      for await (const value of readJsonArray(readText(file, facts.encoding, options)))
        yield readMetadata(value, ++line, new Date());
    },
  };
}

function tableSource(file: string, facts: SourceFacts, dialect: Dialect, format: TableFormat): Source {
  const context = {
    hasLostZeros: facts.hasLostZeros ?? false,
    delimiter: DELIMITERS[format.delimiter],
    now: new Date(),
  };
  return {
    facts,
    rows: async function* (options) {
      let header: string | undefined;
      for await (const { line, raw, cells, problem } of readTable(readText(file, facts.encoding, options), format)) {
        const names = JSON.stringify(cells);
        if (dialect.hasHeader && header === undefined) header = names;
        else if (problem) yield { line, raw, problem };
        else if (names === header) yield { line, raw, problem: "header_again" };
        else yield { line, raw, ...readRow(dialect, cells, context) };
      }
    },
  };
}

/** Lines of the rows, which follow one another in the file, that the catalogue did not take in this import of it. */
export async function listRejectedLines(fileHash: string, rows: { line: number }[]): Promise<Set<number>> {
  const [first, last] = [rows.at(0), rows.at(-1)];
  if (!first || !last) return new Set();
  const isAmong = between(etlRejectedRows.line, first.line, last.line);
  const found = await db
    .select({ line: etlRejectedRows.line })
    .from(etlRejectedRows)
    .where(and(eq(etlRejectedRows.fileHash, fileHash), isAmong));
  return new Set(found.map(({ line }) => line));
}

/** How far the import of a file has come; in a transaction that writes it, held until its end. */
export async function getImport(fileHash: string, tx: Tx = db, { isHeld = false } = {}) {
  const query = tx.select().from(etlImports).where(eq(etlImports.fileHash, fileHash)).limit(1);
  const [row] = await (isHeld ? query.for("update") : query);
  return row;
}
