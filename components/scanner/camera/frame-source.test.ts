import { describe, expect, it } from "vitest";
import { ShotBuffer } from "./frame-source";

/** A picture that tells whether it is still open. */
function picture() {
  const state = { isOpen: true };
  const close = () => {
    state.isOpen = false;
  };
  return { state, bitmap: { close } as unknown as ImageBitmap };
}

describe("ShotBuffer", () => {
  it("hands over the last shots and keeps none open beyond them", () => {
    const buffer = new ShotBuffer(2);
    const [first, second, third] = [picture(), picture(), picture()];
    buffer.push(first.bitmap, 0);
    buffer.push(second.bitmap, 200);
    buffer.push(third.bitmap, 400);
    expect(buffer.take(450)).toEqual([second.bitmap, third.bitmap]);
    expect([first, second, third].map(({ state }) => state.isOpen)).toEqual([false, true, true]);
    expect(buffer.take(450)).toEqual([]);
  });

  it("hands over no shot from before the hand came to this book, however slow the device", () => {
    const buffer = new ShotBuffer(3);
    const [before, now] = [picture(), picture()];
    buffer.push(before.bitmap, 0);
    buffer.push(now.bitmap, 700);
    expect(buffer.take(900)).toEqual([now.bitmap]);
    expect(before.state.isOpen).toBe(false);
  });
});
