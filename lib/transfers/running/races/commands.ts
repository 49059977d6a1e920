import "server-only";
import { isDuplicate, isOrphan } from "@/db/client";
import { isImportRace } from "@/lib/catalog/commands";

/** Indexes that say that the reader, or another file of theirs, was at the same thing at the same time. */
const INDEXES = [
  ...["collections_owner_name", "collection_books_once", "tags_user_name", "work_tags_once"],
  ...["reader_works_once", "readings_import", "readings_open", "quotes_import", "places_name", "places_code"],
];

/** True where a transaction that brings rows to a library is to be done again: somebody wrote the same, or merged a book. */
export const isLostRace = (error: unknown): boolean =>
  isImportRace(error) ||
  isOrphan(error, "books") ||
  isOrphan(error, "works") ||
  INDEXES.some((index) => isDuplicate(error, index));
