import { describe, expect, it, vi } from "vitest";
import { AddOnReader, hasRoomForMore } from "./add-on-reader";
import type { BarcodeDecoder } from "./barcode-decoder";

const ISBN = "9780735200449";
const frame = () => ({ close: vi.fn() }) as unknown as ImageBitmap;

function decoderReading(addOn: string | null) {
  const decoder: BarcodeDecoder = {
    name: "wasm",
    isTrusted: false,
    decode: async (picture) => {
      picture.close();
      return [{ code: ISBN, addOn }];
    },
    decodeStill: async () => [],
    close: vi.fn(),
  };
  return decoder;
}

describe("AddOnReader", () => {
  it("fetches its decoder once, when the first code is looked at", async () => {
    const open = vi.fn(async () => decoderReading("51299"));
    const reader = new AddOnReader(open);
    expect(open).not.toHaveBeenCalled();
    expect(await reader.look(ISBN, frame())).toBe("51299");
    await reader.look("9780140013993", frame());
    expect(open).toHaveBeenCalledOnce();
  });

  it("looks at most three times at a code that has no add-on, and once at one that has", async () => {
    const without = new AddOnReader(async () => decoderReading(null));
    for (let look = 0; look < 3; look++) {
      expect(without.wants(ISBN)).toBe(true);
      await without.look(ISBN, frame());
    }
    expect(without.wants(ISBN)).toBe(false);
    expect(without.wants("9780140013993")).toBe(true);

    const withOne = new AddOnReader(async () => decoderReading("51299"));
    await withOne.look(ISBN, frame());
    expect(withOne.wants(ISBN)).toBe(false);
  });

  it("finds nothing, and leaves no frame open, where its decoder cannot be loaded", async () => {
    const picture = frame();
    expect(await new AddOnReader(() => Promise.reject(new Error("offline"))).look(ISBN, picture)).toBeNull();
    expect(picture.close).toHaveBeenCalledOnce();
  });

  it("lets no more than one frame wait for its decoder", async () => {
    let come: (decoder: BarcodeDecoder) => void = () => undefined;
    const reader = new AddOnReader(() => new Promise((resolve) => (come = resolve)));
    const looking = reader.look(ISBN, frame());
    expect(reader.wants(ISBN)).toBe(false);
    expect(reader.wants("9780140013993")).toBe(false);
    come(decoderReading(null));
    await looking;
    expect(reader.wants(ISBN)).toBe(true);
  });

  it("finds nothing where its decoder fails", async () => {
    const decoder = { ...decoderReading("51299"), decode: () => Promise.reject(new Error("out of memory")) };
    expect(await new AddOnReader(async () => decoder).look(ISBN, frame())).toBeNull();
  });

  it("closes a decoder that was still on its way when the page was left", async () => {
    const decoder = decoderReading("51299");
    const reader = new AddOnReader(async () => decoder);
    const looking = reader.look(ISBN, frame());
    reader.close();
    expect(await looking).toBeNull();
    expect(decoder.close).toHaveBeenCalledOnce();
  });
});

describe("hasRoomForMore", () => {
  it.each([
    [undefined, true],
    [{}, true],
    [{ effectiveType: "4g" }, true],
    [{ effectiveType: "4g", saveData: true }, false],
    [{ effectiveType: "3g" }, false],
    [{ effectiveType: "slow-2g" }, false],
  ])("says of %o %s", (connection, hasRoom) => {
    expect(hasRoomForMore(connection)).toBe(hasRoom);
  });
});
