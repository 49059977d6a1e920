import { afterEach, describe, expect, it, vi } from "vitest";
import { readStill, restMs } from "./barcode-reader";
import type { BarcodeDecoder, FramePass } from "./decoders/barcode-decoder";

afterEach(() => vi.unstubAllGlobals());

describe("restMs", () => {
  it.each([
    [5, 105],
    [55, 55],
    [400, 400],
  ])("after a turn of %i ms rests %i ms, so that the decoder never works more than half of the time", (took, rest) => {
    expect(restMs(took)).toBe(rest);
  });
});

describe("readStill", () => {
  const decoderReading = (codesOf: Partial<Record<FramePass, string[]>>, passes: FramePass[] = []): BarcodeDecoder => ({
    name: "wasm",
    isTrusted: false,
    decode: async (_frame, pass) => {
      passes.push(pass);
      return codesOf[pass] ?? [];
    },
    close: () => undefined,
  });
  const picture = {} as ImageBitmap;

  it("stops at the first pass that reads something", async () => {
    vi.stubGlobal("createImageBitmap", async () => ({}));
    const passes: FramePass[] = [];
    expect(await readStill(decoderReading({ plain: ["9780140013993"] }, passes), picture)).toEqual(["9780140013993"]);
    expect(passes).toEqual(["plain"]);
  });

  it("tries again with the edges brought out, and then gives up", async () => {
    vi.stubGlobal("createImageBitmap", async () => ({}));
    expect(await readStill(decoderReading({ sharpened: ["9780140013993"] }), picture)).toEqual(["9780140013993"]);
    expect(await readStill(decoderReading({ tilted: ["9780140013993"] }), picture)).toEqual([]);
  });
});
