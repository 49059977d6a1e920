import type { BookSummary } from "@/lib/catalog/schema";

export type MatchStatus = "match" | "unsure" | "unknown";

/** One book that the photo may show. */
export type MatchCandidate = {
  book: BookSummary;
  /** Squared L2 distance of the unit vectors, 0 to 4: lower is better. */
  score: number;
  /** Cosine of the vectors: 2 − score, halved and turned round (score = 2 − 2 · similarity). */
  similarity: number;
  /** Calibrated probability, 0 to 1, that this is the book. */
  confidence: number;
};

/** The answer to a photo of a cover. */
export type MatchAnswer = {
  requestId: string;
  status: MatchStatus;
  /** Best first; empty only when the index is. On `unknown` these are no more than look-alikes. */
  candidates: MatchCandidate[];
  /** Plain sentences: why this answer. */
  reasons: string[];
};

/** The JSON of `POST /match`: the source document's fields first, then ours. */
export type MatchResponse = {
  filename: string | null;
  score: number | null;
  title: string | null;
  authors: string[];
  cover_url: string | null;
  alternatives: MatchResponseCandidate[];
  username: string | null;
  status: MatchStatus;
  isbn: string | null;
  isbn13: string | null;
  similarity: number | null;
  confidence: number;
  reasons: string[];
  requestId: string;
};

export type MatchResponseCandidate = {
  filename: string;
  score: number;
  title: string;
  authors: string[];
  cover_url: string;
  isbn: string;
  isbn13: string | null;
  year: number | null;
  similarity: number;
  confidence: number;
};
