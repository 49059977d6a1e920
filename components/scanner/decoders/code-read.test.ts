import { describe, expect, it } from "vitest";
import { codesOf } from "./code-read";

describe("codesOf", () => {
  it("takes the add-on from the end of a code, and knows a code with and without it for one", () => {
    expect(codesOf(["9780735200449", "978073520044951299"])).toEqual([{ code: "9780735200449", addOn: "51299" }]);
    expect(codesOf(["978073520044951299", "9780735200449"])).toEqual([{ code: "9780735200449", addOn: "51299" }]);
  });

  it("reads the two digits beside the UPC of a paperback", () => {
    expect(codesOf(["002454313653800"])).toEqual([{ code: "0024543136538", addOn: "00" }]);
  });

  it("leaves codes alone that have none", () => {
    expect(codesOf(["9780764544200", "96385074"])).toEqual([
      { code: "9780764544200", addOn: null },
      { code: "96385074", addOn: null },
    ]);
  });
});
