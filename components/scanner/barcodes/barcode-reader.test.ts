import { describe, expect, it } from "vitest";
import { restMs } from "./barcode-reader";

describe("restMs", () => {
  it.each([
    [5, 105],
    [55, 55],
    [400, 400],
  ])("after a turn of %i ms rests %i ms, so that the decoder never works more than half of the time", (took, rest) => {
    expect(restMs(took)).toBe(rest);
  });
});
