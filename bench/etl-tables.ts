/** What an import left in the tables, for bench/etl.ts: prints it without ids and moments, or empties it. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { asc, eq } from "drizzle-orm";
import { closeDatabase, db } from "@/db/client";
import { books, works } from "@/db/schema/catalog";
import { etlImports } from "@/db/schema/etl";
import { outbox } from "@/db/schema/events";
import { bookSearch } from "@/db/schema/search";
import { buildTable } from "@/lib/etl/books-table.fixtures";

const [command, file = "", rows = "0"] = process.argv.slice(2);

if (command === "--write") writeFileSync(file, buildTable(Number(rows), 5));
else if (command === "--clear")
  for (const table of [etlImports, outbox, bookSearch, books, works]) await db.delete(table);
else if (command === "--rows-done")
  console.log((await db.select({ rowsDone: etlImports.rowsDone }).from(etlImports))[0]?.rowsDone ?? 0);
else {
  const found = await db
    .select()
    .from(books)
    .innerJoin(works, eq(works.id, books.workId))
    .leftJoin(bookSearch, eq(bookSearch.bookId, books.id))
    .orderBy(asc(books.isbn13));
  const isbnOf = new Map(found.map(({ books: { id, isbn13 } }) => [id, isbn13]));
  const events = (await db.select({ payload: outbox.payload }).from(outbox)).map(({ payload }) =>
    isbnOf.get((payload as { bookId: number }).bookId),
  );
  const [state] = await db.select().from(etlImports);
  const content = {
    books: found.map(
      ({
        books: { id: _, workId: __, dateAdded: ___, updatedAt: ____, origins, ...book },
        works: work,
        book_search,
      }) => [
        book,
        Object.entries(origins ?? {}).map(([field, { source }]) => [field, source]),
        work.workKey,
        work.title,
        book_search?.folded,
        book_search?.trigrams,
      ],
    ),
    works: await db.$count(works),
    events: events.sort(),
    state: [state?.rowsDone, state?.imported, state?.updated, state?.unchanged, state?.finishedAt !== null],
  };
  console.log(`${found.length} ${createHash("sha256").update(JSON.stringify(content)).digest("hex")}`);
}
await closeDatabase();
