/** Length of every embedding. */
export const DIMENSIONS = 512;

/** Which network made a vector. Vectors of different models are never compared. */
export type ModelId = { model: string; version: string };

/** A row of the embeddings table as followers read it; a null vector is a removal. */
export type EmbeddingChange = { label: number; seq: number; vector: Float32Array | null };

/** One neighbour. `score` is the squared L2 distance of unit vectors, 0 to 4. */
export type Neighbour = { label: number; score: number };

/** A cover that looks like the photo: its best score over all views. */
export type LookAlike = { coverId: number; bookId: number; score: number };

export type IndexState = {
  modelId: ModelId;
  /** Covers that a search can find. */
  size: number;
  /** Everything up to this number is in. */
  seq: number;
  /** Of `size`, those newer than the snapshot, searched exactly. */
  tail: number;
  /** Another model that is going to answer, and the covers that it has seen so far. */
  next: { modelId: ModelId; size: number } | undefined;
};
