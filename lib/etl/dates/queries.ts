import "server-only";
import { stat } from "node:fs/promises";
import { parseMoment } from "@/lib/catalog/records/dates/rules";
import { parseIsbn } from "@/lib/catalog/rules";
import { fail, ok } from "@/lib/platform/result";
import { readTable, sniffTable } from "../tables/adapters/csv";
import { inspectTextFile, readHead, readText } from "../tables/adapters/text-file";

export type DatedRow = { line: number; raw: string } & (
  | { problem: "not_an_isbn" | "not_a_date" | "quote_never_closed" }
  | { problem?: undefined; isbn13: string; date: Date }
);

const HEAD = 64 * 1024;
/** The rows of a table that says when books came, of which it has the columns `isbn` and `date_added`. */
export async function readDates(file: string, signal?: AbortSignal) {
  if (!(await stat(file).catch(() => undefined))?.isFile()) return fail("no_such_file", `${file} is no file.`);
  const { encoding } = await inspectTextFile(file, signal);
  const head = await readHead(file, encoding, HEAD);
  const format = sniffTable(head, head.length < HEAD);
  const rows = format && readTable(readText(file, encoding), format);
  const first = rows && (await rows.next());
  const header: string[] = first && !first.done ? first.value.cells : [];
  const names = header.map((name) => name.trim().toLowerCase());
  const [isbnAt, dateAt] = [names.findIndex((name) => /^isbn(_?1[03])?$/.test(name)), names.indexOf("date_added")];
  if (!rows || isbnAt < 0 || dateAt < 0) return fail("no_dates", "The table needs the columns isbn and date_added.");
  async function* read(): AsyncGenerator<DatedRow> {
    const now = new Date();
    for await (const { line, raw, cells, problem } of rows ?? []) {
      const isbn = parseIsbn(cells[isbnAt] ?? "");
      const date = parseMoment(cells[dateAt] ?? "", now);
      if (problem) yield { line, raw, problem };
      else if (typeof isbn === "string") yield { line, raw, problem: "not_an_isbn" };
      else if (!date) yield { line, raw, problem: "not_a_date" };
      else yield { line, raw, isbn13: isbn.isbn13, date };
    }
  }
  return ok({ rows: read() });
}
