import { describe, expect, it } from "vitest";
import { formatShelfQuery, parseShelfQuery, partsOfQuery } from "./rules";
import { EVERYTHING, type ShelfQuery, shelfQuery } from "./schema";

const NO_TAGS = EVERYTHING.tags;
const read = (typed: string) => {
  const { query, problems } = parseShelfQuery(typed);
  const said = Object.entries(query).filter(([key, value]) => {
    return JSON.stringify(value) !== JSON.stringify(EVERYTHING[key as keyof ShelfQuery]);
  });
  return problems.length > 0 ? problems.map(({ part }) => part) : Object.fromEntries(said);
};

describe("the words of the search box", () => {
  it.each<[string, Partial<ShelfQuery> | string[]]>([
    ["", {}],
    ["left hand darkness", { text: "left hand darkness" }],
    ['"left hand"  of', { text: "left hand of" }],
    ["9780306406157", { text: "9780306406157" }],
    ["tag:gift", { tags: { ...NO_TAGS, all: ["gift"] } }],
    ["tag:gift tag:sea", { tags: { ...NO_TAGS, all: ["gift", "sea"] } }],
    ['tag:gift,"to lend"', { tags: { ...NO_TAGS, any: ["gift", "to lend"] } }],
    ["-tag:gift TAG:“to lend”", { tags: { ...NO_TAGS, all: ["to lend"], none: ["gift"] } }],
    ['tag:"say \\"hi\\""', { tags: { ...NO_TAGS, all: ['say "hi"'] } }],
    ["status:read", { status: ["read"] }],
    ["status:dnf,want", { status: ["want", "stopped"] }],
    ["-status:read", { status: ["want", "reading", "stopped", "none"] }],
    ["rating:>=4", { rating: { min: 4 } }],
    ["rating:>4", { rating: { min: 4.25 } }],
    ["rating:3,5..4", { rating: { min: 3.5, max: 4 } }],
    ["stars:..2", { rating: { max: 2 } }],
    ["rating:5", { rating: { min: 5, max: 5 } }],
    ["rating:none", { hasRating: false }],
    ['author:"Le Guin" series:Hainish', { author: "Le Guin", series: "Hainish" }],
    ["author:Smith,John", { author: "Smith,John" }],
    ["language:French", { language: "fr" }],
    ["lang:de", { language: "de" }],
    [
      'genre:"Science fiction" place:Study collection:Sea',
      { genre: "Science fiction", place: "Study", collection: "Sea" },
    ],
    ["year:1984", { year: { min: 1984, max: 1984 } }],
    ["year:>=2000", { year: { min: 2000 } }],
    ["year:<1900", { year: { max: 1899 } }],
    ["year:-800..500", { year: { min: -800, max: 500 } }],
    ["added:2024", { added: { min: "2024-01-01", max: "2024-12-31" } }],
    ["added:2024-02", { added: { min: "2024-02-01", max: "2024-02-29" } }],
    ["added:>2024-05", { added: { min: "2024-06-01" } }],
    ["added:2024-05-01..2024-06-30", { added: { min: "2024-05-01", max: "2024-06-30" } }],
    ["-owned", { isOwned: false }],
    ["owned dune", { isOwned: true, text: "dune" }],
    ['"owned"', { text: "owned" }],
    ["has:review -has:isbn -has:tag", { hasReview: true, hasIsbn: false, hasTag: false }],
    // Of no key of ours.
    ["2001: a space odyssey", { text: "2001: a space odyssey" }],
    ["what:ever", { text: "what:ever" }],
    ["-not", { text: "-not" }],
    // Mistakes.
    ["rating:6", ["rating:6"]],
    ["rating:>5", ["rating:>5"]],
    ["rating:good sea", ["rating:good"]],
    ["status:lost", ["status:lost"]],
    ["year:next", ["year:next"]],
    ["year:1..2..3", ["year:1..2..3"]],
    ["added:2024-13", ["added:2024-13"]],
    ["added:2024-02-30", ["added:2024-02-30"]],
    ["language:Elvish", ["language:Elvish"]],
    ["has:wings", ["has:wings"]],
    ["-author:Smith", ["-author:Smith"]],
    ["tag: gift", ["tag:"]],
    ["tag:a,b tag:c,d", ["tag:c,d"]],
    ["tag:a,b tag:c -tag:d,e", { tags: { all: ["c"], any: ["a", "b"], none: ["d", "e"] } }],
    ['tag:""', ['tag:""']],
    ["x".repeat(201), ["x".repeat(40)]],
  ])("%j", (typed, meant) => expect(read(typed)).toEqual(meant));

  it("leave out what cannot be understood, say how it is written, and take the rest", () => {
    const { query, problems } = parseShelfQuery("sea rating:good tag:gift");
    expect(query).toMatchObject({ text: "sea", rating: {}, tags: { all: ["gift"] } });
    expect(problems).toEqual([{ part: "rating:good", message: expect.stringContaining("rating:>=4") }]);
  });

  it("end without an end: a quote that nobody closed, a lone minus, a lone colon", () => {
    expect(read('tag:"to lend')).toEqual({ tags: { ...NO_TAGS, all: ["to lend"] } });
    expect(read("- : \\")).toEqual({ text: "- : \\" });
  });
});

describe("a query", () => {
  const queries: Partial<ShelfQuery>[] = [
    {},
    { text: "left hand" },
    { text: 'owned tag:x "quoted" -owned' },
    { status: ["want", "none"], rating: { min: 3.5 }, hasReview: true, hasIsbn: false },
    { rating: { max: 2.5 }, year: { min: -800, max: 500 }, added: { min: "2024-05-01" } },
    { rating: { min: 4, max: 4 }, added: { max: "2024-05-01" }, isOwned: true },
    { tags: { all: ["gift", "to lend"], any: ["a,b", "c"], none: ['say "hi" \\ bye', "-x"] } },
    { author: "Le Guin", series: "Earthsea", language: "fr", genre: "Science fiction", isOwned: false },
    { place: "Living room", collection: "👩‍🚀 “Space”, and more", hasTag: false, hasRating: true },
  ];
  it.each(queries.map((query) => [formatShelfQuery(shelfQuery.parse(query)), query] as const))(
    "is the same again out of its own words: %s",
    (typed, query) => expect(parseShelfQuery(typed)).toEqual({ query: shelfQuery.parse(query), problems: [] }),
  );

  it.each([
    [{ rating: { min: 1, max: 1 } }, "1 star"],
    [{ rating: { min: 4.5, max: 4.5 } }, "4.5 stars"],
    [{ status: ["want", "none"] }, "Want to read or No status"],
  ] as const)("says in words what it narrows by: %o", (query, words) =>
    expect(partsOfQuery(shelfQuery.parse(query)).map((part) => part.words)).toEqual([words]),
  );
});
