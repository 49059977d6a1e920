/** What one's household has of a book, in words for wherever the book shows. */
export type Owned = {
  /** "You own this: Living room, B3" */
  words: string;
  /** Where there is little room: "Living room, B3", "Ana’s", "Another edition". */
  short: string;
  /** False where it is another edition of the same work. */
  isThis: boolean;
  /** Whether one of the copies is the reader's own. */
  isMine: boolean;
};

/** By what every route calls a book. */
export type OwnedByIsbn = Record<string, Owned>;
