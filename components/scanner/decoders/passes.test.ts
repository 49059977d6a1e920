import { describe, expect, it } from "vitest";
import type { CodeRead } from "./code-read";
import { prepareFrame, readPatiently, STILL_LONG_SIDE } from "./passes";
import type { Pixels } from "./pixels";

const ONE = "9780140013993";
const TWO = "9781558604971";
const PRODUCT = "8413000065504";

const picture = (width: number, height: number): Pixels => ({
  data: new Uint8ClampedArray(width * height * 4).fill(255),
  width,
  height,
});
const code = (text: string, addOn: string | null = null): CodeRead => ({ code: text, addOn });

/** A decoder that reads this in its first pass, its second, and so on, and then nothing. */
function reading(...passes: CodeRead[][]) {
  const seen: Pixels[] = [];
  const read = (pixels: Pixels) => {
    seen.push(pixels);
    return passes[seen.length - 1] ?? [];
  };
  return { read, seen };
}

describe("readPatiently", () => {
  it("stops when two passes agree on an ISBN", async () => {
    const { read, seen } = reading([code(ONE)], [code(ONE)], [code(TWO)]);
    expect(await readPatiently(picture(40, 30), read)).toEqual([code(ONE)]);
    expect(seen).toHaveLength(2);
  });

  it("takes an ISBN that only one way of looking has found", async () => {
    const { read } = reading([], [], [], [code(ONE)]);
    expect(await readPatiently(picture(40, 30), read)).toEqual([code(ONE)]);
  });

  it("takes none of two ISBNs that were read once each, since one of them is a misreading", async () => {
    const { read } = reading([code(ONE)], [code(TWO)]);
    expect(await readPatiently(picture(40, 30), read)).toEqual([]);
  });

  it("lets the ISBN that was read more often win over a misreading that came first", async () => {
    const { read } = reading([code(TWO)], [code(ONE)], [code(ONE)]);
    expect((await readPatiently(picture(40, 30), read))[0]).toEqual(code(ONE));
  });

  it("looks on for the ISBN when another code was read, and names that code last", async () => {
    const { read } = reading([code(PRODUCT)], [code(PRODUCT)], [code(ONE)], [code(ONE)]);
    expect(await readPatiently(picture(40, 30), read)).toEqual([code(ONE), code(PRODUCT)]);
  });

  it("throws away what cannot be a code", async () => {
    const { read } = reading([code("9780140013994")]);
    expect(await readPatiently(picture(40, 30), read)).toEqual([]);
  });

  it("keeps the add-on that one of the passes has read", async () => {
    const { read } = reading([code(ONE, "51299")], [code(ONE)]);
    expect(await readPatiently(picture(40, 30), read)).toEqual([code(ONE, "51299")]);
  });

  it("gives up when the time is up", async () => {
    const { read, seen } = reading();
    let ms = 0;
    await readPatiently(picture(40, 30), read, () => {
      ms += 600;
      return ms;
    });
    expect(seen).toHaveLength(3);
  });

  it("reads a large picture smaller first, and in full size only when that found nothing", async () => {
    const large = picture(STILL_LONG_SIDE * 2, 20);
    const easy = reading([code(ONE)], [code(ONE)]);
    await readPatiently(large, easy.read);
    expect(Math.max(...easy.seen.map(({ width }) => width))).toBe(STILL_LONG_SIDE);

    const hard = reading();
    await readPatiently(large, hard.read);
    expect(Math.max(...hard.seen.map(({ width }) => width))).toBe(STILL_LONG_SIDE * 2);
  });
});

describe("prepareFrame", () => {
  it("gives a plain frame on as it is, and a tilted one in a picture that holds all of it", () => {
    const frame = picture(40, 30);
    expect(prepareFrame(frame, "plain")).toBe(frame);
    expect(prepareFrame(frame, "tilted")).toMatchObject({ width: 50, height: 50 });
    expect(prepareFrame(frame, "levelled")).toMatchObject({ width: 40, height: 30 });
  });
});
