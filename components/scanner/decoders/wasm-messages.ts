import type { FramePass } from "./barcode-decoder";

export type ToWorker = { id: number; frame: ImageBitmap; pass: FramePass };

export type FromWorker = { kind: "ready" } | { kind: "failed" } | { kind: "read"; id: number; codes: string[] };
