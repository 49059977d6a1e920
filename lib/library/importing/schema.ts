/** A book with the collections that an import puts it into, and when it came there where that is known. */
export type ShelvedBook = {
  bookId: number;
  addedAt: Date | null;
  collections: { name: string; icon: string | null; description: string }[];
};

export type AddedToCollection = { collectionId: number; bookId: number };
