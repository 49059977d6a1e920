import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db, inTransaction, type Tx } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { importRows, imports } from "@/db/schema/transfers";
import { ensureLibrary } from "@/lib/households/commands";
import { newId } from "@/lib/platform/id";
import { listShelf } from "@/lib/shelf/queries";
import { EVERYTHING } from "@/lib/shelf/schema";
import { type Entry, entry, importOptions } from "../schema";
import { land } from "./landing/commands";
import type { Landing } from "./landing/schema";

/** A row that says of its book all that a row can say. */
const entryOf = (at: number, isbn13: string | null): Entry =>
  entry.parse({
    key: `goodreads:${at}`,
    book: {
      ...{ isbn13, isbn10: null, title: `Book ${at}`, subtitle: null, authors: [], pages: null, publicationDate: null },
      ...{ publishedYear: null, publisher: null, languageCode: null, description: null, genres: [], series: [] },
      ...{ averageRating: null, ratingsCount: null, identifiers: {}, workKey: null, coverUrls: [] },
    },
    ...{
      status: "read",
      rating: 4,
      review: `Good, the ${at}th.`,
      addedOn: "2020-01-01",
      tags: [`Tag ${at % 4}`, "imported"],
      notes: [],
    },
    readings: [
      {
        ...{
          startedOn: "2020-01-01",
          endedOn: "2020-01-09",
          outcome: "finished",
          page: null,
          percent: null,
          pages: null,
        },
        progress: [{ day: "2020-01-05", page: 20, percent: null }],
      },
    ],
    collections: [{ name: `Shelf ${at % 3}` }],
    copies: [
      {
        ...{ condition: null, acquiredOn: null, acquiredFrom: null, price: null, currency: null, isSigned: false },
        ...{
          notes: null,
          place: [
            { kind: "room", name: "Hall" },
            { kind: "shelf", name: `Shelf ${at % 2}` },
          ],
        },
      },
    ],
    quotes: [{ kind: "quote", text: `Line ${at}`, page: 3 }],
  });

/** Statements of the caller's connection so far. */
async function countStatements(tx: Tx): Promise<number> {
  const [rows] = await tx.execute(sql`show session status like 'Questions'`);
  return Number((rows as unknown as { Value: string }[])[0]?.Value);
}

/** How many statements it takes to bring so many rows to a fresh library. */
async function landMany(count: number): Promise<number> {
  const [reader, importId] = [await buildUser(), newId()];
  await ensureLibrary(reader);
  await db.insert(imports).values({ id: importId, userId: reader.id, format: "goodreads", facts: {}, options: {} });
  const landings: Landing[] = [];
  for (let at = 0; at < count; at++) {
    const book = await buildBook();
    const said = entryOf(at, book.isbn13);
    const [row] = await db
      .insert(importRows)
      .values({ importId, line: at + 1, raw: [], parsed: said, state: "new" })
      .$returningId();
    landings.push({ rowId: row?.id ?? 0, entry: said, bookId: book.id, workId: book.workId });
  }
  const asked = await inTransaction(async (tx) => {
    const before = await countStatements(tx);
    const landed = await land(tx, reader, landings, { importId, options: importOptions.parse({}) });
    expect(landed.map(({ state }) => state)).toEqual(landings.map(() => "imported"));
    return (await countStatements(tx)) - before;
  });
  const shelf = await listShelf(reader.id, EVERYTHING, { sort: "added", limit: 10 });
  expect(shelf.total).toBe(count);
  return asked;
}

describe("an import", () => {
  it("asks the database as often for forty rows as for ten, so that ten thousand take no hour", async () => {
    const [few, many] = [await landMany(10), await landMany(40)];
    expect(many).toBe(few);
    expect(many).toBeLessThan(60);
  });
});
