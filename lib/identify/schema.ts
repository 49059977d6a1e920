import type { BookSummary } from "@/lib/catalog/schema";
import type { Point } from "@/lib/covers/features/schema";

export type MatchStatus = "match" | "unsure" | "unknown";

/** What an answer rests on: the cover found in the photo detail for detail, its look, or the words on it. */
export type Evidence = "geometry" | "look" | "text" | "isbn";

/** One book that the photo may show. */
export type MatchCandidate = {
  book: BookSummary;
  /** Squared L2 distance of the unit vectors, 0 to 4: lower is better; null where the book has no cover that was looked at. */
  score: number | null;
  /** Cosine of the vectors: 1 − score / 2. */
  similarity: number | null;
  /** Details of the cover that lie in the photo where they should; null: not compared. */
  inliers: number | null;
  /** Calibrated probability, 0 to 1, that this is the book. */
  confidence: number;
  /** Of the same work as the first candidate, which is so itself. */
  isSameWork: boolean;
};

/** The answer to a photo of a cover. */
export type MatchAnswer = {
  requestId: string;
  status: MatchStatus;
  /** Best first; empty only when the index is. On `unknown` these are no more than look-alikes. */
  candidates: MatchCandidate[];
  /** Plain sentences: why this answer. */
  reasons: string[];
  /** Null on `unknown`. */
  evidence: Evidence | null;
  /** Where the first candidate's cover lies in the photo: its corners as fractions of width and height, clockwise. */
  outline: Point[] | null;
};

/**
 * The JSON of `POST /match`: the source document's fields first, then ours. On `unknown` no book is named at the top, so
 * that a client that looks at the title alone is not misled: the look-alikes are all in `alternatives`.
 */
export function presentMatch(
  { requestId, status, candidates, reasons, evidence, outline }: MatchAnswer,
  username: string | null,
) {
  const shown = candidates.map(presentCandidate);
  const best = status === "unknown" ? undefined : shown[0];
  return {
    filename: best?.filename ?? null,
    score: best?.score ?? null,
    title: best?.title ?? null,
    authors: best?.authors ?? [],
    cover_url: best?.cover_url ?? null,
    alternatives: best ? shown.slice(1) : shown,
    username,
    status,
    isbn: best?.isbn ?? null,
    isbn13: best?.isbn13 ?? null,
    subtitle: best?.subtitle ?? null,
    year: best?.year ?? null,
    language_code: best?.language_code ?? null,
    similarity: best?.similarity ?? null,
    confidence: best?.confidence ?? 0,
    inliers: best?.inliers ?? null,
    reasons,
    evidence,
    outline,
    requestId,
  };
}

function presentCandidate({ book, score, similarity, inliers, confidence, isSameWork }: MatchCandidate) {
  return {
    filename: book.coverFile,
    score,
    title: book.title,
    authors: book.authors,
    cover_url: `/cover/${book.coverFile}`,
    isbn: book.isbn,
    isbn13: book.isbn13,
    subtitle: book.subtitle,
    year: book.year,
    language_code: book.languageCode,
    similarity,
    inliers,
    confidence,
    same_work: isSameWork,
  };
}

export type MatchResponse = ReturnType<typeof presentMatch>;
export type MatchResponseCandidate = ReturnType<typeof presentCandidate>;
