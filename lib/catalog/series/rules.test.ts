import { describe, expect, it } from "vitest";
import { layOut, listWantable, progressOf, sayNumbers } from "./rules";
import type { MyWork, SeriesBook, SeriesCard } from "./schema";

let ids = 0;
const book = (position: number | null, given: Partial<SeriesBook> = {}): SeriesBook => ({
  ...{ bookId: ++ids, workId: ids, title: `Volume ${position}`, position, rangeEnd: null, authorIds: [1] },
  ...{ languageCode: "en", ratingsCount: 0, year: 2000 },
  ...given,
});
const only = (books: SeriesBook[]) => {
  const strands = layOut(books);
  expect(strands).toHaveLength(1);
  return strands[0] ?? expect.fail("no strand");
};
const mine = (given: Partial<MyWork>): MyWork => ({
  isOwned: false,
  isKept: false,
  status: null,
  bookIds: [],
  ...given,
});

describe("layOut", () => {
  it("puts volumes in order, with those between, before and apart", () => {
    const { volumes, boxes, unnumbered, gaps } = only([
      ...[book(2.5), book(1), book(0.5), book(2), book(null), book(1, { rangeEnd: 3 })],
      book(null, { title: "The Complete Box Set" }),
    ]);
    expect(volumes.map(({ position }) => position)).toEqual([0.5, 1, 2, 2.5]);
    expect([boxes.length, unnumbered.length, gaps]).toEqual([2, 1, []]);
  });

  it("makes one card of the editions of a work, at the place that most of them give", () => {
    const { volumes } = only([
      ...[book(2, { workId: 900 }), book(3, { workId: 900 }), book(2, { workId: 900 }), book(null, { workId: 900 })],
    ]);
    expect(volumes).toMatchObject([{ position: 2, works: [{ workId: 900, editions: { length: 4 } }] }]);
  });

  it.each([
    [[1, 2, 5], [[3, 4, false]]],
    [[3], [[1, 2, false]]],
    [[1, 2], []],
    [[0, 0.5], []],
    [[1978, 1980], [[1979, 1979, false]]],
    [[1, 700], [[2, 699, false]]],
  ])("says of volumes %j which are missing", (positions, gaps) => {
    expect(
      only(positions.map((position) => book(position))).gaps.map(({ from, to, isBoxed }) => [from, to, isBoxed]),
    ).toEqual(gaps);
  });

  it("says of a missing volume that a box set has it", () => {
    const { gaps } = only([book(1), book(5), book(1, { rangeEnd: 3 })]);
    expect(gaps).toEqual([
      { from: 2, to: 3, isBoxed: true },
      { from: 4, to: 4, isBoxed: false },
    ]);
  });

  it("keeps two series of one name apart, and takes one by several people for one", () => {
    const immortals = [1, 2, 3].map((position) => book(position));
    const others = [1, 2].map((position) => book(position, { authorIds: [2] }));
    expect(layOut([...others, ...immortals]).map(({ authorIds, volumes }) => [authorIds, volumes.length])).toEqual([
      [[1], 3],
      [[2], 2],
    ]);
    expect(only([...immortals, book(4, { authorIds: [2] }), book(5, { authorIds: [2, 3] })]).volumes).toHaveLength(5);
  });

  it("takes a translation for the same volume", () => {
    const translated = book(1, { authorIds: [2], languageCode: "ru" });
    expect(only([book(1), book(2), translated]).volumes[0]?.works).toHaveLength(2);
  });
});

describe("progressOf", () => {
  const books = [1, 2, 3, 5, 6, 2.5].map((position) => book(position));
  const [one, two, three] = books.map(({ workId }) => workId);
  const strand = only(books);
  const progress = (works: [number | undefined, Partial<MyWork>][]) =>
    progressOf(strand, new Map(works.map(([id, given]) => [id ?? 0, mine(given)])));

  it("counts what is had and read of all that there are, and names what is lacking and next", () => {
    expect(
      progress([
        [one, { status: "read" }],
        [two, { isOwned: true }],
      ]),
    ).toEqual({
      ...{ total: 6, had: 2, read: 1, kept: 0, lacking: [3, 5, 6], next: 2, skipped: [] },
    });
    expect(progress([[three, { status: "read", isKept: true }]])).toMatchObject({
      next: 5,
      skipped: [4],
      lacking: [1, 2, 5, 6],
    });
  });

  it("says apart what only stands in a collection, which may be a list of wishes", () => {
    const kept = { isKept: true };
    expect(progress([[two, kept]])).toMatchObject({ had: 0, kept: 1, lacking: [1, 3, 5, 6] });
    const both = progress([
      [one, { isOwned: true, isKept: true }],
      [two, kept],
    ]);
    expect(both).toMatchObject({ had: 1, kept: 1, lacking: [3, 5, 6] });
    const loose = [book(null), book(null)];
    const found = progressOf(only(loose), new Map([[loose[0]?.workId ?? 0, mine(kept)]]));
    expect(found).toMatchObject({ total: 2, had: 0, kept: 1 });
  });

  it("is nothing for who has none, or only wants one", () => {
    expect(progress([])).toBeNull();
    expect(progress([[one, { status: "want" }]])).toBeNull();
  });

  it("has all volumes of a box set", () => {
    const box = book(1, { rangeEnd: 2 });
    const boxed = only([...[1, 2, 3].map((position) => book(position)), box]);
    expect(progressOf(boxed, new Map([[box.workId, mine({ status: "read" })]]))).toMatchObject({
      ...{ total: 3, had: 2, read: 2, lacking: [3], next: 3 },
    });
  });

  it("counts books where none has a number", () => {
    const loose = [book(null), book(null)];
    const found = progressOf(only(loose), new Map([[loose[0]?.workId ?? 0, mine({ isOwned: true })]]));
    expect(found).toMatchObject({ total: 2, had: 1, read: 0, next: null });
  });
});

it.each([
  [[3], "3"],
  [[3, 5], "3 and 5"],
  [[3, 4, 6], "3, 4 and 6"],
  [[1, 2, 3, 7], "1–3 and 7"],
])("says %j as %j", (numbers, words) => expect(sayNumbers(numbers)).toBe(words));

describe("listWantable", () => {
  const card = (workId: number, given: Partial<MyWork> | null = null): SeriesCard => ({
    ...{ workId, position: workId, rangeEnd: null, editions: 1, book: {} as SeriesCard["book"] },
    mine: given && mine(given),
  });
  const volume = (position: number, ...cards: SeriesCard[]) => ({ position, cards });
  const lacking = (numbers: number[]) => ({
    ...{ total: 9, had: 1, read: 1, kept: 0, lacking: numbers, next: 2, skipped: [] },
  });
  const idsOf = (cards: SeriesCard[]) => cards.map(({ workId }) => workId);

  it("names each volume that is lacking once, also one between two, and none that is wanted or was stopped", () => {
    const volumes = [
      volume(1, card(1, { status: "read" })),
      volume(2, card(2), card(20)),
      volume(2.5, card(25)),
      volume(3, card(3, { status: "want" })),
      volume(4, card(4, { status: "stopped" })),
      volume(5, card(5, { isKept: true })),
      volume(6, card(6)),
    ];
    expect(idsOf(listWantable({ volumes, unnumbered: [], progress: lacking([2, 3, 4, 6]) }))).toEqual([2, 25, 6]);
  });

  it("passes over what is in a box set that the reader has", () => {
    const volumes = [volume(1, card(1)), volume(2, card(2))];
    expect(idsOf(listWantable({ volumes, unnumbered: [], progress: lacking([2]) }))).toEqual([2]);
  });

  it("names all of a series that is not begun, and the books of one without numbers", () => {
    const volumes = [volume(1, card(1)), volume(2, card(2))];
    expect(idsOf(listWantable({ volumes, unnumbered: [card(9)], progress: null }))).toEqual([1, 2]);
    const unnumbered = [card(7, { isOwned: true }), card(8)];
    expect(idsOf(listWantable({ volumes: [], unnumbered, progress: lacking([]) }))).toEqual([8]);
  });
});
