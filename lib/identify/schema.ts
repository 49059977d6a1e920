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
export function presentMatch({ requestId, status, candidates, reasons }: MatchAnswer, username: string | null) {
  const [best, ...others] = candidates.map(presentCandidate);
  return {
    filename: best?.filename ?? null,
    score: best?.score ?? null,
    title: best?.title ?? null,
    authors: best?.authors ?? [],
    cover_url: best?.cover_url ?? null,
    alternatives: others,
    username,
    status,
    isbn: best?.isbn ?? null,
    isbn13: best?.isbn13 ?? null,
    subtitle: best?.subtitle ?? null,
    year: best?.year ?? null,
    language_code: best?.language_code ?? null,
    similarity: best?.similarity ?? null,
    confidence: best?.confidence ?? 0,
    reasons,
    requestId,
  };
}

function presentCandidate({ book, score, similarity, confidence }: MatchCandidate) {
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
    confidence,
  };
}

export type MatchResponse = ReturnType<typeof presentMatch>;
export type MatchResponseCandidate = ReturnType<typeof presentCandidate>;
