import { z } from "zod";
import type { BookSummary } from "@/lib/catalog/schema";
import type { Point } from "@/lib/covers/features/schema";
import type { Wire } from "@/lib/platform/api/wire";

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

const candidateAnswer = z.object({
  filename: z.string(),
  score: z.number().nullable(),
  title: z.string(),
  authors: z.array(z.string()),
  coverUrl: z.string(),
  isbn: z.string(),
  isbn13: z.string().nullable(),
  subtitle: z.string().nullable(),
  year: z.int().nullable(),
  languageCode: z.string().nullable(),
  similarity: z.number().nullable(),
  inliers: z.int().nullable(),
  confidence: z.number(),
  sameWork: z.boolean(),
});

/** What `POST /match` answers: the source document's fields first, then ours. */
export const matchAnswer = z.object({
  filename: z.string().nullable(),
  score: z.number().nullable(),
  title: z.string().nullable(),
  authors: z.array(z.string()),
  coverUrl: z.string().nullable(),
  alternatives: z.array(candidateAnswer),
  username: z.string().nullable(),
  status: z.enum(["match", "unsure", "unknown"]),
  isbn: z.string().nullable(),
  isbn13: z.string().nullable(),
  subtitle: z.string().nullable(),
  year: z.int().nullable(),
  languageCode: z.string().nullable(),
  similarity: z.number().nullable(),
  confidence: z.number(),
  inliers: z.int().nullable(),
  reasons: z.array(z.string()),
  evidence: z.enum(["geometry", "look", "text", "isbn"]).nullable(),
  outline: z.array(z.tuple([z.number(), z.number()])).nullable(),
  requestId: z.string(),
});
export type MatchResponse = Wire<z.output<typeof matchAnswer>>;
export type MatchResponseCandidate = MatchResponse["alternatives"][number];

/**
 * On `unknown` no book is named at the top, so that a client that looks at the title alone is not misled: the look-alikes are
 * all in `alternatives`.
 */
export function toMatchAnswer(
  { requestId, status, candidates, reasons, evidence, outline }: MatchAnswer,
  username: string | null,
): z.input<typeof matchAnswer> {
  const shown = candidates.map(toCandidateAnswer);
  const best = status === "unknown" ? undefined : shown[0];
  return {
    filename: best?.filename ?? null,
    score: best?.score ?? null,
    title: best?.title ?? null,
    authors: best?.authors ?? [],
    coverUrl: best?.coverUrl ?? null,
    alternatives: best ? shown.slice(1) : shown,
    username,
    status,
    isbn: best?.isbn ?? null,
    isbn13: best?.isbn13 ?? null,
    subtitle: best?.subtitle ?? null,
    year: best?.year ?? null,
    languageCode: best?.languageCode ?? null,
    similarity: best?.similarity ?? null,
    confidence: best?.confidence ?? 0,
    inliers: best?.inliers ?? null,
    reasons,
    evidence,
    outline,
    requestId,
  };
}

const toCandidateAnswer = ({ book, isSameWork, ...rest }: MatchCandidate): z.input<typeof candidateAnswer> => ({
  ...book,
  ...rest,
  filename: book.coverFile,
  coverUrl: `/cover/${book.coverFile}`,
  sameWork: isSameWork,
});
