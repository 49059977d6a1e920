import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openWasmDecoder } from "./wasm-decoder";
import type { FromWorker, ToWorker } from "./wasm-messages";

const frame = () => ({ close: vi.fn() }) as unknown as ImageBitmap;

class FakeWorker {
  static last: FakeWorker;
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly asked: ToWorker[] = [];
  readonly terminate = vi.fn();
  constructor() {
    FakeWorker.last = this;
    queueMicrotask(() => this.say({ kind: "ready" }));
  }
  postMessage(message: ToWorker) {
    this.asked.push(message);
  }
  say(data: FromWorker) {
    this.onmessage?.({ data });
  }
}

beforeEach(() => {
  vi.stubGlobal("Worker", FakeWorker);
  vi.stubGlobal("OffscreenCanvas", class {});
});
afterEach(() => vi.unstubAllGlobals());

it("tells a frame without a code from one that it failed to read", async () => {
  const decoder = await openWasmDecoder();
  const [empty, broken] = [decoder.decode(frame(), "plain"), decoder.decode(frame(), "plain")];
  FakeWorker.last.say({ kind: "read", id: 1, codes: [] });
  FakeWorker.last.say({ kind: "read", id: 2, codes: null });
  expect(await empty).toEqual([]);
  await expect(broken).rejects.toThrow();
});

it("fails at once, and leaves no frame open, when its worker broke down", async () => {
  const decoder = await openWasmDecoder();
  const underWay = decoder.decode(frame(), "plain");
  FakeWorker.last.onerror?.();
  await expect(underWay).rejects.toThrow();
  const picture = frame();
  await expect(decoder.decode(picture, "plain")).rejects.toThrow();
  expect(picture.close).toHaveBeenCalledOnce();
});

it("answers what is under way with nothing when it is closed", async () => {
  const decoder = await openWasmDecoder();
  const underWay = decoder.decode(frame(), "plain");
  decoder.close();
  expect(await underWay).toEqual([]);
});
