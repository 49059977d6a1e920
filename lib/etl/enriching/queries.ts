import "server-only";
import { and, asc, count, eq, gt, isNotNull, isNull, like, lt, or, type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { books } from "@/db/schema/catalog";
import { covers } from "@/db/schema/covers";
import { bookLookups } from "@/db/schema/etl";
import { primaryCover } from "@/lib/catalog/queries";
import { REST_MS } from "./rules";
import type { LookupOutcome } from "./schema";

/** On less, small print is gone; the providers' larger pictures have more. */
const SMALL_COVER_HEIGHT = 300;
/** A cover of our own drawing is none, and a source may have more than a thumbnail, unless a person chose that. */
const lacksCover = or(
  isNull(covers.id),
  and(eq(covers.isChosen, false), eq(covers.source, "drawn")),
  and(eq(covers.isChosen, false), eq(covers.source, "import"), lt(covers.height, SMALL_COVER_HEIGHT)),
);

/** What sources most often know; a subtitle or a series many books do not have. */
const lacksSomething = or(
  isNull(books.pages),
  isNull(books.publisher),
  isNull(books.publicationDate),
  isNull(books.languageCode),
  isNull(books.description),
  sql`json_length(${books.authors}) = 0`,
  sql`json_length(${books.genres}) = 0`,
  lacksCover,
);

/** Those that were not asked about lately; `isAgain`: all. */
function isDue(now: Date, isAgain: boolean): SQL | undefined {
  if (isAgain) return undefined;
  const rested = (Object.entries(REST_MS) as [LookupOutcome, number][]).map(([outcome, restMs]) =>
    and(eq(bookLookups.outcome, outcome), lt(bookLookups.lookedUpAt, new Date(now.getTime() - restMs))),
  );
  return or(isNull(bookLookups.id), ...rested);
}

/** `prefixes`: beginnings of the ISBN-13s that a source in use answers for; null: all. */
export type Choice = { now: Date; isAgain: boolean; prefixes: readonly string[] | null };

const isWanted = ({ now, isAgain, prefixes }: Choice) =>
  and(
    isNotNull(books.isbn13),
    // Nobody is asked about the others, which is no answer.
    prefixes === null ? undefined : or(sql`false`, ...prefixes.map((prefix) => like(books.isbn13, `${prefix}%`))),
    lacksSomething,
    isDue(now, isAgain),
  );

/** How many books with an ISBN lack something and may be asked about. */
export async function countBooksToEnrich(choice: Choice): Promise<number> {
  const [row] = await db
    .select({ total: count() })
    .from(books)
    .leftJoin(covers, primaryCover)
    .leftJoin(bookLookups, eq(bookLookups.bookId, books.id))
    .where(isWanted(choice));
  return row?.total ?? 0;
}

/** Holds a book until the transaction ends; false where it is gone, or has another ISBN by now. */
export async function holdAskedBook(tx: Tx, { id, isbn13 }: { id: number; isbn13: string }): Promise<boolean> {
  const isAsked = and(eq(books.id, id), eq(books.isbn13, isbn13));
  const [row] = await tx.select({ id: books.id }).from(books).where(isAsked).for("update");
  return row !== undefined;
}

/** The next of them, behind the one with the id `after`. */
export async function listBooksToEnrich(choice: Choice, after: number, limit: number) {
  const rows = await db
    .select({ id: books.id, isbn13: books.isbn13, title: books.title, lacksCover: sql<number>`${lacksCover}` })
    .from(books)
    .leftJoin(covers, primaryCover)
    .leftJoin(bookLookups, eq(bookLookups.bookId, books.id))
    .where(and(isWanted(choice), gt(books.id, after)))
    .orderBy(asc(books.id))
    .limit(limit);
  return rows.map((row) => ({ ...row, isbn13: row.isbn13 ?? "", lacksCover: Boolean(Number(row.lacksCover)) }));
}
