import { CALIBRATION, type Calibration, inputsOf, type Signals } from "@/lib/identify/rules";

/** What the decision saw of a photo, and whether its first answer was the right one. */
export type Sample = Signals & {
  group: string;
  isRight: boolean;
  /** How often there is such a photo, against how often it is among the samples. */
  weight: number;
};

type Curve = keyof typeof CALIBRATION;

const FOLDS = 5;
const STEPS_MAX = 50;
/** Where right and wrong part cleanly the steepest curve would claim certainty: the ridge keeps it modest. */
const RIDGE = 0.02;

const INPUTS = { look: ["similarity", "margin"], geometry: ["margin", "inliers"] } as const;

const inputs = (curve: Curve, sample: Sample): number[] => {
  const all = inputsOf(sample);
  return [1, ...INPUTS[curve].map((name) => all[name])];
};

const chance = (x: number[], weights: number[]) =>
  1 / (1 + Math.exp(-x.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0)));

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
function regress(curve: Curve, samples: Sample[]): number[] {
  const places = [0, ...INPUTS[curve].map((_, at) => at + 1)];
  let weights = places.map(() => 0);
  for (let step = 0; step < STEPS_MAX; step++) {
    const slope = places.map(() => 0);
    const bend: number[][] = places.map((i) => places.map((j) => (i === j ? RIDGE : 0)));
    for (const sample of samples) {
      const x = inputs(curve, sample);
      const p = chance(x, weights);
      for (const i of places) {
        slope[i] = (slope[i] ?? 0) + sample.weight * ((sample.isRight ? 1 : 0) - p) * (x[i] ?? 0);
        for (const j of places) {
          const row = bend[i];
          if (row) row[j] = (row[j] ?? 0) + sample.weight * p * (1 - p) * (x[i] ?? 0) * (x[j] ?? 0);
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

export function fitCalibration(curve: Curve, samples: Sample[]): Partial<Calibration> {
  const [bias, ...weights] = regress(curve, samples);
  return { bias, ...Object.fromEntries(INPUTS[curve].map((name, at) => [name, weights[at]])) };
}

const weigh = (samples: Sample[], of: (sample: Sample) => number) =>
  samples.reduce((sum, sample) => sum + sample.weight * of(sample), 0) /
  samples.reduce((sum, { weight }) => sum + weight, 0);

const lossOf = (p: number, { isRight }: Sample) => -Math.log(Math.max(1e-12, isRight ? p : 1 - p));

/** How badly the curve in use surprises: the mean log loss, 0 at best. */
export function logLossOf(curve: Curve, samples: Sample[]): number {
  const weights = [CALIBRATION[curve].bias, ...INPUTS[curve].map((name) => CALIBRATION[curve][name])];
  return weigh(samples, (sample) => lossOf(chance(inputs(curve, sample), weights), sample));
}

/** Fits on four fifths of the covers and judges on the photos of the others: no cover is on both sides. */
export function crossValidate(curve: Curve, samples: Sample[], matchMin: number) {
  const groups = [...new Set(samples.map(({ group }) => group))];
  const foldOf = new Map(groups.map((group, at) => [group, at % FOLDS]));
  const probabilities = new Map<Sample, number>();
  for (let fold = 0; fold < FOLDS; fold++) {
    const weights = regress(
      curve,
      samples.filter(({ group }) => foldOf.get(group) !== fold),
    );
    for (const sample of samples.filter(({ group }) => foldOf.get(group) === fold))
      probabilities.set(sample, chance(inputs(curve, sample), weights));
  }
  const matches = samples.filter((sample) => (probabilities.get(sample) ?? 0) >= matchMin);
  return {
    logLoss: weigh(samples, (sample) => lossOf(probabilities.get(sample) ?? 0.5, sample)),
    matches: matches.length,
    falseMatches: matches.filter(({ isRight }) => !isRight).length,
  };
}
