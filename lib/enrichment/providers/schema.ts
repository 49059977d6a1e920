import type { ImportableRecord } from "@/lib/catalog/records/schema";

export const providerNames = ["openlibrary", "googlebooks", "dnb"] as const;
export type ProviderName = (typeof providerNames)[number];

/** As people call them. */
export const PROVIDER_LABELS: Record<ProviderName, string> = {
  openlibrary: "Open Library",
  googlebooks: "Google Books",
  dnb: "German National Library",
};

/** What a provider says of one edition. */
export type ProviderRecord = {
  source: ProviderName;
  fetchedAt: Date;
  /**
   * 0 to 1: how surely this is the book that was asked for. 1 for a record of just that ISBN; of a search it is how well
   * title and author agree, and never 1.
   */
  confidence: number;
  /** A book, unless the provider says that it is to be listened to. */
  record: ImportableRecord;
  /** ISBN-13s that the record carries besides its own: other bindings, the ISBN of the set, at times a mistake. */
  otherIsbns: string[];
};

export type TitleQuery = {
  title: string;
  /** As people write it; null when nobody knows. */
  author: string | null;
};

/**
 * `unread` is the text of what stands in the list besides and cannot be read; `next` what to ask with for the next page,
 * null: this was the last.
 */
export type RecordPage = { records: ProviderRecord[]; unread: string[]; next: number | null };

/**
 * A source of book data. Whatever keeps it from answering is thrown as ProviderError; "I do not know it" is no error but
 * an absent or empty answer. What it returns about an ISBN is about that ISBN, or left out.
 */
export type Provider = {
  name: ProviderName;
  /** Beginnings of the ISBN-13s that it answers for; null: all. */
  isbnPrefixes: readonly string[] | null;
  /** The most ISBNs of one `lookUp`. */
  isbnsMax: number;
  /** ISBN-13s → what it knows of each; those that it does not know are absent. */
  lookUp(isbns: string[], signal: AbortSignal): Promise<Map<string, ProviderRecord>>;
  /** Editions, or works where it tells no edition, that may be meant, best first. */
  search(query: TitleQuery, signal: AbortSignal): Promise<ProviderRecord[]>;
  /** New books of a subject or genre, newest first. */
  crawl?(subject: string, from: number, signal: AbortSignal): Promise<RecordPage>;
  /** Where else a cover may be, for a record without cover addresses that give one; best first. */
  coverUrls?(isbn13: string): string[];
  /** The bytes at a cover address of this provider; undefined when the address is not one of its own. */
  readCover?(url: string, signal: AbortSignal): Promise<CoverBytes> | undefined;
};

/** `isPlaceholder`: the provider's own "no image available". */
export type CoverBytes = { bytes: Buffer; isPlaceholder: boolean };
