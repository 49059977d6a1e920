import { describe, expect, it } from "vitest";
import { listPriceOf } from "./rules";

const ISBN = "9780735200449";

describe("listPriceOf", () => {
  it.each([
    ["51299", { currency: "USD", cents: 1_299, isAtLeast: false }],
    ["50300", { currency: "USD", cents: 300, isAtLeast: false }],
    ["59999", { currency: "USD", cents: 10_000, isAtLeast: true }],
    ["62495", { currency: "CAD", cents: 2_495, isAtLeast: false }],
    ["00899", { currency: "GBP", cents: 899, isAtLeast: false }],
    ["33295", { currency: "AUD", cents: 3_295, isAtLeast: false }],
    ["43495", { currency: "NZD", cents: 3_495, isAtLeast: false }],
  ])("reads the add-on %s as a price", (addOn, price) => {
    expect(listPriceOf(ISBN, addOn)).toEqual(price);
  });

  it.each<[addOn: string | null, meaning: string]>([
    ["90000", "no price"],
    ["99990", "a used book"],
    ["93800", "a shop's own number"],
    ["50000", "nothing"],
    ["11999", "pounds, but how many is disputed"],
    ["27000", "no known currency"],
    ["01", "the number of an issue"],
    ["5129", "half a reading"],
    ["", "nothing read"],
    [null, "no add-on"],
  ])("reads no price into %o: %s", (addOn, _meaning) => {
    expect(listPriceOf(ISBN, addOn)).toBeNull();
  });

  it("reads no price beside a book of another language, where the digits may mean something else", () => {
    expect(listPriceOf("9783608938289", "51299")).toBeNull();
    expect(listPriceOf("9798600000001", "51299")).not.toBeNull();
  });
});
