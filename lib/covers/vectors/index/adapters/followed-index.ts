import "server-only";
import { singleton } from "@/lib/platform/singleton";
import type { CoverEncoder } from "../../adapters/cover-encoder";
import type { VectorIndex } from "./vector-index";

/** An encoder and the index of its vectors: whoever holds one pair may finish with it, whatever is exchanged meanwhile. */
export type Look = { encoder: CoverEncoder; index: VectorIndex };

/**
 * What this process answers with; undefined until everything that the database held at the start is in. It is exchanged
 * as a whole for a newer snapshot, or for another model.
 */
export const followed = () => singleton<{ look?: Look }>("followed-index", () => ({}));
