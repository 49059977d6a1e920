/** What is numbered in the order of commits, so that processes can follow it. */
export type SequenceName = "embeddings" | "features";

/** What an index that follows a sequence is to whoever brings it the changes. */
export type Follower<Change> = {
  /** Every change up to this number is in. */
  readonly seq: number;
  /** Takes in changes in the order of their numbers. */
  apply: (changes: Change[]) => void;
};

/** Something that a process keeps current. */
export type Refresher = {
  /** For the log. */
  name: string;
  /** Takes in what is new; opens itself at the first call. */
  refresh: () => Promise<void>;
};
