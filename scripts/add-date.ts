import path from "node:path";
import { backdateBooks } from "@/lib/catalog/dates/commands";
import { listBooksUsedBefore } from "@/lib/catalog/dates/queries";
import { getDateAdded } from "@/lib/catalog/queries";
import { getLastBookId, readDates } from "@/lib/etl/dates/queries";
import { noCounts } from "@/lib/etl/schema";
import { type Context, type Outcome, runEtlCommand } from "./etl-harness";

const BATCH = 500;

/** By what readers did: nobody can have scanned or shelved a book before it came. */
async function fromUses({ isDryRun, signal, progress }: Context): Promise<Outcome> {
  const counts = noCounts();
  const lastId = await getLastBookId();
  for (let after = 0; !signal.aborted; ) {
    const dates = await listBooksUsedBefore(after, BATCH);
    const last = dates.at(-1);
    if (!last) break;
    after = last.bookId;
    counts.read += dates.length;
    counts.updated += isDryRun ? dates.length : await backdateBooks(dates);
    counts.unchanged = counts.read - counts.updated;
    progress("dates", after, lastId, { count: counts.read, name: "books" });
  }
  return { counts, isFinished: !signal.aborted, details: { from: "uses" }, lines: [] };
}

/** By a table of another catalogue: its columns are called isbn and date_added. */
async function fromTable(file: string, { isDryRun, signal, progress, reject }: Context): Promise<Outcome> {
  let bytesRead = 0;
  const opened = await readDates(file, signal, (bytes) => {
    bytesRead += bytes;
  });
  if (!opened.ok) return { failed: opened.message ?? opened.reason };
  const counts = noCounts();
  for await (const row of opened.rows) {
    if (signal.aborted) break;
    counts.read += 1;
    if (counts.read % BATCH === 0) progress("dates", bytesRead, opened.bytes, { count: counts.read, name: "rows" });
    const known = row.problem ? undefined : await getDateAdded({ isbn13: row.isbn13 });
    if (row.problem || !known) {
      counts.rejected += 1;
      const reason = row.problem ?? "not_in_the_catalogue";
      await reject({ place: row.line, reason, explanation: reason.replaceAll("_", " "), raw: row.raw });
      continue;
    }
    const isEarlier = row.date < known.dateAdded;
    const moved = isDryRun ? Number(isEarlier) : await backdateBooks([{ bookId: known.id, date: row.date }]);
    counts[moved > 0 ? "updated" : "unchanged"] += 1;
  }
  progress("dates", bytesRead, opened.bytes, { count: counts.read, name: "rows" });
  return { counts, isFinished: !signal.aborted, details: { from: path.basename(file) }, lines: [] };
}

await runEtlCommand({
  usage: `Usage: npm run add-date [-- --csv FILE]
Gives books the day on which they really came to the catalogue, where that is known: the first time that somebody brought,
shelved or scanned them, or what the columns isbn (isbn10, isbn13) and date_added of a table say (in UTC). A date only ever
moves back.
`,
  options: { csv: { type: "string" } },
  run: (context) =>
    context.values.csv ? fromTable(path.resolve(String(context.values.csv)), context) : fromUses(context),
});
