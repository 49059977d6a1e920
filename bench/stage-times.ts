/** What stages.ts tells answer.ts, from one process to the other. */
export const STAGES = ["decode", "outlines", "encode", "search", "extract", "vote", "compare", "database"] as const;
export type Stage = (typeof STAGES)[number];

export type StageTimes = Record<Stage | "bareDecode", number[]> & {
  /** Processor time of this process, ms a photo: it tells more than the clock where others use the machine too. */
  processor: Record<Stage, number>;
};
