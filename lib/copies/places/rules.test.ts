import { expect, it } from "vitest";
import { choicesFor, freeName, heightOf, listChoices, placeWords } from "./rules";
import type { Place } from "./schema";

const place = (id: number, parentId: number | null, name: string, kind: Place["kind"] = "shelf"): Place => ({
  ...{ id, parentId, name, kind, code: "22222222" },
});

it("says each place by its path, the only home left out", () => {
  const places = [place(3, 2, "B3"), place(2, 1, "Living room", "room"), place(1, null, "Our flat", "home")];
  expect([...placeWords(places)]).toEqual([
    [1, "Our flat"],
    [2, "Living room"],
    [3, "Living room, B3"],
  ]);
  expect(placeWords([...places, place(4, null, "Hut", "home")]).get(3)).toBe("Our flat, Living room, B3");
});

it("offers a place no other to stand in that is itself or in it", () => {
  const choices = listChoices([
    ...[place(1, null, "Flat", "home"), place(2, 1, "Attic", "room"), place(3, 2, "Box", "box"), place(4, 3, "Bag")],
    ...[place(5, 1, "Cellar", "room"), place(6, 5, "Shelf"), place(7, null, "Hut", "home")],
  ]);
  const namesFor = (id: number) => choicesFor(choices, id).map(({ name }) => name);
  expect(namesFor(2)).toEqual(["Flat", "Cellar", "Shelf", "Hut"]);
  expect(namesFor(5)).toEqual(["Flat", "Attic", "Box", "Bag", "Hut"]);
  expect(namesFor(1)).toEqual(["Hut"]);
  expect(namesFor(7)).toEqual(["Flat", "Attic", "Box", "Bag", "Cellar", "Shelf"]);
  expect(namesFor(9)).toHaveLength(7);
});

it("says, measures and lists a library of tens of thousands of places in a moment", () => {
  const places = Array.from({ length: 30_000 }, (_, at) =>
    place(at + 1, at < 100 ? null : Math.floor(at / 100), `Place ${at % 100}`),
  );
  const start = performance.now();
  expect(listChoices(places)).toHaveLength(30_000);
  expect(heightOf(places, 1)).toBe(3);
  expect(performance.now() - start).toBeLessThan(3_000);
});

it("finds a free name among a thousand numbered ones in a moment", () => {
  const taken = ["SHELF ", ...Array.from({ length: 5_000 }, (_, at) => `Shelf ${at + 2}`)];
  const start = performance.now();
  expect(freeName("shelf", taken)).toBe("shelf 5002");
  expect(freeName("Box", taken)).toBe("Box");
  expect(performance.now() - start).toBeLessThan(1_000);
});
