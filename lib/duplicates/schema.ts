import { z } from "zod";
import { type BookField, bookFields, type FieldValue, type Origin } from "@/lib/catalog/provenance/schema";
import type { BookSummary } from "@/lib/catalog/schema";
import { givenId as id } from "@/lib/platform/given";

/** How a picture was found to be one that is known, in the order in which it is looked for; the first that holds counts. */
export const LOOK_REASONS = ["exact_hash", "phash_match", "embedding_similarity"] as const;
export type LookReason = (typeof LOOK_REASONS)[number];

/**
 * What speaks for two books being one. `value`: of `phash_match` the bits that differ, of `embedding_similarity` the cosine.
 * `person`: somebody put the two side by side.
 */
export const REASONS = ["isbn", "alias_isbn", "title_author", ...LOOK_REASONS, "person"] as const;
export type Reason = { reason: (typeof REASONS)[number]; value?: number };

/** One book twice, two editions of one text, or one picture on two books. */
export const KINDS = ["book", "edition", "cover"] as const;
export type Kind = (typeof KINDS)[number];

export type Verdict = { kind: Kind; score: number; reasons: Reason[] };

/** What two books are compared by. */
export type Facts = {
  id: number;
  workId: number;
  isbn10: string | null;
  isbn13: string | null;
  title: string;
  subtitle: string | null;
  authors: string[];
  series: { name: string; position: number | null }[] | null;
  publisher: string | null;
  publishedYear: number | null;
  pages: number | null;
  languageCode: string | null;
  /** Its pictures but those that were drawn for it, by their hashes. */
  pictures: { sha256: string; phash: string | null }[];
  /** Further names, see `bookAliases`. */
  aliases: string[];
};

/**
 * What came of looking whether a picture is known, as the events say it. `exchange_suspected` is in the contract and not
 * said yet: a picture of a cover shows no copy, so somebody else's hands are seen only where it is known who lent what.
 */
export const DECISIONS = ["new_book", "new_copy", "existing_copy", "exchange_suspected", "ignore"] as const;
export type Decision = (typeof DECISIONS)[number];

/** How a pair was decided. */
export type PairState = "open" | "different" | "joined";

export type ListedPair = Verdict & {
  id: number;
  books: [BookSummary, BookSummary];
  state: PairState;
  decidedBy: string | null;
  decidedAt: Date | null;
};
export type PairPage = { pairs: ListedPair[]; counts: Record<Kind, number>; cursor: string | null };

/** How much hangs on a book. */
export type Usage = { collections: number; scans: number; feedback: number; covers: number; editions: number };

/** One of two books side by side. */
export type ComparedBook = {
  id: number;
  book: BookSummary;
  addedAt: Date;
  /** A picture that was not drawn stands for it. */
  hasPicture: boolean;
  usage: Usage;
};
/** `isDifferent` marks what is not the same on both sides. */
export type ComparedField = {
  field: BookField;
  values: [FieldValue, FieldValue];
  origins: [Origin | null, Origin | null];
  isDifferent: boolean;
};
export type ComparedPair = Verdict & {
  id: number;
  state: PairState;
  /** What was compared; a decision says it back, so that nobody decides about what has changed since. */
  evidence: string;
  isSameWork: boolean;
  books: [ComparedBook, ComparedBook];
  fields: ComparedField[];
};

export type ListedMerge = {
  id: number;
  kind: "books" | "works";
  title: string;
  /** What it is now; null: that is gone too. */
  book: BookSummary | null;
  person: string | null;
  at: Date;
  undoneAt: Date | null;
};
export type MergePage = { merges: ListedMerge[]; cursor: string | null };

const seen = { pairId: id, evidence: z.string().length(64) };

export const mergePairInput = z.object({
  ...seen,
  keptId: id,
  /** Fields of which the other book's value is taken. */
  take: z.array(z.enum(bookFields as [BookField, ...BookField[]])).max(bookFields.length),
  /** Whether the other book's cover stands for it. */
  takesCover: z.boolean(),
});
export type MergePairInput = z.output<typeof mergePairInput>;

export const decidePairInput = z.object(seen);
export type DecidePairInput = z.output<typeof decidePairInput>;

export const reopenPairInput = z.object({ pairId: id });
export type ReopenPairInput = z.output<typeof reopenPairInput>;

export const undoMergeInput = z.object({ mergeId: id });
export type UndoMergeInput = z.output<typeof undoMergeInput>;

const name = z.string().trim().min(1, "Which book?").max(60);
export const comparePairInput = z.object({ one: name, other: name });
export type ComparePairInput = z.output<typeof comparePairInput>;
