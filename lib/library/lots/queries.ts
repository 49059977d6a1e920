import "server-only";
import { and, asc, eq, gt } from "drizzle-orm";
import { db } from "@/db/client";
import { collectionBooks } from "@/db/schema/library";
import type { Actor } from "@/lib/accounts/schema";
import { listMatching } from "@/lib/shelf/queries";
import { partOf } from "@/lib/shelf/rules";
import type { BookPart } from "@/lib/shelf/schema";
import { canReadCollection } from "../policy";
import { getCollection } from "../queries";
import type { LotSource } from "./schema";

type Part = { after: number; limit: number };

/** The next books of a source, by their ids; undefined for a collection that the actor may not see, or that is none. */
export async function listLot(actor: Actor, of: LotSource, part: Part): Promise<BookPart | undefined> {
  if ("query" in of) return listMatching(actor.id, of.query, part);
  const collection = await getCollection(of.collectionId);
  if (!collection || !canReadCollection(actor, collection)) return undefined;
  const rows = await db
    .select({ bookId: collectionBooks.bookId })
    .from(collectionBooks)
    .where(and(eq(collectionBooks.collectionId, of.collectionId), gt(collectionBooks.bookId, part.after)))
    .orderBy(asc(collectionBooks.bookId))
    .limit(part.limit + 1);
  return partOf(
    rows.map(({ bookId }) => bookId),
    part.limit,
  );
}
