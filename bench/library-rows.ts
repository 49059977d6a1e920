/**
 * The library of a reader with many books, for bench/library.ts: a catalogue as the product takes it in, and what is said of
 * it, all made up, the same in every run. Loaded once the database is there.
 */
import { createHash } from "node:crypto";
import type { MySqlTable } from "drizzle-orm/mysql-core";
import { db, inTransaction } from "@/db/client";
import { books } from "@/db/schema/catalog";
import { copies, places } from "@/db/schema/copies";
import { covers } from "@/db/schema/covers";
import { libraries, libraryMembers } from "@/db/schema/households";
import { collectionBooks, collections } from "@/db/schema/library";
import { quotes, readerWorks, readingGoals, readingProgress, readings } from "@/db/schema/reading";
import { tags, workTags } from "@/db/schema/tags";
import { importRecords } from "@/lib/catalog/commands";
import type { ImportableRecord } from "@/lib/catalog/records/schema";
import { checkDigit13 } from "@/lib/catalog/rules";
import { coverKey } from "@/lib/covers/rules";
import { putFile } from "@/lib/platform/storage";
import { indexBooks } from "@/lib/search/commands";
import type { SavedQuery } from "@/lib/shelf/schema";
import { randomFrom } from "./synthetic";

export const SIZES = {
  ...{ editions: 24_000, books: 10_000, collections: 40, large: 5_000, copies: 3_000, places: 60 },
  ...{ statuses: 6_000, tagged: 2_000, tags: 60, series: 300, years: 10, covers: 1_000, neighbours: 5 },
};
const LAST_YEAR = 2025;
/** So many of the editions are a second one of the work before. */
const SECOND_EDITION_EVERY = 12;
const VOLUMES = 8;
const BATCH = 500;
const COVER_BYTES = 30_000;

const random = randomFrom(20);
const below = (max: number) => Math.floor(random() * max);
const pick = <Value>(from: readonly Value[]): Value => from[below(from.length)] as Value;
const some = <Value>(from: readonly Value[], count: number): Value[] => {
  const left = [...from];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(below(left.length), 1)[0] as Value);
};

const WORDS =
  "amber harbour winter garden letter silver river night clock island paper stone glass north shadow orchard captain mirror lantern daughter".split(
    " ",
  );
const ENDINGS =
  "s ly ful ness less ward ling dom ish hood ship ette kin let some fold wise like land field wood ton ham ford by worth stead mere combe wick".split(
    " ",
  );
/** As many as a catalogue has that it takes search to look through. */
const VOCABULARY = ["", ...ENDINGS].flatMap((ending) => WORDS.map((word) => `${word}${ending}`));
const GENRES = WORDS.flatMap((word) => [`${word} tales`, `${word} studies`, `True ${word}`]);
const LANGUAGES = ["en", "en", "en", "en", "en", "de", "de", "fr", "es", "it", "ja", "pt-BR"];
const capital = (text: string) => text.replace(/^./, (letter) => letter.toUpperCase());
const titleOf = (at: number) =>
  capital([at, at * 7, at >> 3, at >> 5].map((n) => VOCABULARY[n % VOCABULARY.length]).join(" ")) +
  (at % 3 ? "" : ` ${at}`);
const authorOf = (at: number) =>
  [at, at >> 2].map((n) => capital(`${WORDS[n % WORDS.length]}${(at % 211).toString(36)}`)).join(" ");
const DESCRIPTION = Array.from({ length: 90 }, (_, at) => WORDS[(at * 7) % WORDS.length]).join(" ");

/** 979-9 is far from all real ISBNs. */
export const isbnOf = (at: number): string => {
  const twelve = `9799${String(at).padStart(8, "0")}`;
  return twelve + checkDigit13(twelve);
};

/** The edition at a place in the catalogue; one in some is a further edition of the work before it. */
function recordOf(at: number): ImportableRecord {
  const of = at % SECOND_EDITION_EVERY === 0 && at > 0 ? at - 1 : at;
  const [inSeries, volume] = [of % SIZES.series, Math.floor(of / SIZES.series) + 1];
  return {
    ...{ kind: "book", isbn13: isbnOf(at), isbn10: null, title: titleOf(of), subtitle: null },
    authors: [authorOf(of % 4_000), ...(of % 9 === 0 ? [authorOf((of * 7) % 4_000)] : [])],
    ...{ pages: of % 11 === 0 ? null : 80 + (of % 700), publicationDate: null, publishedYear: 1900 + (of % 125) },
    ...{ publisher: `${capital(WORDS[of % 17] ?? "")} & Sons`, languageCode: LANGUAGES[at % LANGUAGES.length] ?? null },
    description: DESCRIPTION.slice(0, 200 + (of % 400)),
    genres: [1, 3, 7].slice(0, 1 + (of % 3)).map((step) => GENRES[(of * step) % GENRES.length] ?? ""),
    ...{ averageRating: 3 + (of % 20) / 10, ratingsCount: of % 5_000 },
    series: volume <= VOLUMES ? [{ name: `The ${WORDS[inSeries % 20]} cycle ${inSeries}`, position: volume }] : [],
    ...{ identifiers: { goodreads: String(at) }, workKey: `bench:${of}`, coverUrls: [] },
  };
}

async function insert(table: MySqlTable, rows: Record<string, unknown>[]): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH) await db.insert(table).values(rows.slice(at, at + BATCH) as never);
}

type Edition = { id: number; workId: number };

async function fillCatalogue(): Promise<Edition[]> {
  const records = Array.from({ length: SIZES.editions }, (_, at) => recordOf(at));
  const said = { saidOf: () => ({ source: "bench", confidence: 0.9 }), at: new Date() };
  for (let at = 0; at < records.length; at += BATCH)
    await inTransaction(async (tx) => {
      const { written } = await importRecords(tx, records.slice(at, at + BATCH), said);
      await indexBooks(tx, written);
    });
  const rows = await db.select({ id: books.id, workId: books.workId }).from(books).orderBy(books.isbn13);
  const pictures = rows.slice(0, SIZES.covers).map(({ id }) => {
    const content = Buffer.alloc(COVER_BYTES, `picture ${id} `);
    return { id, content, sha256: createHash("sha256").update(content).digest("hex") };
  });
  for (const { sha256, content } of pictures) await putFile(coverKey(sha256), content);
  await insert(
    covers,
    pictures.map(({ id, sha256 }) => ({
      ...{ bookId: id, source: "import", sha256, mime: "image/jpeg", width: 400, height: 600, bytes: COVER_BYTES },
      isPrimary: true,
    })),
  );
  return rows;
}

const moment = (): Date => new Date(Date.UTC(LAST_YEAR - below(SIZES.years), below(12), 1 + below(28), below(24)));
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
const monthBefore = (at: Date): Date => new Date(at.getTime() - 30 * 24 * 60 * 60_000);

/** Statuses, stars and reviews of these works, and when they were read. */
async function fillReading(userId: number, of: Edition[], visibility: "private" | "public"): Promise<void> {
  const statuses = ["read", "read", "read", "read", "read", "read", "read", "want", "want", "stopped"] as const;
  const said = of.map(({ id, workId }, at) => {
    const status = at < 15 ? ("reading" as const) : pick(statuses);
    const hasStars = status === "read" && at % 4 !== 0;
    return {
      ...{ userId, workId, bookId: id, status, statusAt: moment(), createdAt: moment(), visibility },
      rating: hasStars ? (1 + below(9)) / 2 : null,
      review: hasStars && at % 6 === 0 ? DESCRIPTION : null,
    };
  });
  await insert(readerWorks, said);
  const times = said.flatMap(({ status, workId, bookId }, at) => {
    if (status === "want") return [];
    const outcome = status === "reading" ? "reading" : status === "stopped" ? "stopped" : "finished";
    return (at % 9 === 0 && status === "read" ? [0, 1] : [0]).map(() => {
      const ended = moment();
      const isUnknown = at % 13 === 0;
      return {
        ...{ userId, workId, bookId, outcome, page: outcome === "finished" ? null : 40 },
        startedOn: isUnknown ? null : dayOf(monthBefore(ended)),
        endedOn: outcome === "reading" || isUnknown ? null : dayOf(ended),
      };
    });
  });
  await insert(readings, times);
  const kept = await db.select({ id: readings.id, endedOn: readings.endedOn }).from(readings);
  const days = kept.flatMap(({ id, endedOn }) =>
    endedOn === null || id % 3 > 0
      ? []
      : [28, 14, 7, 3, 1].map((ago, at) => ({
          ...{ readingId: id, page: 30 * (at + 1) },
          day: dayOf(new Date(Date.parse(endedOn) - ago * 24 * 60 * 60_000)),
        })),
  );
  if (visibility === "private") await insert(readingProgress, days);
}

/** A household of two with a tree of places, and what stands in it; a tenth of it is the other member's. */
async function fillHouse(userId: number, otherId: number, of: Edition[]): Promise<void> {
  const [house] = await db.insert(libraries).values({ name: "Bench" }).$returningId();
  const libraryId = house?.id ?? 0;
  await db.insert(libraryMembers).values([
    { userId, libraryId, role: "owner" },
    { userId: otherId, libraryId, role: "member" },
  ]);
  const ids: number[] = [];
  for (let at = 0; at < SIZES.places; at++) {
    const kind = at < 2 ? "home" : at < 12 ? "room" : "shelf";
    const parentId = at < 2 ? null : (ids[at < 12 ? at % 2 : 2 + (at % 10)] ?? null);
    const [made] = await db
      .insert(places)
      .values({
        libraryId,
        parentId,
        kind,
        name: `${capital(kind)} ${at}`,
        code: `bench${String(at).padStart(3, "0")}`,
      })
      .$returningId();
    ids.push(made?.id ?? 0);
  }
  await insert(
    copies,
    of.map(({ id }, at) => ({
      ...{ bookId: id, libraryId, ownerId: at % 10 === 0 ? otherId : userId, createdAt: moment() },
      placeId: at % 15 === 0 ? null : (ids[12 + (at % (SIZES.places - 12))] ?? null),
      ...{ condition: "good", acquiredOn: dayOf(moment()), price: 5 + (at % 40), currency: at % 5 ? "EUR" : "USD" },
    })),
  );
}

async function fillCollections(userId: number, of: Edition[]): Promise<number[]> {
  const ids: number[] = [];
  for (let at = 0; at < SIZES.collections; at++) {
    const [made] = await db
      .insert(collections)
      .values({ ownerId: userId, name: `${capital(WORDS[at % 20] ?? "")} ${at}`, icon: "📚" })
      .$returningId();
    ids.push(made?.id ?? 0);
  }
  const rest = ids.slice(1);
  const held = of.flatMap(({ id }, at) => {
    const own = at < SIZES.large ? ids[0] : rest[at % rest.length];
    // One book in ten stands in two.
    return [own, ...(at % 10 === 0 ? [rest[(at * 7) % rest.length]] : [])].map((collectionId) => ({
      ...{ collectionId, bookId: id, addedAt: moment() },
    }));
  });
  await insert(collectionBooks, [...new Map(held.map((row) => [`${row.collectionId} ${row.bookId}`, row])).values()]);
  return ids;
}

/** Collections that fill themselves. */
const SAVED: Record<string, (everything: SavedQuery["filter"]) => SavedQuery> = {
  "Best of all": (filter) => ({ filter: { ...filter, rating: { min: 4.5 } }, sort: "rating" }),
  "Owned, unread": (filter) => ({ filter: { ...filter, isOwned: true, status: ["want", "none"] }, sort: "author" }),
  German: (filter) => ({ filter: { ...filter, language: "de" }, sort: "added" }),
};

async function fillTags(userId: number, of: Edition[]): Promise<void> {
  await insert(
    tags,
    Array.from({ length: SIZES.tags }, (_, at) => ({ userId, name: `${WORDS[at % 20]} ${at}` })),
  );
  const made = await db.select({ id: tags.id }).from(tags);
  const given = of.flatMap(({ id, workId }, at) =>
    some(made, 1 + (at % 2)).map((tag) => ({ tagId: tag.id, workId, bookId: id, addedAt: moment() })),
  );
  await insert(workTags, [...new Map(given.map((row) => [`${row.tagId} ${row.workId}`, row])).values()]);
}

/**
 * Fills an empty database for readers that are there. `neighbours` are readers of the same site, each with a library a tenth
 * as large, and with reviews that everybody sees.
 */
export async function fillLibrary({
  reader,
  member,
  neighbours,
}: {
  reader: number;
  member: number;
  neighbours: number[];
}) {
  const all = await fillCatalogue();
  // From everywhere in the catalogue; every third of those twice, as a work can be there in two editions.
  const own = some(all, SIZES.books);
  const byWork = [...new Map(own.map((edition) => [edition.workId, edition])).values()];
  const kept = own.slice(0, SIZES.books - 800);
  const collectionIds = await fillCollections(reader, kept);
  await fillHouse(reader, member, some(own, SIZES.copies));
  await fillReading(reader, byWork.slice(-SIZES.statuses), "private");
  await fillTags(reader, some(byWork, SIZES.tagged));
  await insert(
    quotes,
    kept
      .slice(0, 500)
      .map(({ id }, at) => ({ userId: reader, bookId: id, kind: at % 3 ? "quote" : "note", text: DESCRIPTION })),
  );
  await insert(readingGoals, [{ userId: reader, year: new Date().getUTCFullYear(), books: 300 }]);
  const { EVERYTHING } = await import("@/lib/shelf/schema");
  await insert(
    collections,
    Object.entries(SAVED).map(([name, queryOf]) => ({ ownerId: reader, name, icon: "✨", query: queryOf(EVERYTHING) })),
  );
  for (const userId of neighbours) {
    const theirs = some(all, SIZES.books / 10);
    await fillReading(userId, [...new Map(theirs.map((edition) => [edition.workId, edition])).values()], "public");
    await fillCollections(userId, theirs);
  }
  return { all, own, collectionIds };
}

const HEADER =
  "Book Id,Title,Author,ISBN,ISBN13,My Rating,Number of Pages,Date Read,Date Added,Bookshelves,Exclusive Shelf,My Review,Read Count,Owned Copies";

/**
 * An export of Goodreads of so many rows: most of them are books of the catalogue, in a hundred three that it does not know,
 * and two without an ISBN.
 */
export function goodreadsCsv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, at) => {
    const place = (at * 7) % SIZES.editions;
    const { title, authors } = recordOf(place);
    const isbn = at % 100 < 3 ? isbnOf(50_000_000 + at) : at % 100 < 5 ? "" : isbnOf(place);
    const shelf = at % 3 === 0 ? "to-read" : at % 200 === 1 ? "currently-reading" : "read";
    const read = shelf === "read" ? `${2015 + (at % 10)}/${1 + (at % 12)}/${1 + (at % 28)}` : "";
    const shelves = [`${WORDS[at % 20]}-${at % 30}`, ...(at % 4 === 0 ? [`${WORDS[at % 13]}-more`] : [])].join(", ");
    return [
      ...[at, `"${title}"`, `"${authors[0]}"`, '"="""""', `"=""${isbn}"""`, read ? at % 6 : 0, 300, read],
      ...[`2014/${1 + (at % 12)}/${1 + (at % 28)}`, `"${shelves}"`, shelf],
      ...[read && at % 12 === 2 ? `"${DESCRIPTION}"` : "", read ? 1 + Number(at % 40 === 2) : 0, at % 4 === 0 ? 1 : 0],
    ].join(",");
  });
  return `${[HEADER, ...lines].join("\n")}\n`;
}
