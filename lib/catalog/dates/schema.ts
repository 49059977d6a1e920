/** A day, to the millisecond, on which a book was in the catalogue. */
export type BookDate = { bookId: number; date: Date };
