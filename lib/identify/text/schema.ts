/** x, y as fractions of the photo's width and height. */
export type Point = [x: number, y: number];

/** A line of text as it was read from a photo, misreadings included. */
export type TextLine = {
  text: string;
  /** Mean probability of its characters, 0 to 1. */
  confidence: number;
  /** Corners clockwise, from where the first letter begins: a line that runs upwards begins at the bottom. */
  box: [Point, Point, Point, Point];
};

/** What a cover may say of a book. */
export type TextBook = {
  title: string;
  subtitle: string | null;
  /** The title that its editions share, which may be the original one. */
  workTitle?: string;
  authors: string[];
};

/** How well the text of a photo names a book. */
export type Agreement = {
  /** 0 to 1. Near 1: title and author in full, and little else printed as large. A title alone stays below 0.7. */
  agreement: number;
  isTitleSeen: boolean;
  isAuthorSeen: boolean;
  /** What was seen, as the catalogue writes it: of the title, of the author. */
  words: string[];
};

/** A book that the text of a photo names. */
export type BookByText = Agreement & {
  bookId: number;
  /** Where the photo shows this book's ISBN in print. */
  isbn13?: string;
};
