import { describe, expect, it } from "vitest";
import { actFor, isRunning, type ModeSettings, NO_SETTINGS, presentSettings, readSettings, settingsFor } from "./modes";

const DAY = "2026-03-04";
const settings = (values: Partial<ModeSettings>): ModeSettings => ({ ...NO_SETTINGS, ...values });

describe("what a device keeps of its mode", () => {
  it("comes back as it was chosen", () => {
    const chosen = settings({
      ...{ mode: "check", moveTo: 4, checked: 7 },
      add: { collectionId: 3, placeId: null, owns: false, status: "read" },
    });
    expect(readSettings(JSON.stringify(chosen))).toEqual(chosen);
  });

  it.each([null, "", "{", "7", '"add"', '{"mode":"fly","add":{"collectionId":"x","status":"eaten"},"moveTo":1.5}'])(
    "counts for nothing where it makes no sense: %s",
    (text) => expect(readSettings(text)).toEqual(NO_SETTINGS),
  );

  it("forgets collections and places that are gone, and keeps the others", () => {
    const chosen = settings({ mode: "add", moveTo: 4, checked: 5 });
    const add = { collectionId: 3, placeId: 4, owns: true, status: null };
    expect(presentSettings({ ...chosen, add }, [{ id: 9 }], [{ id: 4 }])).toEqual({
      ...chosen,
      ...{ add: { ...add, collectionId: null }, moveTo: 4, checked: null },
    });
  });
});

it("begins in the mode that an address names, at its place, and in none that there is not", () => {
  const chosen = settings({ moveTo: 4, checked: 5 });
  expect(settingsFor(chosen, "check", 7)).toEqual({ ...chosen, mode: "check", checked: 7 });
  expect(settingsFor(chosen, "move", null)).toEqual({ ...chosen, mode: "move" });
  expect(settingsFor(chosen, "add", 7).add.placeId).toBe(7);
  expect(settingsFor(chosen, "fly", 7)).toBe(chosen);
});

describe("what is done with a scanned book", () => {
  it("is nothing where books are only looked at, and where the place is still to be chosen", () => {
    for (const mode of ["look", "move", "check"] as const) {
      expect(actFor(settings({ mode }), "9783161484100", DAY)).toBeNull();
      expect(isRunning(settings({ mode }))).toBe(false);
    }
  });

  it("carries what was chosen for its own mode alone", () => {
    const chosen = settings({ moveTo: 4, checked: 5 });
    const book = { isbn: "9783161484100", day: DAY };
    expect(actFor({ ...chosen, mode: "move" }, book.isbn, DAY)).toEqual({ ...book, mode: "move", placeId: 4 });
    expect(actFor({ ...chosen, mode: "check" }, book.isbn, DAY)).toEqual({
      ...{ ...book, mode: "check", placeId: 5, begins: false, takes: false },
    });
    expect(actFor({ ...chosen, mode: "own" }, book.isbn, DAY)).toEqual({ ...book, mode: "own" });
    expect(actFor({ ...chosen, mode: "add" }, book.isbn, DAY)).toEqual({
      ...{ ...book, mode: "add", ...NO_SETTINGS.add, isAnother: false },
    });
  });
});
