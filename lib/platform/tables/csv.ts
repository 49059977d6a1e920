import "server-only";
import { CsvError, type Options, type Parser, parse } from "csv-parse";
import { parse as parseAtOnce } from "csv-parse/sync";
import { countLines, cutFirstLine, lineEndOf } from "./rules";
import {
  DELIMITERS,
  type Delimiter,
  LINE_ENDS,
  type LineEnd,
  type Quoting,
  type TableFormat,
  type TableRow,
} from "./schema";

/** A record that is longer opened a quote that nothing closes: no description of a book is. */
const RECORD_BYTES_MAX = 256 * 1024;

/** How the lines of a table end when the parser has them: see `withShortLineEnds`. */
const endOf = ({ lineEnd }: TableFormat) => (lineEnd === "cr" ? "\r" : "\n");

const optionsFor = (format: TableFormat) =>
  ({
    delimiter: DELIMITERS[format.delimiter],
    escape: format.quoting === "backslash" ? "\\" : '"',
    record_delimiter: endOf(format),
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: RECORD_BYTES_MAX,
  }) satisfies Options;

/** A row with its text; `isOpen` for what is left of a text after its rows: a quote is opened there that nothing closes. */
type Parsed = { raw: string; cells: string[]; isOpen?: boolean };

/** For the library: puts records aside with their text, as it hands them over where it is asked for that too. */
const into = (rows: Parsed[]) => (found: unknown) => {
  const { raw, record } = found as { raw: string; record: string[] };
  rows.push({ raw, cells: record });
  return null;
};

/** Ends of lines as one letter each: of two, the library leaves half in the text that it hands over. */
async function* withShortLineEnds(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let kept = "";
  for await (const text of texts) {
    const whole = kept + text;
    kept = whole.endsWith("\r") ? "\r" : "";
    yield (kept ? whole.slice(0, -1) : whole).replaceAll("\r\n", "\n");
  }
  if (kept) yield kept;
}

const inOrder = <Key extends string>(of: Record<Key, string>) => Object.keys(of) as Key[];

/**
 * Finds out how a table is written: reads its start in every way, and takes the one in which the most rows have as many
 * cells as the first and the fewest cells keep signs of escaping. Undefined where no way gives two columns.
 */
export function sniffTable(
  head: string,
  isWhole: boolean,
  lineEnd: LineEnd = lineEndOf(head),
): TableFormat | undefined {
  const end = head.lastIndexOf(LINE_ENDS[lineEnd]);
  const lines = isWhole || end < 0 ? head : head.slice(0, end);
  const text = lineEnd === "crlf" ? lines.replaceAll("\r\n", "\n") : lines;
  const quotings: Quoting[] = text.includes('\\"') ? ["doubled", "backslash"] : ["doubled"];
  const tries = inOrder<Delimiter>(DELIMITERS).flatMap((delimiter) =>
    quotings.map((quoting) => ({ delimiter, quoting, lineEnd })),
  );
  const [best] = tries
    .map((format) => ({ format, ...judge(text, format) }))
    .filter(({ columns }) => columns > 1)
    .sort((a, b) => b.fitting - a.fitting || a.escapes - b.escapes || b.columns - a.columns);
  return best?.format;
}

function judge(text: string, format: TableFormat) {
  const rows = parseWhole(text, format).filter(({ cells }) => !isBlank(cells));
  const columns = rows[0]?.cells.length ?? 0;
  const fitting = rows.filter(({ cells }) => cells.length === columns).length / Math.max(rows.length, 1);
  const escapes = rows.reduce((sum, { cells }) => sum + cells.filter((cell) => cell.includes('\\"')).length, 0);
  return { columns, fitting, escapes };
}

/** Rows of a text that is at hand, and last, as one open row, what a quote has swallowed up to its end. */
function parseWhole(text: string, format: TableFormat, options: Options = {}): Parsed[] {
  const rows: Parsed[] = [];
  try {
    parseAtOnce(text, { ...optionsFor(format), ...options, raw: true, on_record: into(rows) });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
  const left = text.slice(rows.reduce((length, { raw }) => length + raw.length, 0));
  return left === "" ? rows : [...rows, { raw: left, cells: [], isOpen: true }];
}

/** Whether every quote of a row stands where it may: round a whole cell, or doubled within one. */
function isWellFormed(raw: string, format: TableFormat): boolean {
  const [first, second] = parseWhole(raw, format, { relax_quotes: false });
  return first !== undefined && !first.isOpen && second === undefined;
}

const isBlank = (cells: string[]) => cells.every((cell) => cell.trim() === "");

/** With fewer columns than this a line of prose may look like a row. */
const TELLING_COLUMNS = 3;

/**
 * Whether a quote has swallowed rows: several lines that do not fit together, or one of which is a row by itself. Prose
 * may look like rows, so quotes that all stand where they may are believed where they give the cells of a row.
 */
function hasSwallowed({ raw, cells }: Parsed, columns: number, format: TableFormat): boolean {
  const { rest } = cutFirstLine(raw, endOf(format));
  if (rest.trim() === "" || isBlank(cells)) return false;
  const fits = cells.length === columns;
  const isTrusted = isWellFormed(raw, format);
  if (fits && (isTrusted || columns < TELLING_COLUMNS)) return false;
  if (!fits && !isTrusted) return true;
  const lines = rest.split(endOf(format)).filter((line) => line.trim() !== "");
  return lines.some((line) => parseWhole(line, format)[0]?.cells.length === columns);
}

/** As much as a report shows of a row. */
const RAW_MAX = 2_000;

/**
 * The rows of a table as they come, blank ones left out; memory is that of some pieces. A quote that is never closed, or
 * that swallows lines which then do not fit, costs the line that it stands on and no other: the lines after it are read
 * again without it. A line that does not end is one row that is too long, whatever stands in it.
 */
export async function* readTable(texts: AsyncIterable<string>, format: TableFormat): AsyncGenerator<TableRow> {
  let line = 1;
  let columns = 0;
  /** What the parser has been given of records that it has not finished. */
  let held = "";
  /** A line was given up whose end is still to come. */
  let isSkipping = false;
  let found: Parsed[] = [];
  let parser = open();

  function open(): Parser {
    const made = parse({
      ...optionsFor(format),
      raw: true,
      on_record: (record: unknown) => into(found)(record),
    });
    // An error comes with the write that led to it.
    made.on("error", () => undefined);
    made.resume();
    return made;
  }

  function* settle(): Generator<TableRow> {
    const waiting = found;
    found = [];
    for (let record = waiting.shift(); record; record = waiting.shift()) {
      const { raw, cells } = record;
      if (columns === 0 && !isBlank(cells)) columns = cells.length;
      if (record.isOpen || hasSwallowed(record, columns, format)) {
        const cut = cutFirstLine(raw, endOf(format));
        yield { line, raw: cut.line.slice(0, RAW_MAX), cells: [], problem: "quote_never_closed" };
        line += Math.max(countLines(cut.line), 1);
        waiting.unshift(...parseWhole(cut.rest, format));
        continue;
      }
      if (!isBlank(cells)) yield { line, raw: raw.slice(0, RAW_MAX), cells };
      line += countLines(raw);
    }
  }

  /** What follows in a text on the line that was given up. */
  function skipLine(text: string): string {
    const cut = cutFirstLine(text, endOf(format));
    line += countLines(cut.line);
    isSkipping = !cut.isWhole;
    return cut.rest;
  }

  /** Gives the parser text, or its end, and says what it made of it. */
  async function* feed(text: string | null): AsyncGenerator<TableRow> {
    for (let next = text !== null && isSkipping ? skipLine(text) : text; ; ) {
      held += next ?? "";
      const trouble = await new Promise<unknown>((resolve) => {
        if (next !== null) parser.write(next, resolve);
        else parser.once("error", resolve).once("close", resolve).end();
      });
      held = held.slice(found.reduce((length, { raw }) => length + raw.length, 0));
      yield* settle();
      if (!trouble || held === "") return;
      const cut = cutFirstLine(held, endOf(format));
      const isLong = cut.line.length > RECORD_BYTES_MAX / 4;
      yield { line, raw: cut.line.slice(0, RAW_MAX), cells: [], problem: isLong ? "too_long" : "quote_never_closed" };
      line += countLines(cut.line);
      isSkipping = !cut.isWhole;
      parser.destroy();
      parser = open();
      held = "";
      // At the end of the file the rest is all there is: it is given to the new parser, and then the end.
      if (text === null) {
        yield* feed(cut.rest);
        next = null;
      } else next = cut.rest;
    }
  }

  try {
    for await (const text of format.lineEnd === "crlf" ? withShortLineEnds(texts) : texts) yield* feed(text);
    yield* feed(null);
  } finally {
    parser.destroy();
  }
}
