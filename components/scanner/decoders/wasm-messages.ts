import type { CodeRead } from "./code-read";
import type { FramePass } from "./passes";

export type ToWorker = { id: number; picture: ImageBitmap; pass: FramePass | "still" };

export type FromWorker = { kind: "ready" } | { kind: "failed" } | { kind: "read"; id: number; codes: CodeRead[] };
