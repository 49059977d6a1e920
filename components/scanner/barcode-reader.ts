import type { BarcodeDecoder, FramePass } from "./decoders/barcode-decoder";
import { grabForReading, grabForShot, type Part, type ShotBuffer, type Viewport } from "./frame-source";

/** About nine frames a second: a code is read at once, and the phone stays cool. */
const INTERVAL_MS = 110;

/** The decoder may be busy for at most half of the time, however slow the device. */
const BUSY_SHARE_MAX = 0.5;

/** What is tried in turn. The middle twice as often: that is where people hold the code. */
const PLAN: { part: Part; pass: FramePass }[] = [
  { part: "middle", pass: "plain" },
  { part: "whole", pass: "plain" },
  { part: "middle", pass: "sharpened" },
  { part: "whole", pass: "tilted" },
];

/** Still pictures are read once, so with more passes, the surest first. Not tilted: one such reading proves too little. */
const STILL_PASSES: FramePass[] = ["plain", "sharpened"];

type ReadingOptions = {
  viewport: Viewport;
  decoder: BarcodeDecoder;
  shots: ShotBuffer;
  /** Called for every code read, several times a second for one that stays in view. */
  onCode: (code: string) => void;
};

/** Reads codes from a running video until the returned function is called. Keeps the last shots for the shutter. */
export function startReading({ viewport, decoder, shots, onCode }: ReadingOptions): () => void {
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function tick(turn: number) {
    const startedAt = performance.now();
    try {
      await readOnce(turn);
    } catch {
      // The video may end between the check and the grab; the next turn sees that.
    }
    if (!isStopped) timer = setTimeout(() => void tick(turn + 1), restMs(performance.now() - startedAt));
  }

  async function readOnce(turn: number) {
    const step = PLAN[turn % PLAN.length];
    const frame = step && (await grabForReading(viewport, step.part));
    if (!frame) return;
    if (isStopped) return frame.close();
    if (turn % 2 === 0) {
      const shot = await grabForShot(viewport);
      if (shot) shots.push(shot);
    }
    const codes = await decoder.decode(frame, step.pass);
    if (isStopped) return;
    for (const code of codes) onCode(code);
  }

  void tick(0);
  return () => {
    isStopped = true;
    clearTimeout(timer);
    shots.clear();
  };
}

/** How long to rest after a turn that took `tookMs`: the rest of the interval, but never less than the turn itself. */
export function restMs(tookMs: number): number {
  return Math.max(INTERVAL_MS - tookMs, tookMs * (1 / BUSY_SHARE_MAX - 1));
}

/** The codes in a still picture, read with more patience than a frame. The picture stays open. */
export async function readStill(decoder: BarcodeDecoder, picture: ImageBitmap): Promise<string[]> {
  for (const pass of STILL_PASSES) {
    // The decoder closes what it is given.
    const codes = await decoder.decode(await createImageBitmap(picture), pass);
    if (codes.length > 0) return codes;
  }
  return [];
}
