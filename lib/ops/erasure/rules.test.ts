import { describe, expect, it } from "vitest";
import { withoutWords, withoutWordsWithin } from "./rules";

describe("a text without a person", () => {
  it.each([
    ["Asked Ann.", "Asked (erased)."],
    ["ann, ANN and “ann”", "(erased), (erased) and “(erased)”"],
    ["Hanna, ann-marie, ann.b, b.ann and ann_c are others", "Hanna, ann-marie, ann.b, b.ann and ann_c are others"],
    ["ann@post.example wrote", "(erased) wrote"],
    ["ännann, Ännä", "ännann, Ännä"],
  ])("%s", (text, without) => {
    expect(withoutWords(text, ["ann", "ann@post.example"])).toBe(without);
  });

  it("takes a name for what it is, and not for a pattern", () => {
    expect(withoutWords("a.b axb a.b", ["a.b"])).toBe("(erased) axb (erased)");
    expect(withoutWords("nothing to take", [])).toBe("nothing to take");
  });

  it("keeps the keys and everything that is no text", () => {
    const line = { reason: "queue reason", at: [1, "reason", null, { reason: true }] };
    expect(withoutWordsWithin(line, ["reason"])).toEqual({
      reason: "queue (erased)",
      at: [1, "(erased)", null, { reason: true }],
    });
  });
});
