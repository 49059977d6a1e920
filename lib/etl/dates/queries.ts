import "server-only";
import { stat } from "node:fs/promises";
import { max } from "drizzle-orm";
import { db } from "@/db/client";
import { books } from "@/db/schema/catalog";
import { parseMoment } from "@/lib/catalog/records/dates/rules";
import { parseIsbn } from "@/lib/catalog/rules";
import { fail, ok } from "@/lib/platform/result";
import { readTable, sniffTable } from "@/lib/platform/tables/csv";
import type { TableRow } from "@/lib/platform/tables/schema";
import { inspectTextFile, readHead, readText } from "@/lib/platform/tables/text";

export type DatedRow = { line: number; raw: string } & (
  | { problem: "not_an_isbn" | "not_a_date" | NonNullable<TableRow["problem"]> }
  | { problem?: undefined; isbn13: string; date: Date }
);

const HEAD = 64 * 1024;
const ISBN_COLUMN = /^isbn(_?1[03])?$/;

/**
 * The rows of a table that says when books came: it has the column `date_added`, and `isbn`, `isbn10` or `isbn13`, of which
 * in each row the first counts that holds an ISBN. Also how long the file is; `onBytes` hears how much of it was read since.
 */
export async function readDates(file: string, signal?: AbortSignal, onBytes?: (bytes: number) => void) {
  if (!(await stat(file).catch(() => undefined))?.isFile()) return fail("no_such_file", `${file} is no file.`);
  const { encoding, bytes } = await inspectTextFile(file, signal);
  const head = await readHead(file, encoding, HEAD);
  const format = sniffTable(head, head.length < HEAD);
  const rows = format && readTable(readText(file, encoding, { onBytes }), format);
  const first = rows && (await rows.next());
  const header: string[] = first && !first.done ? first.value.cells : [];
  const names = header.map((name) => name.trim().toLowerCase());
  const dateAt = names.indexOf("date_added");
  const isbnsAt = names.flatMap((name, at) => (ISBN_COLUMN.test(name) ? [at] : []));
  if (!rows || isbnsAt.length === 0 || dateAt < 0)
    return fail("no_dates", "The table needs the columns isbn and date_added.");
  async function* read(): AsyncGenerator<DatedRow> {
    const now = new Date();
    for await (const { line, raw, cells, problem } of rows ?? []) {
      const isbn = isbnsAt.map((at) => parseIsbn(cells[at] ?? "")).find((parsed) => typeof parsed !== "string");
      const date = parseMoment(cells[dateAt] ?? "", now);
      if (problem) yield { line, raw, problem };
      else if (!isbn) yield { line, raw, problem: "not_an_isbn" };
      else if (!date) yield { line, raw, problem: "not_a_date" };
      else yield { line, raw, isbn13: isbn.isbn13, date };
    }
  }
  return ok({ rows: read(), bytes });
}

/** The highest number of a book: whoever goes through all by their numbers is done there. */
export async function getLastBookId(): Promise<number> {
  const [row] = await db.select({ id: max(books.id) }).from(books);
  return row?.id ?? 0;
}
