import type { CodeRead } from "./code-read";
import type { FramePass } from "./passes";

export type ToWorker = { id: number; picture: ImageBitmap; pass: FramePass | "still" };

/** Null instead of codes: the frame could not be read, which is not the same as a frame without a code. */
export type FromWorker =
  | { kind: "ready" }
  | { kind: "failed" }
  | { kind: "read"; id: number; codes: CodeRead[] | null };
