import "server-only";
import { and, asc, eq, gt, inArray, ne, or } from "drizzle-orm";
import { db } from "@/db/client";
import { books } from "@/db/schema/catalog";
import { covers, embeddings } from "@/db/schema/covers";
import type { BookReference } from "@/lib/catalog/rules";
import { ofModel } from "../queries";
import type { ModelId } from "../schema";

const NAMED = {
  coverId: covers.id,
  sha256: covers.sha256,
  isPrimary: covers.isPrimary,
  id: books.id,
  isbn10: books.isbn10,
  isbn13: books.isbn13,
};

/** Readers' photos stay where they are. */
const mayLeave = ne(covers.source, "photo");

/** A model's vectors with their covers and books, by their ids, after `after`. */
export function listNamedVectors(modelId: ModelId, after: number, limit: number) {
  return db
    .select({ ...NAMED, label: embeddings.id, vector: embeddings.vector })
    .from(embeddings)
    .innerJoin(covers, eq(embeddings.coverId, covers.id))
    .innerJoin(books, eq(covers.bookId, books.id))
    .where(and(ofModel(modelId), mayLeave, gt(embeddings.id, after)))
    .orderBy(asc(embeddings.id))
    .limit(limit);
}

/** How many vectors `listNamedVectors` lists. */
export function countNamedVectors(modelId: ModelId): Promise<number> {
  return db.$count(
    embeddings,
    and(ofModel(modelId), inArray(embeddings.coverId, db.select({ id: covers.id }).from(covers).where(mayLeave))),
  );
}

/** The covers of these books. */
export async function listCoversOfBooks(references: BookReference[]) {
  const ids = references.flatMap((reference) => ("bookId" in reference ? reference.bookId : []));
  const isbns = references.flatMap((reference) => ("isbn13" in reference ? reference.isbn13 : []));
  if (references.length === 0) return [];
  return db
    .select(NAMED)
    .from(covers)
    .innerJoin(books, eq(covers.bookId, books.id))
    .where(and(mayLeave, or(inArray(books.id, ids), inArray(books.isbn13, isbns))));
}

/** Of these covers, those that have a vector of the model. */
export async function listEmbeddedCovers(modelId: ModelId, coverIds: number[]): Promise<number[]> {
  if (coverIds.length === 0) return [];
  const rows = await db
    .select({ coverId: embeddings.coverId })
    .from(embeddings)
    .where(and(ofModel(modelId), inArray(embeddings.coverId, coverIds)));
  return rows.flatMap(({ coverId }) => coverId ?? []);
}
