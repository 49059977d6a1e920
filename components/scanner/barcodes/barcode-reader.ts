import {
  blurrinessOf,
  grabForReading,
  grabForShot,
  type Part,
  type ShotBuffer,
  type Viewport,
} from "../camera/frame-source";
import type { BarcodeDecoder } from "../decoders/barcode-decoder";
import type { CodeRead } from "../decoders/code-read";
import type { FramePass } from "../decoders/passes";

/** About nine frames a second: a code is read at once, and the phone stays cool. */
const INTERVAL_MS = 110;

/** The decoder may be busy for at most half of the time, however slow the device. */
const BUSY_SHARE_MAX = 0.5;

/** What is tried in turn. The middle twice as often: that is where people hold the code. */
const PLAN: { part: Part; pass: FramePass }[] = [
  { part: "middle", pass: "plain" },
  { part: "whole", pass: "plain" },
  { part: "middle", pass: "levelled" },
  { part: "whole", pass: "tilted" },
];

type ReadingOptions = {
  viewport: Viewport;
  /** Asked for each frame: a decoder that breaks down makes room for another. */
  getDecoder: () => Promise<BarcodeDecoder>;
  shots: ShotBuffer;
  /** Called for every code read, several times a second for one that stays in view. */
  onCode: (code: CodeRead, decoder: BarcodeDecoder) => void;
  /** Called about twice a second with how blurred the middle is, from 0 to 1; null where nothing tells. */
  onBlurriness: (blurriness: number | null) => void;
};

/** Reads codes from a running video until the returned function is called. Keeps the last shots for the shutter. */
export function startReading({ viewport, getDecoder, shots, onCode, onBlurriness }: ReadingOptions): () => void {
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function tick(turn: number) {
    const startedAt = performance.now();
    try {
      await readOnce(turn);
    } catch {
      // The video may end between the check and the grab, or a decoder fail; the next turn sees that.
    }
    if (!isStopped) timer = setTimeout(() => void tick(turn + 1), restMs(performance.now() - startedAt));
  }

  async function readOnce(turn: number) {
    const step = PLAN[turn % PLAN.length];
    const decoder = await getDecoder();
    const frame = step && (await grabForReading(viewport, step.part));
    if (!frame) return;
    if (isStopped) return frame.close();
    if (turn % 2 === 0) {
      const at = performance.now();
      const shot = await grabForShot(viewport);
      // Stopped meanwhile: it would be taken for the next book's.
      if (isStopped) shot?.close();
      else if (shot) shots.push(shot, at);
    }
    if (turn % PLAN.length === 0) onBlurriness(blurrinessOf(frame));
    const codes = await decoder.decode(frame, step.pass);
    if (isStopped) return;
    for (const code of codes) onCode(code, decoder);
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
