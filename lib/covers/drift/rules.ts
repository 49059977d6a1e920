/** What the same picture gives on another processor differs in the last bits only. */
const SIMILARITY_MIN = 0.999;

/** Whether a stored vector is not what the picture gives, both of length 1. */
export function isOdd(stored: Float32Array, made: Float32Array): boolean {
  const similarity = stored.reduce((sum, value, at) => sum + value * (made[at] ?? 0), 0);
  return !(similarity >= SIMILARITY_MIN);
}

/** Labels that only one side has. */
export function compareLabels(rows: number[], index: number[]) {
  const [inRows, inIndex] = [new Set(rows), new Set(index)];
  return { missing: rows.filter((label) => !inIndex.has(label)), extra: index.filter((label) => !inRows.has(label)) };
}
