import "server-only";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { books, workKeys } from "@/db/schema/catalog";
import { copies } from "@/db/schema/copies";
import { covers } from "@/db/schema/covers";
import { collectionBooks, collections } from "@/db/schema/library";
import { quotes, readerWorks, readingGoals, readingProgress, readings } from "@/db/schema/reading";
import { tags, workTags } from "@/db/schema/tags";
import { primaryCover } from "@/lib/catalog/queries";
import { coverFile } from "@/lib/catalog/rules";
import { listPlaces } from "@/lib/copies/places/queries";
import { pathOf } from "@/lib/copies/places/rules";
import { getLibraryOf } from "@/lib/households/queries";
import { groupBy } from "@/lib/platform/group";
import type { Entry, LibraryExtras } from "../../schema";
import { bookOf, keyOf } from "./rules";

/** A book of a reader's library with all that is theirs about it; `cover` is the file of its picture. */
export type OwnBook = { entry: Entry; cover: { sha256: string; name: string } | null };

const BOOKS_AT_ONCE = 300;

/** The editions that a reader has or has said something of, and for each work the one by which they mean it. */
async function listOwnEditions(userId: number) {
  const edition = { bookId: books.id, workId: books.workId };
  const kept = db
    .select(edition)
    .from(collectionBooks)
    .innerJoin(collections, eq(collections.id, collectionBooks.collectionId))
    .innerJoin(books, eq(books.id, collectionBooks.bookId))
    .where(eq(collections.ownerId, userId));
  const [meant, shelved, read, owned, quoted, tagged] = await Promise.all([
    db
      .select(edition)
      .from(readerWorks)
      .innerJoin(books, eq(books.id, readerWorks.bookId))
      .where(eq(readerWorks.userId, userId)),
    kept,
    db
      .select(edition)
      .from(readings)
      .innerJoin(books, eq(books.id, readings.bookId))
      .where(eq(readings.userId, userId)),
    db.select(edition).from(copies).innerJoin(books, eq(books.id, copies.bookId)).where(eq(copies.ownerId, userId)),
    db.select(edition).from(quotes).innerJoin(books, eq(books.id, quotes.bookId)).where(eq(quotes.userId, userId)),
    db
      .select(edition)
      .from(workTags)
      .innerJoin(tags, eq(tags.id, workTags.tagId))
      .innerJoin(books, eq(books.workId, workTags.workId))
      .where(eq(tags.userId, userId))
      .orderBy(sql`${books.id} <=> ${workTags.bookId} desc`, asc(books.id)),
  ]);
  const mainOf = new Map<number, number>();
  const ids = new Set<number>();
  for (const { bookId, workId } of [...meant, ...shelved, ...read, ...owned, ...quoted]) {
    ids.add(bookId);
    if (!mainOf.has(workId)) mainOf.set(workId, bookId);
  }
  // Of a work that only has a tag, the edition that was at hand stands for it, and if that is gone any.
  for (const { bookId, workId } of tagged)
    if (!mainOf.has(workId)) {
      mainOf.set(workId, bookId);
      ids.add(bookId);
    }
  return { ids: [...ids].toSorted((a, b) => a - b), mainOf };
}

/** All of a reader's library, some books at a time: memory is that of one part, and of the numbers of the books. */
export async function* readLibrary(userId: number): AsyncGenerator<OwnBook[]> {
  const { ids, mainOf } = await listOwnEditions(userId);
  const library = await getLibraryOf(userId);
  const places = library ? await listPlaces(library.libraryId) : [];
  for (let at = 0; at < ids.length; at += BOOKS_AT_ONCE) {
    const part = ids.slice(at, at + BOOKS_AT_ONCE);
    const rows = await db
      .select({ book: books, sha256: covers.sha256 })
      .from(books)
      .leftJoin(covers, primaryCover)
      .where(inArray(books.id, part))
      .orderBy(asc(books.id));
    const workIds = [...new Set(rows.map(({ book }) => book.workId))];
    const [said, times, lines, shelved, owned, named, keys] = await Promise.all([
      db
        .select()
        .from(readerWorks)
        .where(and(eq(readerWorks.userId, userId), inArray(readerWorks.workId, workIds))),
      db
        .select()
        .from(readings)
        .where(and(eq(readings.userId, userId), inArray(readings.bookId, part)))
        .orderBy(asc(readings.id)),
      db
        .select()
        .from(quotes)
        .where(and(eq(quotes.userId, userId), inArray(quotes.bookId, part)))
        .orderBy(asc(quotes.id)),
      db
        .select({ in: collectionBooks, collection: collections })
        .from(collectionBooks)
        .innerJoin(collections, eq(collections.id, collectionBooks.collectionId))
        .where(and(eq(collections.ownerId, userId), inArray(collectionBooks.bookId, part)))
        .orderBy(asc(collections.id)),
      db
        .select()
        .from(copies)
        .where(and(eq(copies.ownerId, userId), inArray(copies.bookId, part)))
        .orderBy(asc(copies.id)),
      db
        .select({ workId: workTags.workId, name: tags.name })
        .from(workTags)
        .innerJoin(tags, eq(tags.id, workTags.tagId))
        .where(and(eq(tags.userId, userId), inArray(workTags.workId, workIds)))
        .orderBy(asc(tags.name)),
      db
        .select({ workId: workKeys.workId, workKey: workKeys.workKey })
        .from(workKeys)
        .where(inArray(workKeys.workId, workIds))
        .orderBy(asc(workKeys.id)),
    ]);
    const days = await listProgressOf(times.map(({ id }) => id));
    const saidOf = new Map(said.map((row) => [row.workId, row]));
    const of = {
      times: groupBy(times, ({ bookId }) => bookId),
      lines: groupBy(lines, ({ bookId }) => bookId),
      shelved: groupBy(shelved, (row) => row.in.bookId),
      owned: groupBy(owned, ({ bookId }) => bookId),
      named: groupBy(named, ({ workId }) => workId),
      keys: groupBy(keys, ({ workId }) => workId),
    };
    yield rows.map(({ book, sha256 }): OwnBook => {
      const isMain = mainOf.get(book.workId) === book.id;
      const word = isMain ? saidOf.get(book.workId) : undefined;
      const record = bookOf(
        book,
        (of.keys.get(book.workId) ?? []).map(({ workKey }) => workKey),
      );
      const entry: Entry = {
        key: keyOf(record),
        book: record,
        sourceKey: book.sourceKey,
        status: word?.status ?? null,
        statusAt: word?.status ? word.statusAt.toISOString() : null,
        rating: word?.rating ?? null,
        review: word?.review ?? null,
        reviewedAt: word?.review ? word.reviewedAt.toISOString() : null,
        hasSpoilers: word?.hasSpoilers ?? false,
        visibility: word?.visibility ?? "private",
        readings: (of.times.get(book.id) ?? []).map(({ id, startedOn, endedOn, outcome, page, percent, pages }) => ({
          ...{ startedOn, endedOn, outcome, page, percent, pages },
          progress: (days.get(id) ?? []).map(({ day, page: to, percent: share }) => ({
            day,
            page: to,
            percent: share,
          })),
        })),
        collections: (of.shelved.get(book.id) ?? []).map(({ in: { addedAt, position }, collection }) => ({
          ...{ name: collection.name, icon: collection.icon, description: collection.description },
          ...{ sort: collection.sort, addedAt: addedAt.toISOString(), position },
        })),
        tags: isMain ? (of.named.get(book.workId) ?? []).map(({ name }) => name) : [],
        copies: (of.owned.get(book.id) ?? []).map((copy) => ({
          ...{ condition: copy.condition, acquiredOn: copy.acquiredOn, acquiredFrom: copy.acquiredFrom },
          ...{ price: copy.price, currency: copy.currency, isSigned: copy.isSigned, notes: copy.notes },
          place: copy.placeId === null ? [] : pathOf(places, copy.placeId).map(({ kind, name }) => ({ kind, name })),
        })),
        quotes: (of.lines.get(book.id) ?? []).map(({ kind, text, page, createdAt }) => ({
          ...{ kind, text, page },
          createdAt: createdAt.toISOString(),
        })),
        addedOn: word ? word.createdAt.toISOString().slice(0, 10) : null,
        notes: [],
      };
      return { entry, cover: sha256 ? { sha256, name: coverFile(book) } : null };
    });
  }
}

async function listProgressOf(readingIds: number[]) {
  if (readingIds.length === 0) return new Map<number, (typeof readingProgress.$inferSelect)[]>();
  const rows = await db
    .select()
    .from(readingProgress)
    .where(inArray(readingProgress.readingId, readingIds))
    .orderBy(asc(readingProgress.day));
  return groupBy(rows, ({ readingId }) => readingId);
}

/** What a reader's library holds besides its books. */
export async function getExtras(userId: number): Promise<LibraryExtras> {
  const library = await getLibraryOf(userId);
  const [places, own, goals] = await Promise.all([
    library ? listPlaces(library.libraryId) : [],
    db.select().from(collections).where(eq(collections.ownerId, userId)).orderBy(asc(collections.id)),
    db
      .select({ year: readingGoals.year, books: readingGoals.books })
      .from(readingGoals)
      .where(eq(readingGoals.userId, userId)),
  ]);
  return {
    collections: own.map(({ name, icon, description, sort, query, createdAt }) => ({
      name,
      icon,
      description,
      sort,
      query: query ?? null,
      createdAt: createdAt.toISOString(),
    })),
    places: places.map(({ id }) => pathOf(places, id).map(({ kind, name, code }) => ({ kind, name, code }))),
    goals,
  };
}
