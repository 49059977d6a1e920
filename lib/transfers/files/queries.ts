import "server-only";
import { isZip } from "@/lib/platform/archives/rules";
import { plainCell } from "@/lib/platform/csv";
import { fail, ok } from "@/lib/platform/result";
import { readTable, sniffTable } from "@/lib/platform/tables/csv";
import { DELIMITERS, type Delimiter } from "@/lib/platform/tables/schema";
import { inspectText } from "@/lib/platform/tables/text";
import { takeLibrary } from "../archives/rules";
import { dateStyleOf } from "../dates/rules";
import { detectFormat, listIsbns, mapColumns, nameKey, OPENREADS } from "../formats/rules";
import type { Field, TableFormat } from "../formats/schema";
import { type ReadEntry, readIsbn, readTableRow } from "../rows/rules";
import {
  CELL_MAX,
  COLUMNS_MAX,
  type DateOrder,
  entry,
  type FormatKey,
  type ImportFacts,
  libraryExtras,
  ROWS_MAX,
} from "../schema";
import {
  checkJson,
  countThings,
  fromLibraryThing,
  fromOpenreads,
  OWN_FORMAT,
  type TooMuch,
  TooMuchProblem,
  tableOf,
} from "./rules";

/** How much of a table is looked at to find out how it is written, letters. */
const HEAD = 256 * 1024;

export type FileRow = { line: number; raw: unknown; read: ReadEntry };
export type OpenedFile = { format: FormatKey; facts: ImportFacts; rows: FileRow[] };

const notBooks = () =>
  fail("not_of_books", "This is none of the formats that can be read here: none of its columns is a title or an ISBN.");
const tooMany = () =>
  fail("too_many_rows", `This file has more than ${ROWS_MAX.toLocaleString("en")} rows. Please bring it in parts.`);

const TOO_MUCH: Record<TooMuch, () => ReturnType<typeof fail>> = {
  rows: tooMany,
  columns: () =>
    fail("too_many_columns", `This file has more than ${COLUMNS_MAX} columns, so it is no table of books.`),
  things: () =>
    fail("too_much", "This file holds more copies, readings and notes than fit at once. Please bring it in parts."),
};

/** Reads a file that a reader brings, of whatever app it is. Nothing is believed of its name: what it is, it shows itself. */
export async function openFile(given: Uint8Array, now: Date) {
  let bytes: Uint8Array = given;
  if (isZip(given)) {
    const found = await takeLibrary(new Blob([new Uint8Array(given)]));
    if (!found.ok) return found;
    bytes = found.bytes;
  }
  const { encoding } = await inspectText(pieces(bytes));
  const text = new TextDecoder(encoding).decode(bytes);
  if (text.includes("\0") || text.startsWith("%PDF-"))
    return fail("not_text", "This is no text: please choose the file that the app exported.");
  return readFileText(text, encoding, now);
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1 << 20) yield bytes.subarray(at, at + (1 << 20));
}

/** The same of text, as it was pasted or decoded. */
export async function readFileText(text: string, encoding: string, now: Date) {
  try {
    return await readWithin(text, encoding, now);
  } catch (error) {
    if (error instanceof TooMuchProblem) return TOO_MUCH[error.of]();
    throw error;
  }
}

async function readWithin(text: string, encoding: string, now: Date) {
  if (text.trim() === "") return fail("empty", "There is nothing in it.");
  if (/^\s*[[{]/.test(text)) {
    const read = readJson(text, encoding, now);
    if (read) return read;
  }
  const isbns = listIsbns(text);
  if (isbns) {
    if (isbns.length > ROWS_MAX) return tooMany();
    const facts: ImportFacts = {
      encoding,
      delimiter: null,
      columns: [{ name: "ISBN", becomes: "ISBN" }],
      dates: "none",
    };
    const rows = isbns.map(({ line, text: raw }) => ({ line, raw: [raw], read: readIsbn(raw) }));
    return ok({ format: "isbns", facts, rows } satisfies OpenedFile);
  }
  return readTableText(text, encoding, now);
}

function readJson(text: string, encoding: string, now: Date) {
  checkJson(text);
  // Openreads puts one object after another, with a sign between.
  const packed = text.replaceAll("}|||||{", "}@@@@@{");
  const isPacked = packed.includes("}@@@@@{") || /^\s*\{[^{]*"(?:book_type|blur_hash)"/.test(packed);
  let value: unknown;
  try {
    value = isPacked ? packed.split("@@@@@").map((one) => JSON.parse(one) as unknown) : JSON.parse(text);
  } catch {
    return undefined;
  }
  if (isPacked) return readObjects(fromOpenreads(value), encoding, now, OPENREADS);
  if (typeof value === "object" && value !== null && (value as { format?: unknown }).format === OWN_FORMAT)
    return readOwn(value, encoding);
  const things = fromLibraryThing(value);
  return readObjects(things ?? tableOf(value), encoding, now);
}

/** Our own export holds entries as they are. */
function readOwn(value: unknown, encoding: string) {
  const books = (value as { books?: unknown }).books;
  if (!Array.isArray(books)) return notBooks();
  if (books.length > ROWS_MAX) return tooMany();
  const count = countThings();
  const rows = books.map((raw: unknown, at): FileRow => {
    const { data, error } = entry.safeParse(raw);
    if (data) count(data);
    const isOfIsbn = error?.issues.some(({ path: [of, name] }) => of === "book" && /^isbn/.test(String(name)));
    return { line: at + 1, raw, read: data ? { entry: data } : { problem: isOfIsbn ? "bad_isbn" : "unreadable" } };
  });
  const extras = libraryExtras.safeParse(value).data;
  const facts: ImportFacts = { encoding, delimiter: null, columns: [], dates: "none", ...(extras && { extras }) };
  return ok({ format: "ridizi", facts, rows } satisfies OpenedFile);
}

type Table = { header: string[]; rows: string[][] };

function readObjects(table: Table | undefined, encoding: string, now: Date, known?: TableFormat) {
  const format = table && (known ?? detectFormat(table.header));
  if (!table || !format) return notBooks();
  const rows = table.rows.map((cells, at) => ({ line: at + 1, cells }));
  return ok(readCells(format, table.header, rows, { encoding, delimiter: null, dateOrder: null, now }));
}

async function* textPieces(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += HEAD) yield text.slice(at, at + HEAD);
}

async function readTableText(text: string, encoding: string, now: Date) {
  const sniffed = sniffTable(text.slice(0, HEAD), text.length <= HEAD);
  if (!sniffed) return notBooks();
  let header: string[] | undefined;
  const rows: CellRow[] = [];
  for await (const { line, cells, raw, problem } of readTable(textPieces(text), sniffed)) {
    if (!header && problem) return notBooks();
    if (!header) {
      if (cells.length > COLUMNS_MAX) throw new TooMuchProblem("columns");
      header = cells.map((name) => name.trim());
    } else if (rows.length >= ROWS_MAX) return tooMany();
    else
      rows.push(
        problem || cells.length > COLUMNS_MAX
          ? { line, cells: [raw], isBroken: true }
          : { line, cells: cells.map(plainCell) },
      );
  }
  const format = header && detectFormat(header);
  if (!header || !format) return notBooks();
  return ok(readCells(format, header, rows, { encoding, delimiter: sniffed.delimiter, dateOrder: null, now }));
}

export type CellRow = { line: number; cells: string[]; isBroken?: true };
export type CellContext = { encoding: string; delimiter: Delimiter | null; dateOrder: DateOrder | null; now: Date };

const DATE_FIELDS = new Set<Field>(["started", "finished", "stopped", "added", "acquiredOn"]);

/** Rows of one table, all read in the way of dates that they show together, or that somebody chose. */
export function readCells(
  format: TableFormat,
  header: string[],
  rows: CellRow[],
  { encoding, delimiter, dateOrder, now }: CellContext,
): OpenedFile {
  const fields = header.map((name) => format.columns[nameKey(name)]);
  const dated = fields.flatMap((field, at) => (field && DATE_FIELDS.has(field) ? [at] : []));
  const dates = dateStyleOf(rows.flatMap(({ cells }) => dated.map((at) => cells[at] ?? "")));
  const order = dateOrder ?? (dates === "day-first" || dates === "month-first" ? dates : "month-first");
  const context = { format, fields, dateOrder: order, now };
  const count = countThings();
  return {
    format: format.key,
    facts: {
      encoding,
      delimiter: delimiter === null ? null : DELIMITERS[delimiter],
      columns: mapColumns(format, header),
      dates,
    },
    rows: rows.map(({ line, cells, isBroken }) => {
      const read: ReadEntry = isBroken ? { problem: "broken_row" } : readTableRow(context, cells);
      if (!read.problem) count(read.entry);
      // So long still that it is known as too long when it is read again.
      return { line, raw: cells.map((cell) => cell.slice(0, CELL_MAX + 1)), read };
    }),
  };
}
