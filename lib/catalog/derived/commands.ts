import "server-only";
import { eq, inArray, sql } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { bookAuthors, bookSeries, books } from "@/db/schema/catalog";
import { sortName, sortTitle } from "../sorting/rules";
import {
  holdBooksToDerive,
  isSameAuthors,
  isSameSeries,
  listDerived,
  listShownSpellings,
  NAMED,
  type NamedKind,
} from "./queries";
import { derive } from "./rules";

/**
 * Brings up to date what is stored beside these books so that lists are quick: by which letters they are sorted, and of
 * which series and authors they are. Writes only what differs, so twice is once; ids that are gone are passed over.
 */
export async function deriveBooks(tx: Tx, bookIds: number[]): Promise<void> {
  if (bookIds.length === 0) return;
  const held = (await holdBooksToDerive(tx, bookIds)).map(({ id, sortTitle, sortAuthor, ...book }) => ({
    ...{ id, sortTitle, sortAuthor, wanted: derive(book) },
  }));
  const ids = held.map(({ id }) => id);
  if (ids.length === 0) return;
  const stored = await listDerived(tx, ids);

  for (const { id, wanted, ...sorted } of held) {
    const { sortTitle, sortAuthor } = wanted;
    if (sortTitle === sorted.sortTitle && sortAuthor === sorted.sortAuthor) continue;
    // The book itself has not changed, and does not say so.
    await tx
      .update(books)
      .set({ sortTitle, sortAuthor, updatedAt: sql`${books.updatedAt}` })
      .where(eq(books.id, id));
  }

  const inSeries = held.filter(({ id, wanted }) => !isSameSeries(stored.series.get(id) ?? [], wanted.series));
  const byAuthors = held.filter(({ id, wanted }) => !isSameAuthors(stored.authors.get(id) ?? [], wanted.authors));
  await replaceLinks(tx, "series", inSeries, {
    before: inSeries.flatMap(({ id }) => (stored.series.get(id) ?? []).map(({ seriesId }) => seriesId)),
    wanted: inSeries.flatMap(({ id, wanted }) => wanted.series.map((one) => ({ ...one, bookId: id }))),
    add: (links) =>
      tx.insert(bookSeries).values(
        links.map(({ id: seriesId, bookId, name, position, rangeEnd }) => ({
          ...{ seriesId, bookId, name, position, rangeEnd },
        })),
      ),
  });
  await replaceLinks(tx, "authors", byAuthors, {
    before: byAuthors.flatMap(({ id }) => (stored.authors.get(id) ?? []).map(({ authorId }) => authorId)),
    wanted: byAuthors.flatMap(({ id, wanted }) => wanted.authors.map((one) => ({ ...one, bookId: id }))),
    add: (links) =>
      tx
        .insert(bookAuthors)
        .values(links.map(({ id: authorId, bookId, name, place }) => ({ authorId, bookId, name, place }))),
  });
}

type Links<Wanted> = {
  /** Which the books hung on until now. */
  before: number[];
  wanted: Wanted[];
  add: (links: (Wanted & { id: number })[]) => Promise<unknown>;
};

async function replaceLinks<Wanted extends { key: string; name: string; bookId: number }>(
  tx: Tx,
  kind: NamedKind,
  of: { id: number }[],
  { before, wanted, add }: Links<Wanted>,
): Promise<void> {
  if (of.length === 0) return;
  const { link } = NAMED[kind];
  await tx.delete(link).where(
    inArray(
      link.bookId,
      of.map(({ id }) => id),
    ),
  );
  const ids = await findOrAddNames(tx, kind, wanted);
  const links = wanted.map((one) => ({ ...one, id: ids.get(one.key) ?? 0 }));
  if (links.length > 0) await add(links);
  await showSpellings(tx, kind, [...new Set([...before, ...links.map(({ id }) => id)])]);
}

/** Ids by key; those that are new are added under the spelling that came first. */
async function findOrAddNames(tx: Tx, kind: NamedKind, wanted: { key: string; name: string }[]) {
  const { table } = NAMED[kind];
  const names = new Map(wanted.map(({ key, name }) => [key, name]));
  const keys = [...names.keys()].sort();
  const ids = new Map<string, number>();
  const look = async (missing: string[]) => {
    if (missing.length === 0) return [];
    const found = await tx.select({ id: table.id, key: table.key }).from(table).where(inArray(table.key, missing));
    for (const { id, key } of found) ids.set(key, id);
    return missing.filter((key) => !ids.has(key));
  };
  const fresh = await look(keys);
  if (fresh.length > 0) {
    // In one order, so that two who add the same wait for each other and do not block each other.
    await tx
      .insert(table)
      .values(fresh.map((key) => ({ key, ...shownAs(kind, names.get(key) ?? key) })))
      .onDuplicateKeyUpdate({ set: { id: sql`${table.id}` } });
    const lost = await look(fresh);
    if (lost.length > 0) throw new Error(`${kind} ${lost[0]} vanished in its own transaction`);
  }
  return ids;
}

/** A series is sorted like a title, of whatever language; an author by the family name. */
const shownAs = (kind: NamedKind, name: string) => ({
  name,
  sortName: kind === "series" ? sortTitle(name, null) : sortName(name),
});

/** Shows each of these as most of its books spell it. */
async function showSpellings(tx: Tx, kind: NamedKind, ids: number[]): Promise<void> {
  const { table } = NAMED[kind];
  const spellings = await listShownSpellings(tx, kind, ids);
  for (const { id, shown, wanted } of spellings.sort((a, b) => a.id - b.id))
    if (shown !== wanted) await tx.update(table).set(shownAs(kind, wanted)).where(eq(table.id, id));
}

/** The same for one, by itself. */
export const showSpelling = (kind: NamedKind, id: number): Promise<void> =>
  inTransaction((tx) => showSpellings(tx, kind, [id]));
