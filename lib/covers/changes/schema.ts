/** What is numbered in the order of commits, so that processes can follow it. */
export type SequenceName = "embeddings" | "features";

/** Something that a process keeps current. */
export type Refresher = {
  /** For the log. */
  name: string;
  /** Takes in what is new; opens itself at the first call. */
  refresh: () => Promise<void>;
};
