import type { CollectionSort } from "../schema";

/** A collection as an import knows it; `query`: of one that fills itself. */
export type ImportedCollection = {
  name: string;
  icon: string | null;
  description: string;
  sort?: CollectionSort;
  query?: unknown;
  createdAt?: string | null;
};

/** A book with the collections that an import puts it into, and when it came there where that is known. */
export type ShelvedBook = {
  bookId: number;
  addedAt: Date | null;
  collections: (ImportedCollection & { addedAt?: string | null; position?: number | null })[];
};

export type AddedToCollection = { collectionId: number; bookId: number };
