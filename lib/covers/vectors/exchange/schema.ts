import { z } from "zod";
import { DIMENSIONS } from "../schema";

/** The files of the source document, and one beside them that says what they are. */
export const EXCHANGE_FILES = {
  features: "image_features.npy",
  names: "image_names.json",
  index: "index.hnsw",
  facts: "index.meta.json",
} as const;

/** Which cover each row belongs to: the name of its file, e.g. `0439708184.jpg`. A row's number is its label in the index. */
export const exchangeNames = z.array(z.string());

export const exchangeFacts = z.object({
  model: z.string().min(1),
  version: z.string().min(1),
  dimensions: z.literal(DIMENSIONS),
  metric: z.literal("l2"),
  count: z.int().nonnegative(),
  /** The sha-256 of each row's picture, as it is stored. */
  pictures: z.array(z.string()),
});
export type ExchangeFacts = z.output<typeof exchangeFacts>;

/** Why a row was not taken in. */
export type RowProblem =
  | "not_a_cover_name"
  | "not_in_the_catalogue"
  | "another_picture"
  | "named_twice"
  | "not_of_unit_length";

export type RejectedRow = { row: number; name: string; reason: RowProblem };
