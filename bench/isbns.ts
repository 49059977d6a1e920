/** ISBNs of the site of a bench, spread over its catalogue. */
import { isNotNull } from "drizzle-orm";
import { closeDatabase, db } from "@/db/client";
import { books } from "@/db/schema/catalog";

const wanted = Number(process.argv[2]);
const all = await db.select({ isbn13: books.isbn13 }).from(books).where(isNotNull(books.isbn13));
const step = Math.max(1, Math.floor(all.length / wanted));
console.log(
  JSON.stringify(
    all
      .filter((_, at) => at % step === 0)
      .slice(0, wanted)
      .map(({ isbn13 }) => isbn13),
  ),
);
await closeDatabase();
