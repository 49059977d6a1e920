import type { Point, Verification } from "@/lib/covers/features/schema";
import type { Evidence, MatchStatus } from "./schema";
import { saysOf } from "./text/rules";
import type { BookByText } from "./text/schema";

/** How far beside the photo's middle a cover may lie and still be what the reader points at, as a share of its own size. */
const OFF_CENTRE_MAX = 0.1;

/** Whether the photo's middle is on the cover or just beside it: a reader points at one book, and others lie around it. */
export function isCentral(outline: Point[]): boolean {
  const middle: Point = [
    outline.reduce((sum, [x]) => sum + x, 0) / outline.length,
    outline.reduce((sum, [, y]) => sum + y, 0) / outline.length,
  ];
  // Widened about its own middle; the corners go round clockwise, so a point inside is to the right of every side.
  const corners = outline.map(
    ([x, y]): Point => [
      middle[0] + (x - middle[0]) * (1 + OFF_CENTRE_MAX),
      middle[1] + (y - middle[1]) * (1 + OFF_CENTRE_MAX),
    ],
  );
  return corners.every(([x, y], at) => {
    const [nextX, nextY] = corners[(at + 1) % corners.length] ?? [x, y];
    return (nextX - x) * (0.5 - y) - (nextY - y) * (0.5 - x) >= 0;
  });
}

/**
 * How sure a match is, as logistic curves. Where covers were compared: how many of the best one's details lie in the photo
 * where they should, spread over the cover (as a logarithm), and how far ahead of every other work's it is in look; where
 * it has too few details for that, its look alone. Fitted by `npm run bench:match`; see bench/RESULTS.md.
 */
export const CALIBRATION = {
  look: { bias: -5.0, similarity: 4.4, margin: 29.0, inliers: 0 },
  geometry: { bias: -7.4, similarity: 0, margin: 11.7, inliers: 2.67 },
};
export type Calibration = (typeof CALIBRATION)[keyof typeof CALIBRATION];

/** A lead, or a lack of one, beyond this says no more. */
const MARGIN = { min: -0.1, max: 0.2 };
/** Beyond this, more of a cover's details only tell of its print. */
const COUNTED_MAX = 150;
/** A cover that lies aside counts for half and no more than this: it is there, but is it what the reader means? */
const ASIDE_SHARE = 0.5;
const ASIDE_MAX = 18;
/** Two covers that are both there part by this power of their inliers: with half as many one has a chance of one in nine. */
const RIVAL_STEEPNESS = 3;

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

/** From here on a cover is taken to be in the photo: chance never came to this, though a book of the same series may. */
export const INLIERS_MIN = 12;
/** A cover that was not compared, and looks as much like the photo as one that is clearly there, may be its twin. */
const TWIN_SIMILARITY_MIN = 0.5;
/** Words that name a book this well put it before covers that only look like the photo. */
const AGREEMENT_MIN = 0.5;
/** How far words that agree in full are believed, and a printed ISBN of the catalogue. */
const AGREEMENT_TRUST = 0.92;
const ISBN_TRUST = 0.98;
/** Editions whose covers come this near to each other have the same. */
const SAME_COVER_INLIERS_SHARE = 0.5;
const SAME_COVER_MARGIN_MAX = 0.05;

/** What the best does not claim is shared out among the others by look, inliers up to so many, and words. */
const SHARED = { similarity: 20, inliers: 0.2, inliersMax: 45, trust: 9 };

/** Where the wording changes. No cosine is shown: "45 % alike" of a right cover would only make a reader doubt it. */
const FAR_AHEAD_MIN = 0.25;
const EQUALLY_ALIKE_MAX = 0.05;

/** A candidate as the decision sees it: one per book. */
export type Candidate = {
  bookId: number;
  workId: number;
  similarity: number;
  /** How its cover lies in the photo; null: nothing says that it does. Undefined: not compared. */
  verification?: Verification | null;
  /** What the words on the photo say of it, where they were read and name it. */
  text?: Omit<BookByText, "bookId">;
};

/**
 * Inliers as far as they speak for this very cover: spread over all of it. Books of one series share lettering and frame,
 * and up to 90 details lie exactly in one that is another volume's.
 */
export const strengthOf = ({ inliers, evenness }: Verification): number => Math.min(inliers, COUNTED_MAX) * evenness;

/** Inliers as far as they speak for this cover, and for its being what the reader points at. */
export function inliersOf({ verification }: Candidate): number {
  if (!verification) return 0;
  const strength = strengthOf(verification);
  return isCentral(verification.outline) ? strength : Math.min(strength * ASIDE_SHARE, ASIDE_MAX);
}

/** How far the words on the photo are believed to name a book, 0 to 1. */
function trustOf({ text }: Candidate): number {
  if (!text) return 0;
  return text.isbn13 ? ISBN_TRUST : text.agreement * AGREEMENT_TRUST;
}

/**
 * Best first: a printed ISBN, then covers that are in the photo by how much of them is, then books that are named by its
 * words, then the others by their look.
 */
export function byEvidence(a: Candidate, b: Candidate): number {
  const ranksOf = (one: Candidate) => [
    one.text?.isbn13 ? 1 : 0,
    inliersOf(one) >= INLIERS_MIN ? inliersOf(one) : 0,
    (one.text?.agreement ?? 0) >= AGREEMENT_MIN ? (one.text?.agreement ?? 0) : 0,
    one.similarity,
  ];
  const [ofA, ofB] = [ranksOf(a), ranksOf(b)];
  const differing = ofA.findIndex((rank, at) => rank !== ofB[at]);
  return (ofB[differing] ?? 0) - (ofA[differing] ?? 0);
}

export type Decision<Kind extends Candidate = Candidate> = {
  status: MatchStatus;
  /** Best first, with the probability that each is the book. */
  ranked: (Kind & { confidence: number })[];
  evidence: Evidence | null;
  reasons: string[];
};

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** What the confidence is made of. */
export type Signals = {
  similarity: number;
  margin: number;
  /** As `inliersOf` counts them; undefined where details could not be compared. */
  inliers: number | undefined;
  /** Of the best cover of another work that lies in the middle too. */
  rivalInliers: number;
  /** A cover of another work that was not compared looks the same. */
  hasTwin: boolean;
};

/** What a curve weighs. */
export const inputsOf = ({ similarity, margin, inliers }: Signals) => ({
  similarity,
  margin: Math.max(MARGIN.min, Math.min(margin, MARGIN.max)),
  inliers: Math.log1p(inliers ?? 0),
});

/** Probability that the best of the covers is the one on the photo. */
export function confidenceOf(signals: Signals): number {
  const { margin, inliers, rivalInliers, hasTwin } = signals;
  const curve = inliers === undefined ? CALIBRATION.look : CALIBRATION.geometry;
  const inputs = inputsOf(signals);
  const fitted = logistic(
    curve.bias + curve.similarity * inputs.similarity + curve.margin * inputs.margin + curve.inliers * inputs.inliers,
  );
  // Two covers alike: by their details where these were compared and found, else by their look.
  const byLook = logistic(TWIN_STEEPNESS * margin);
  if (inliers === undefined || inliers < INLIERS_MIN) return Math.min(fitted, byLook);
  const [own, rival] = [inliers ** RIVAL_STEEPNESS, rivalInliers ** RIVAL_STEEPNESS];
  return Math.min(fitted, own / (own + rival), hasTwin ? byLook : 1);
}

/** How far ahead a cover is of the best one of another work, of which there need not be any. */
export function marginOf(best: number, rival: number | undefined): number {
  return best - Math.max(rival ?? RIVAL_SIMILARITY_MIN, RIVAL_SIMILARITY_MIN);
}

/** What the decision sees of candidates that are ordered by evidence. */
export function signalsOf(ordered: Candidate[]): Signals | undefined {
  const [best, ...others] = ordered;
  if (!best) return undefined;
  const rivals = others.filter(({ workId }) => workId !== best.workId);
  const rival = rivals.length > 0 ? Math.max(...rivals.map(({ similarity }) => similarity)) : undefined;
  return {
    similarity: best.similarity,
    margin: marginOf(best.similarity, rival),
    hasTwin: rivals.some(
      ({ verification, similarity }) =>
        verification === undefined &&
        similarity >= Math.max(TWIN_SIMILARITY_MIN, best.similarity - SAME_COVER_MARGIN_MAX),
    ),
    inliers: best.verification === undefined ? undefined : inliersOf(best),
    // One that lies beside what the reader points at is no rival.
    rivalInliers: Math.max(
      0,
      ...rivals.filter(({ verification }) => verification && isCentral(verification.outline)).map(inliersOf),
    ),
  };
}

/**
 * Decides between "this is it", "one of these" and "not in the catalogue". Editions of one work that share a cover do
 * not compete: only a cover of another work is a rival.
 */
export function decide<Kind extends Candidate>(candidates: Kind[]): Decision<Kind> {
  const ordered = [...candidates].sort(byEvidence);
  const [best, ...others] = ordered;
  const signals = signalsOf(ordered);
  if (!best || !signals)
    return { status: "unknown", ranked: [], evidence: null, reasons: ["The catalogue has no covers yet."] };

  const seen = confidenceOf(signals);
  const read = readingOf(ordered);
  const confidence = 1 - (1 - seen) * (1 - read);
  // What the best does not claim is left to the others, by how near they come to it.
  const weightOf = (one: Kind) =>
    Math.exp(
      SHARED.similarity * (one.similarity - best.similarity) +
        SHARED.inliers * Math.min(inliersOf(one), SHARED.inliersMax) +
        SHARED.trust * trustOf(one),
    );
  const total = others.reduce((sum, one) => sum + weightOf(one), 0) || 1;
  let most = confidence;
  const ranked = ordered.map((one, at) => {
    // None more than one that is before it: look alone may speak for what words and details put behind.
    if (at > 0) most = Math.min(most, (weightOf(one) / total) * (1 - confidence));
    return { ...one, confidence: most };
  });

  const isThere = (signals.inliers ?? 0) >= INLIERS_MIN;
  const evidence = best.text?.isbn13 ? "isbn" : read > seen ? "text" : isThere ? "geometry" : "look";
  if (confidence >= MATCH_CONFIDENCE_MIN) {
    const reasons = [
      evidence === "text" || evidence === "isbn" ? says(best) : isThere ? foundInPhoto(signals) : lead(signals),
    ];
    if (others.some((one) => one.workId === best.workId && hasSameCover(best, one)))
      reasons.push("Another edition has the same cover, so please check which of them it is.");
    return { status: "match", ranked, evidence, reasons };
  }
  if (confidence >= UNSURE_CONFIDENCE_MIN)
    return {
      status: "unsure",
      ranked,
      evidence,
      reasons: [
        evidence === "text"
          ? `${says(best)} Please check the cover.`
          : isThere
            ? doubtInPhoto(best, signals)
            : doubt(signals),
      ],
    };
  return {
    status: "unknown",
    ranked,
    evidence: null,
    reasons: ["No cover in the catalogue looks enough like this photo."],
  };
}

/** How far the words name the best candidate and no other work. */
function readingOf([best, ...others]: Candidate[]): number {
  if (!best) return 0;
  const own = trustOf(best);
  const rival = Math.max(0, ...others.filter(({ workId }) => workId !== best.workId).map(trustOf));
  return own === 0 ? 0 : own * (own ** 2 / (own ** 2 + rival ** 2));
}

function says({ text }: Candidate): string {
  if (text?.isbn13) return `The photo shows the ISBN ${text.isbn13}.`;
  return saysOf(text ?? { words: [] }) ?? "The words on the photo name this book.";
}

function hasSameCover(best: Candidate, other: Candidate): boolean {
  if (inliersOf(best) >= INLIERS_MIN) return inliersOf(other) >= inliersOf(best) * SAME_COVER_INLIERS_SHARE;
  return best.similarity - other.similarity <= SAME_COVER_MARGIN_MAX;
}

const foundInPhoto = ({ rivalInliers }: Signals) =>
  rivalInliers >= INLIERS_MIN
    ? "This cover lies in the photo detail for detail, more so than any other."
    : "This cover lies in the photo detail for detail.";

const lead = ({ margin }: Signals) =>
  margin >= FAR_AHEAD_MIN
    ? "No other cover in the catalogue comes near this one."
    : "This cover looks clearly more like the photo than any other.";

const doubtInPhoto = ({ verification }: Candidate, { rivalInliers }: Signals) =>
  rivalInliers >= INLIERS_MIN
    ? "More than one cover of the catalogue lies in this photo."
    : verification && !isCentral(verification.outline)
      ? "This cover lies at the edge of the photo, and nothing in the middle is known."
      : "Parts of this cover lie in the photo, but not enough to be sure.";

const doubt = ({ margin }: Signals) =>
  margin < EQUALLY_ALIKE_MAX
    ? "More than one cover looks like this photo."
    : "This cover looks most like the photo, but not enough to be sure.";
