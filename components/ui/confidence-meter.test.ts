import { expect, it } from "vitest";
import { confidenceWords } from "./confidence-meter";

it.each([
  [1, "Sure"],
  [0.9, "Almost sure"],
  [0.6, "Likely"],
  [0.3, "Perhaps"],
  [0, "A guess"],
])("a probability of %d is called %j", (value, words) => {
  expect(confidenceWords(value)).toBe(words);
});
