import type { MatchStatus } from "./schema";

/**
 * How sure a match by look is. A logistic curve over two things: how alike the best cover is, and how far ahead it is of
 * the best cover of another work. The figures are fitted by `npm run bench:match`; see bench/RESULTS.md.
 */
export const CALIBRATION = { bias: -6.2, similarity: 8.0, margin: 30.5 };

/** A lead beyond this says no more: the curve was fitted to leads cut off here. */
export const MARGIN_MAX = 0.3;

/**
 * How alike the rival is at least taken to be. Among the 3,470 covers of the bench nearly every photo finds a stranger this alike;
 * in a catalogue of a few books it does not, and a lead over nothing would make a match of whatever is in it: of photos of
 * other books 4 % in a catalogue of one.
 */
export const RIVAL_SIMILARITY_MIN = 0.25;

/** Two works with one cover cannot both be it: without a lead each has a half, from 0.05 on this limits nothing. */
const TWIN_STEEPNESS = 60;

/** `match` from here on. */
export const MATCH_CONFIDENCE_MIN = 0.9;
/** Below this nothing in the catalogue is worth showing as more than a look-alike. */
export const UNSURE_CONFIDENCE_MIN = 0.2;

/** Where the wording changes. No cosine is shown: "45 % alike" of a right cover would only make a reader doubt it. */
const FAR_AHEAD_MIN = 0.25;
const EQUALLY_ALIKE_MAX = 0.05;
const CLEARLY_FIRST = "This cover looks clearly more like the photo than any other.";
const NOT_ENOUGH = "This cover looks most like the photo, but not enough to be sure.";

/** A candidate as the decision sees it: one per book, best first. */
export type Candidate = { bookId: number; workId: number; similarity: number };

export type Decision = {
  status: MatchStatus;
  /** In the order of the candidates: the probability that this is the book. */
  confidences: number[];
  reasons: string[];
};

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** Probability that the first of two covers is the one on the photo. */
export function confidenceOf(similarity: number, margin: number): number {
  const { bias, similarity: bySimilarity, margin: byMargin } = CALIBRATION;
  const fitted = logistic(bias + bySimilarity * similarity + byMargin * Math.min(margin, MARGIN_MAX));
  return Math.min(fitted, logistic(TWIN_STEEPNESS * margin));
}

/** How far ahead the best cover is of the best one of another work, of which there need not be any. */
export function marginOf(best: number, rival: number | undefined): number {
  return best - Math.max(rival ?? RIVAL_SIMILARITY_MIN, RIVAL_SIMILARITY_MIN);
}

/**
 * Decides between "this is it", "one of these" and "not in the catalogue". Editions of one work that share a cover do
 * not compete: the margin is the distance to the best cover of another work.
 */
export function decide(candidates: Candidate[]): Decision {
  const [best, ...others] = candidates;
  if (!best) return { status: "unknown", confidences: [], reasons: ["No cover is in the index yet."] };

  const rival = others.find(({ workId }) => workId !== best.workId);
  const margin = marginOf(best.similarity, rival?.similarity);
  const confidence = confidenceOf(best.similarity, margin);
  // What the best does not claim is left to the others, by how near they come to it.
  const weights = others.map(({ similarity }) => Math.exp((similarity - best.similarity) * 20));
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const confidences = [
    confidence,
    ...weights.map((weight) => Math.min((weight / total) * (1 - confidence), confidence)),
  ];

  if (confidence >= MATCH_CONFIDENCE_MIN) {
    const lead = margin >= FAR_AHEAD_MIN ? "No other cover in the catalogue comes near this one." : CLEARLY_FIRST;
    return { status: "match", confidences, reasons: [lead] };
  }
  if (confidence >= UNSURE_CONFIDENCE_MIN) {
    const doubt = margin < EQUALLY_ALIKE_MAX ? "More than one cover looks like this photo." : NOT_ENOUGH;
    return { status: "unsure", confidences, reasons: [doubt] };
  }
  return { status: "unknown", confidences, reasons: ["No cover in the catalogue looks enough like this photo."] };
}
