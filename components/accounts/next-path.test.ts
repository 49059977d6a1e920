import { describe, expect, it } from "vitest";
import { nextPath } from "./next-path";

describe("nextPath", () => {
  it.each(["/", "/library/7?sort=title#b", "/book/local%3A7", "/?book=0306406152", "/search?q=//evil.example"])(
    "goes to %j on this site",
    (next) => expect(nextPath(next)).toBe(next),
  );

  it.each([
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n//evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "javascript:alert(1)",
    "library",
    "",
    "@evil.example",
    undefined,
    ["/library"],
    "/sign-in?next=/sign-in",
    "/sign-up",
    "/forgot-password",
    "/reset-password?secret=x",
  ])("stays at home for %j", (next) => expect(nextPath(next)).toBe("/"));
});
