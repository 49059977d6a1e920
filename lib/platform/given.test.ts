import { describe, expect, it } from "vitest";
import { doneMoment, givenId, namedMoment, spelledId } from "./given";

const accepts = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe("the number of a row", () => {
  it.each([0, -1, 1.5, 2_147_483_648, Number.NaN])("is none that no column holds: %d", (value) => {
    expect(accepts(givenId, value)).toBe(false);
    expect(accepts(spelledId, value)).toBe(false);
  });

  it("comes in digits only where forms and addresses bring it", () => {
    expect(accepts(givenId, 2_147_483_647)).toBe(true);
    expect(accepts(givenId, "7")).toBe(false);
    expect(spelledId.parse("7")).toBe(7);
    expect(accepts(spelledId, "7 or 8")).toBe(false);
  });
});

describe("a moment that was named before", () => {
  it("is one that the database can hold, of long ago too", () => {
    expect(accepts(namedMoment, "1931-05-01T00:00:00Z")).toBe(true);
    expect(accepts(namedMoment, "0999-12-31T00:00:00Z")).toBe(false);
    expect(accepts(namedMoment, "9999-01-01T00:00:00Z")).toBe(false);
    expect(accepts(namedMoment, "yesterday")).toBe(false);
  });

  it("of what was done here has passed, but for clocks that are a little apart, and is no older than the product", () => {
    expect(accepts(doneMoment, new Date(Date.now() + 30_000))).toBe(true);
    expect(accepts(doneMoment, new Date(Date.now() + 120_000))).toBe(false);
    expect(accepts(doneMoment, "2019-12-31T00:00:00Z")).toBe(false);
  });
});
