import { describe, expect, it } from "vitest";
import { sayWhoSees } from "./merge-words";
import { labelWithOwner, sayMoved, sayProgress, sayPut, sayTakenOut } from "./words";

const SEA = "🌊 Sea";

describe("what is said of many books", () => {
  it("is how many moved, were there already, and stayed because others put them in", () => {
    expect(sayMoved(5, { taken: 5, added: 5, stayed: 0 }, SEA)).toBe("Moved 5 books to 🌊 Sea");
    expect(sayMoved(5, { taken: 3, added: 2, stayed: 2 }, SEA)).toBe(
      "Moved 3 books to 🌊 Sea; 1 was there already; 2 books stayed, which others put in",
    );
    expect(sayMoved(2, { taken: 0, added: 0, stayed: 2 }, SEA)).toBe("2 books stayed, which others put in");
    // Another device moved them first.
    expect(sayMoved(5, { taken: 4, added: 4, stayed: 0 }, SEA)).toBe(
      "Moved 4 books to 🌊 Sea; 1 book was not there any more",
    );
    expect(sayMoved(5, { taken: 0, added: 0, stayed: 0 }, SEA)).toBe("5 books were not there any more");
  });

  it("is how far it is, also where there are more by now than there were", () => {
    expect(sayProgress(500, 1_204)).toBe("500 of 1,204 books");
    expect(sayProgress(600, 590)).toBe("600 of 600 books");
  });

  it("counts as copied what was not there before", () => {
    expect(sayPut("Copied", 5, { added: 2 }, SEA)).toBe("Copied 2 books to 🌊 Sea; 3 were there already");
    expect(sayPut("Added", 1, { added: 0 }, SEA)).toBe("It is in 🌊 Sea already");
  });

  it("does not tell an owner of others where another tab was quicker", () => {
    expect(sayTakenOut("“Dune”", { taken: 0, stayed: 0 }, SEA)).toBe("Took “Dune” out of 🌊 Sea");
    expect(sayTakenOut("3 books", { taken: 1, stayed: 2 }, SEA)).toBe(
      "Took 1 book out of 🌊 Sea; 2 books stayed, which others put in",
    );
  });
});

it("names the owner of a collection that is another's", () => {
  expect(labelWithOwner({ icon: "📚", name: "My books", owner: "ana" })).toBe("📚 My books · ana");
  expect(labelWithOwner({ icon: "📚", name: "My books", owner: null })).toBe("📚 My books");
});

describe("before two collections become one", () => {
  const two = { kept: { icon: "🎁", name: "Gifts" }, gone: { icon: "🔒", name: "Mine" } };
  const nobody = { isLinked: false, isShared: false };

  it("it is said who then sees books that they have not seen, or sees them no longer", () => {
    expect(sayWhoSees(two, { kept: nobody, gone: nobody })).toEqual([]);
    expect(sayWhoSees(two, { kept: { isLinked: true, isShared: true }, gone: nobody })).toEqual([
      "Everybody with the link to 🎁 Gifts then sees the books of 🔒 Mine too.",
      "Your household then sees the books of 🔒 Mine too.",
    ]);
    expect(sayWhoSees(two, { kept: nobody, gone: { isLinked: true, isShared: true } })).toEqual([
      "Your household then no longer sees the books of 🔒 Mine.",
      "The link to 🔒 Mine then leads nowhere, also after you take this back.",
    ]);
    const both = { isLinked: false, isShared: true };
    expect(sayWhoSees(two, { kept: both, gone: both })).toEqual([]);
  });
});
