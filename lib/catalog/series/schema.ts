import { z } from "zod";
import type { BookSummary } from "../schema";

/** What one of the catalogue's books says of its place in a series; of several volumes in one `rangeEnd` is the last. */
export type SeriesBook = {
  bookId: number;
  workId: number;
  title: string;
  position: number | null;
  rangeEnd: number | null;
  authorIds: number[];
  languageCode: string | null;
  ratingsCount: number;
  year: number | null;
};

/** How a reader stands to a work. `bookIds`: their own editions of it. */
export type MyWork = {
  isOwned: boolean;
  isKept: boolean;
  status: "want" | "reading" | "read" | "stopped" | null;
  bookIds: number[];
};

/** A work at its place in a series. */
export type PlacedWork = {
  workId: number;
  position: number | null;
  rangeEnd: number | null;
  editions: SeriesBook[];
  authorIds: number[];
};

/** All works at one place; mostly one, but two translations may be two works. */
export type Volume = { position: number; works: PlacedWork[] };

/** Whole numbers that no book of the catalogue has, from one to the other. `isBoxed`: a box set has all of them. */
export type Gap = { from: number; to: number; isBoxed: boolean };

/** One series. Two of one name, by other people, are two. */
export type Strand = {
  authorIds: number[];
  volumes: Volume[];
  gaps: Gap[];
  boxes: PlacedWork[];
  unnumbered: PlacedWork[];
};

/** How far a reader is with a series. `total` counts whole volumes that are known to be, or works where none has a number. */
export type Progress = {
  total: number;
  /** In the house, or read or being read. */
  had: number;
  read: number;
  /** Further ones that only stand in collections, which may be lists of wishes. */
  kept: number;
  /** Volumes of the catalogue that are none of these. */
  lacking: number[];
  /** The place of the volume to read now. Null: all are read, or nothing has a number. */
  next: number | null;
  /** Volumes before it that the catalogue does not have. */
  skipped: number[];
};

export type SeriesCard = {
  workId: number;
  position: number | null;
  rangeEnd: number | null;
  editions: number;
  book: BookSummary;
  mine: MyWork | null;
};

export type NamedLink = { id: number; name: string };

export type SeriesStrand = {
  authors: NamedLink[];
  volumes: { position: number; cards: SeriesCard[] }[];
  gaps: Gap[];
  boxes: SeriesCard[];
  unnumbered: SeriesCard[];
  /** Null for visitors, and for those who have nothing of it. */
  progress: Progress | null;
};

export type SeriesDetail = NamedLink & {
  strands: SeriesStrand[];
  isSignedIn: boolean;
};

/** A series in the room of those that a reader has begun. */
export type BegunSeries = NamedLink & {
  authors: NamedLink[];
  progress: Progress;
  nextCard: SeriesCard | null;
  gaps: Gap[];
  covers: BookSummary[];
};
export type BegunSeriesPage = { series: BegunSeries[]; cursor: string | null };

const first = (value: unknown) => (Array.isArray(value) ? value[0] : value);

/** The query string of the room; what makes no sense is the first page. */
export const seriesRoomPage = z.object({
  after: z.preprocess(first, z.string().max(4_000).optional().catch(undefined)),
});
export type SeriesRoomPage = z.output<typeof seriesRoomPage>;

export const seriesHref = (id: number): string => `/series/${id}`;

/** A series in which a book stands, as its page says it. */
export type BookInSeries = NamedLink & { position: number | null; rangeEnd: number | null };

/** "2", "2.5", "1–3". */
export const sayPlace = ({ position, rangeEnd }: { position: number | null; rangeEnd: number | null }): string =>
  position === null ? "" : rangeEnd === null ? String(position) : `${position}–${rangeEnd}`;

export const seriesRoomHref = ({ after }: SeriesRoomPage): string =>
  after ? `/library/series?after=${encodeURIComponent(after)}` : "/library/series";
