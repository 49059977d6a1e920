import "server-only";
import { and, asc, eq, gt, inArray, isNotNull, isNull, min, ne, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { db, type Tx } from "@/db/client";
import { bookAliases, books } from "@/db/schema/catalog";
import { covers, embeddings } from "@/db/schema/covers";
import { dedupResults, duplicateKeys, duplicatePairs } from "@/db/schema/duplicates";
import { collectionBooks, collections } from "@/db/schema/library";
import { hashDistance } from "@/lib/covers/hashes/rules";
import { ofModel } from "@/lib/covers/vectors/queries";
import { fromBlob } from "@/lib/covers/vectors/rules";
import type { ModelId } from "@/lib/covers/vectors/schema";
import { HASH_DISTANCE_MAX, nearKeysOf } from "../rules";
import type { Facts } from "../schema";

/** Pictures that say something of a book: a drawn one says only its title, and a reader's photo is never shown. */
const isPicture = inArray(covers.source, ["upload", "import"]);

/** What books are compared by; of ids without a book there is nothing. `tx` where the caller has changed them just now. */
export async function listFacts(ids: number[], tx: Tx = db): Promise<Map<number, Facts>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({
      ...{ id: books.id, workId: books.workId, isbn10: books.isbn10, isbn13: books.isbn13, title: books.title },
      ...{ subtitle: books.subtitle, authors: books.authors, series: books.series, publisher: books.publisher },
      ...{ publishedYear: books.publishedYear, pages: books.pages, languageCode: books.languageCode },
    })
    .from(books)
    .where(inArray(books.id, ids));
  const found = new Map(rows.map((row): [number, Facts] => [row.id, { ...row, pictures: [], aliases: [] }]));
  const pictures = await tx
    .select({ bookId: covers.bookId, sha256: covers.sha256, phash: covers.phash })
    .from(covers)
    .where(and(inArray(covers.bookId, ids), isPicture));
  for (const { bookId, ...picture } of pictures) found.get(bookId)?.pictures.push(picture);
  const names = await tx
    .select({ bookId: bookAliases.bookId, name: bookAliases.name })
    .from(bookAliases)
    .where(inArray(bookAliases.bookId, ids));
  for (const { bookId, name } of names) found.get(bookId)?.aliases.push(name);
  return found;
}

export async function listBookIdsAfter(after: number, limit: number): Promise<number[]> {
  const rows = await db
    .select({ id: books.id })
    .from(books)
    .where(gt(books.id, after))
    .orderBy(asc(books.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** The keys that are kept of books. */
export const listKeys = (ids: number[]) =>
  db
    .select({ bookId: duplicateKeys.bookId, name: duplicateKeys.name })
    .from(duplicateKeys)
    .where(inArray(duplicateKeys.bookId, ids));

type Group = { bookIds: number[] };

/** More members of one key than this are not listed: each is compared with the first alone. */
const MEMBERS_MAX = 100;

/** For any of these books: those that have an ISBN, or title and author, in common with it. */
export async function listNamesakes(ids: number[]): Promise<Group[]> {
  const other = alias(duplicateKeys, "other");
  const isName = sql`(${duplicateKeys.name} like 'title:%' or ${duplicateKeys.name} like 'isbn:%')`;
  const rows = await db
    .selectDistinct({ name: other.name, bookId: other.bookId })
    .from(duplicateKeys)
    .innerJoin(other, eq(other.name, duplicateKeys.name))
    .where(and(inArray(duplicateKeys.bookId, ids), isName));
  return groupsOf(rows.map(({ name, bookId }) => ({ value: name, bookId })));
}

/** For any of these books: those that have the file of a picture in common with it. */
export async function listSameFiles(ids: number[]): Promise<Group[]> {
  const own = await db
    .select({ sha256: covers.sha256, bookId: covers.bookId })
    .from(covers)
    .where(and(inArray(covers.bookId, ids), isPicture));
  const hashes = [...new Set(own.map(({ sha256 }) => sha256))];
  if (hashes.length === 0) return [];
  const shared = await db
    .select({ sha256: covers.sha256, first: min(covers.bookId), members: sql<number>`count(*)`.mapWith(Number) })
    .from(covers)
    .where(and(inArray(covers.sha256, hashes), isPicture))
    .groupBy(covers.sha256)
    .having(({ members }) => gt(members, 1));
  const few = shared.filter(({ members }) => members <= MEMBERS_MAX).map(({ sha256 }) => sha256);
  const members =
    few.length === 0
      ? []
      : await db
          .select({ value: covers.sha256, bookId: covers.bookId })
          .from(covers)
          .where(and(inArray(covers.sha256, few), isPicture));
  const firstOf = new Map(shared.filter(({ members }) => members > MEMBERS_MAX).map((one) => [one.sha256, one.first]));
  const stars = own.flatMap(({ sha256, bookId }) => {
    const first = firstOf.get(sha256);
    return first && first !== bookId ? [{ bookIds: [first, bookId] }] : [];
  });
  return [...groupsOf(members), ...stars];
}

function groupsOf(rows: { value: string; bookId: number }[]): Group[] {
  const groups = new Map<string, number[]>();
  for (const { value, bookId } of rows) {
    const group = groups.get(value);
    if (group) group.push(bookId);
    else groups.set(value, [bookId]);
  }
  return [...groups.values()].filter((group) => group.length > 1).map((bookIds) => ({ bookIds }));
}

/**
 * Books of which a picture looks like one of this book's, each with it. By the pieces of the hashes, so few are looked at:
 * in two steps, since in one the database goes through all covers when there are many.
 */
export async function listNearLooks(facts: Facts): Promise<Group[]> {
  const hashes = facts.pictures.flatMap(({ phash }) => phash ?? []);
  if (hashes.length === 0) return [];
  const candidates = await db
    .selectDistinct({ bookId: duplicateKeys.bookId })
    .from(duplicateKeys)
    .where(and(inArray(duplicateKeys.name, hashes.flatMap(nearKeysOf)), ne(duplicateKeys.bookId, facts.id)));
  const pictures = await listPicturesOf(candidates.map(({ bookId }) => bookId));
  const isNear = (phash: string | null) =>
    phash !== null && hashes.some((own) => hashDistance(own, phash) <= HASH_DISTANCE_MAX);
  return pictures.filter(({ phash }) => isNear(phash)).map(({ bookId }) => ({ bookIds: [facts.id, bookId] }));
}

/** The look of every picture, and the books that have it, some thousands at a time. */
export async function* readLooks(): AsyncGenerator<{ bookId: number; phash: string }[]> {
  const [page, isKnown] = [5_000, and(isPicture, isNotNull(covers.phash))];
  for (let after = 0; ; ) {
    const rows = await db
      .select({ id: covers.id, bookId: covers.bookId, phash: covers.phash })
      .from(covers)
      .where(and(gt(covers.id, after), isKnown))
      .orderBy(asc(covers.id))
      .limit(page);
    yield rows.flatMap(({ bookId, phash }) => (phash ? { bookId, phash } : []));
    const last = rows.at(-1);
    if (!last || rows.length < page) return;
    after = last.id;
  }
}

/** Whose picture each vector of a model is of. */
export async function getBookOfLabels(modelId: ModelId): Promise<Map<number, number>> {
  const rows = await db
    .select({ label: embeddings.id, bookId: covers.bookId })
    .from(embeddings)
    .innerJoin(covers, eq(covers.id, embeddings.coverId))
    .where(and(ofModel(modelId), isPicture));
  return new Map(rows.map(({ label, bookId }) => [label, bookId]));
}

/** The reader whose own picture it is has the book in a collection. */
const isKept = () =>
  sql`exists(${db
    .select({ id: collectionBooks.id })
    .from(collectionBooks)
    .innerJoin(collections, eq(collections.id, collectionBooks.collectionId))
    .where(and(eq(collectionBooks.bookId, covers.bookId), eq(collections.ownerId, covers.userId)))})`.mapWith(Boolean);

const pictureColumns = () => ({
  id: covers.id,
  bookId: covers.bookId,
  sha256: covers.sha256,
  phash: covers.phash,
  isKept: isKept(),
});

/** A picture that says something of a book, with the book. */
export async function getPicture(coverId: number) {
  const [row] = await db
    .select(pictureColumns())
    .from(covers)
    .where(and(eq(covers.id, coverId), isPicture));
  return row;
}

/** Pictures after an id that have a vector of a model, with it, and of which nothing has come yet. */
export async function listWaitingPictures(modelId: ModelId, after: number, limit: number) {
  const rows = await db
    .select({ ...pictureColumns(), vector: embeddings.vector })
    .from(covers)
    .innerJoin(embeddings, eq(embeddings.coverId, covers.id))
    .leftJoin(dedupResults, eq(dedupResults.coverId, covers.id))
    .where(
      and(ofModel(modelId), isPicture, gt(covers.id, after), isNotNull(embeddings.vector), isNull(dedupResults.id)),
    )
    .orderBy(asc(covers.id))
    .limit(limit);
  return rows.flatMap(({ vector, ...picture }) => (vector ? { ...picture, vector: fromBlob(vector) } : []));
}

/** The pictures of which some vectors are. */
export async function listPicturesOfLabels(labels: number[]) {
  if (labels.length === 0) return [];
  return db
    .select({ label: embeddings.id, id: covers.id, bookId: covers.bookId })
    .from(embeddings)
    .innerJoin(covers, eq(covers.id, embeddings.coverId))
    .where(and(inArray(embeddings.id, labels), isPicture));
}

/** The pictures of some books, oldest first. */
export async function listPicturesOf(bookIds: number[]) {
  if (bookIds.length === 0) return [];
  return db
    .select({ id: covers.id, bookId: covers.bookId, sha256: covers.sha256, phash: covers.phash })
    .from(covers)
    .where(and(inArray(covers.bookId, bookIds), isPicture))
    .orderBy(asc(covers.id));
}

/** Pairs that wait for a decision, after an id. */
export const listOpenPairsAfter = (after: number, limit: number) =>
  db
    .select()
    .from(duplicatePairs)
    .where(and(gt(duplicatePairs.id, after), eq(duplicatePairs.state, "open")))
    .orderBy(asc(duplicatePairs.id))
    .limit(limit);

/** Pairs that wait for a decision and of which one is any of these books. */
export const listOpenPairsOf = (ids: number[]) =>
  db
    .select()
    .from(duplicatePairs)
    .where(
      and(
        eq(duplicatePairs.state, "open"),
        sql`(${inArray(duplicatePairs.firstId, ids)} or ${inArray(duplicatePairs.secondId, ids)})`,
      ),
    );
