import { afterEach, describe, expect, it, vi } from "vitest";
import { ShotBuffer, takeShot } from "./frame-source";

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

describe("takeShot", () => {
  const running = { readyState: 4, videoWidth: 100, videoHeight: 100, clientWidth: 100, clientHeight: 100 };
  const viewport = { video: running as HTMLVideoElement, frame: null };
  const stubBrowser = (createImageBitmap: () => Promise<ImageBitmap>) => {
    vi.stubGlobal("HTMLMediaElement", { HAVE_CURRENT_DATA: 2 });
    vi.stubGlobal("document", { createElement: () => ({ getContext: () => null }) });
    vi.stubGlobal("createImageBitmap", createImageBitmap);
  };
  afterEach(() => vi.unstubAllGlobals());

  it("hands over one picture of those from before and of now, and closes the others", async () => {
    const [before, now] = [picture(), picture()];
    stubBrowser(async () => now.bitmap);
    const taken = await takeShot(viewport, [before.bitmap]);
    const open = [before, now].filter(({ state }) => state.isOpen);
    expect(open.map(({ bitmap }) => bitmap)).toEqual([taken]);
  });

  it("goes by the pictures from before where the camera gives no more", async () => {
    const [first, second] = [picture(), picture()];
    stubBrowser(() => Promise.reject(new DOMException("The camera has ended.", "InvalidStateError")));
    const taken = await takeShot(viewport, [first.bitmap, second.bitmap]);
    const open = [first, second].filter(({ state }) => state.isOpen);
    expect(open.map(({ bitmap }) => bitmap)).toEqual([taken]);
    expect(await takeShot(viewport, [])).toBeUndefined();
  });
});
