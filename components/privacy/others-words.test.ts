import { expect, it } from "vitest";
import { type Others, sayOthers } from "./others-words";

const alone: Others = {
  asksProviders: false,
  sendsLetters: false,
  signsInThrough: null,
  keepsPicturesElsewhere: false,
};

it("says that nobody gets anything where nobody does", () => {
  expect(sayOthers(alone)).toBe("gets anything about you. This site asks no other about books.");
});

it.each([
  [{ sendsLetters: true }, "The mail server that carries our letters gets your address"],
  [{ signsInThrough: "Keycloak" }, "If you sign in through Keycloak, that service learns so"],
  [{ keepsPicturesElsewhere: true }, "Pictures that are kept lie with a storage service"],
] as const)("names who is needed: %o", (set, words) => {
  const said = sayOthers({ ...alone, ...set });
  expect(said).toContain(words);
  expect(said).toMatch(/^gets anything about you but who is needed for it\./);
});

it("says what other catalogues are asked, and what not", () => {
  expect(sayOthers({ ...alone, asksProviders: true })).toContain("never who asks, and never a photo");
});
