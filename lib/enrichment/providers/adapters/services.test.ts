import { describe, expect, it, vi } from "vitest";
import { parseEnv } from "@/lib/platform/env";
import { dnbServices } from "./dnb";
import { googleBooksServices } from "./google-books";
import { openLibraryServices } from "./open-library";

const settings = vi.hoisted(() => ({ now: {} as Record<string, string> }));
vi.mock("@/lib/platform/env", async (original) => {
  const real = await original<typeof import("@/lib/platform/env")>();
  return { ...real, env: () => real.parseEnv(settings.now) };
});

const services = (variables: Record<string, string> = {}) => {
  settings.now = variables;
  return [...openLibraryServices(), ...googleBooksServices(), ...dnbServices()];
};
const limitsOf = (variables?: Record<string, string>) =>
  Object.fromEntries(
    services(variables).map(({ name, limits }) => [
      name,
      limits.map((limit) => `${limit.name} ${limit.max} in ${limit.windowMs / 1_000} s`),
    ]),
  );

describe("the services of providers", () => {
  it("are asked no more often than they let us", () => {
    expect(limitsOf()).toEqual({
      openlibrary: ["openlibrary 1 in 1 s"],
      "openlibrary-covers": ["openlibrary-covers 3 in 1 s"],
      "openlibrary-covers-by-isbn": ["openlibrary-covers-by-isbn 100 in 300 s", "openlibrary-covers 3 in 1 s"],
      googlebooks: ["googlebooks 2 in 1 s"],
      "googlebooks-covers": ["googlebooks-covers 3 in 1 s"],
      dnb: ["dnb 2 in 1 s"],
    });
  });

  it("are asked more often by a site that says who it is, where that is the rule", () => {
    expect(limitsOf({ PROVIDER_CONTACT: "keeper@example.org" }).openlibrary).toEqual(["openlibrary 3 in 1 s"]);
  });

  it("are by default where the world knows them, so that no private address is taken for one", () => {
    for (const { baseUrl, publicUrl } of services()) expect(baseUrl).toBe(publicUrl);
    expect(parseEnv({}).providers.openLibraryUrl).toMatch(/^https:/);
  });
});
