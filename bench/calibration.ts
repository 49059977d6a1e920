import { INLIERS_MAX, MARGIN_MAX, type Signals } from "@/lib/identify/rules";

/** What the decision saw of a photo, and whether its first answer was the right one. */
export type Sample = Signals & { group: string; isRight: boolean };

export type Calibration = { bias: number; similarity: number; margin: number; inliers: number; evenness: number };

const FOLDS = 5;
const STEPS_MAX = 50;
/** Where right and wrong part cleanly the steepest curve would claim certainty: the ridge keeps it modest. */
const RIDGE = 0.02;

const inputs = ({ similarity, margin, inliers, evenness }: Sample): number[] => [
  1,
  similarity,
  Math.max(-MARGIN_MAX, Math.min(margin, MARGIN_MAX)),
  Math.min(inliers ?? 0, INLIERS_MAX),
  evenness,
];
const SIZE = 5;
const places = Array.from({ length: SIZE }, (_, at) => at);

function probability(weights: number[], sample: Sample): number {
  return 1 / (1 + Math.exp(-inputs(sample).reduce((sum, x, at) => sum + x * (weights[at] ?? 0), 0)));
}

/** Solves the small symmetric system A·x = b by elimination. */
function solve(a: number[][], b: number[]): number[] {
  const rows = a.map((row, at) => [...row, b[at] ?? 0]);
  const size = rows.length;
  const cell = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let pivot = 0; pivot < size; pivot++) {
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const factor = cell(row, pivot) / cell(pivot, pivot);
      rows[row] = (rows[row] ?? []).map((value, column) => value - factor * cell(pivot, column));
    }
  }
  return rows.map((_, at) => cell(at, size) / cell(at, at));
}

/** Logistic regression by Newton's method, with a breath of ridge so that separable data has an answer too. */
function regress(samples: Sample[]): number[] {
  let weights = places.map(() => 0);
  for (let step = 0; step < STEPS_MAX; step++) {
    const slope = places.map(() => 0);
    const bend: number[][] = places.map((i) => places.map((j) => (i === j ? RIDGE : 0)));
    for (const sample of samples) {
      const x = inputs(sample);
      const p = probability(weights, sample);
      for (const i of places) {
        slope[i] = (slope[i] ?? 0) + ((sample.isRight ? 1 : 0) - p) * (x[i] ?? 0);
        for (const j of places) {
          const row = bend[i];
          if (row) row[j] = (row[j] ?? 0) + p * (1 - p) * (x[i] ?? 0) * (x[j] ?? 0);
        }
      }
    }
    const change = solve(
      bend,
      slope.map((value, at) => value - RIDGE * (weights[at] ?? 0)),
    );
    weights = weights.map((weight, at) => weight + (change[at] ?? 0));
    if (Math.hypot(...change) < 1e-6) break;
  }
  return weights;
}

export function fitCalibration(samples: Sample[]): Calibration {
  const [bias = 0, similarity = 0, margin = 0, inliers = 0, evenness = 0] = regress(samples);
  return { bias, similarity, margin, inliers, evenness };
}

const lossOf = (weights: number[], sample: Sample) => {
  const p = probability(weights, sample);
  return -Math.log(Math.max(1e-12, sample.isRight ? p : 1 - p));
};

/** How badly a curve surprises: the mean log loss, 0 at best. */
export function logLossOf(samples: Sample[], { bias, similarity, margin, inliers, evenness }: Calibration) {
  const weights = [bias, similarity, margin, inliers, evenness];
  return samples.reduce((sum, sample) => sum + lossOf(weights, sample), 0) / samples.length;
}

/** Fits on four fifths of the covers and judges on the photos of the others: no cover is on both sides. */
export function crossValidate(samples: Sample[], matchMin: number) {
  const groups = [...new Set(samples.map(({ group }) => group))];
  const foldOf = new Map(groups.map((group, at) => [group, at % FOLDS]));
  let loss = 0;
  let matches = 0;
  let falseMatches = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const weights = regress(samples.filter(({ group }) => foldOf.get(group) !== fold));
    for (const sample of samples.filter(({ group }) => foldOf.get(group) === fold)) {
      loss += lossOf(weights, sample);
      if (probability(weights, sample) < matchMin) continue;
      matches += 1;
      if (!sample.isRight) falseMatches += 1;
    }
  }
  return { logLoss: loss / samples.length, matches, falseMatches };
}
