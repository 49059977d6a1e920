import { afterEach, expect, it, vi } from "vitest";
import { nameOfCode } from "./name-of-code";

const ISBN = "9780140013993";

afterEach(() => {
  vi.doUnmock("../lookup/lookup-client");
  vi.resetModules();
});

it("names a book that is known by its title", async () => {
  vi.doMock("../lookup/lookup-client", () => ({
    getBook: async () => ({ ok: true, finding: { kind: "match", best: { book: { title: "Moby Dick" } } } }),
  }));
  expect(await nameOfCode(ISBN)).toBe("“Moby Dick”");
});

it("names it by its number where the catalogue does not answer, or the way to ask it cannot be loaded", async () => {
  vi.doMock("../lookup/lookup-client", () => ({ getBook: async () => ({ ok: false }) }));
  expect(await nameOfCode(ISBN)).toBe(`ISBN ${ISBN}`);
  vi.resetModules();
  vi.doMock("../lookup/lookup-client", () => {
    throw new Error("offline");
  });
  expect(await nameOfCode(ISBN)).toBe(`ISBN ${ISBN}`);
});
