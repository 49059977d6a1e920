import { describe, expect, it } from "vitest";
import { meetWorks } from "./rules";

const wanted = (...names: string[]) => ({ names, title: names.at(-1) ?? "" });
/** Which of those that are wanted are of one work, by the place of its first. */
const groups = (list: ReturnType<typeof wanted>[], known: { workId: number; name: string }[] = []) => {
  const met = meetWorks(list, known);
  return met.map((work) => work.id ?? `new ${met.indexOf(work)}`);
};

describe("meetWorks", () => {
  it("lets records meet by any name that they share, in whatever order they come", () => {
    const [table, library, other] = [
      wanted("title:dune / herbert f"),
      wanted("openlibrary:OL1W", "title:dune / herbert f"),
      wanted("openlibrary:OL1W", "title:der wustenplanet / herbert f"),
    ];
    for (const order of [
      [table, library, other],
      [library, table, other],
      [other, library, table],
    ])
      expect(groups(order)).toEqual(["new 0", "new 0", "new 0"]);
  });

  it("finds works that are known, and gives them the names that they lack", () => {
    const known = [
      { workId: 7, name: "dune" },
      { workId: 7, name: "title:dune / herbert f" },
    ];
    const [work] = meetWorks([wanted("openlibrary:OL1W", "title:dune / herbert f")], known);
    expect(work).toEqual({ id: 7, title: "", names: ["dune", "title:dune / herbert f", "openlibrary:OL1W"] });
  });

  it("believes a source that tells two works of one title apart, and takes no name from the first", () => {
    const [one, two] = [
      wanted("openlibrary:OL1W", "title:poems / a b"),
      wanted("openlibrary:OL2W", "title:poems / a b"),
    ];
    expect(groups([one, two, wanted("title:poems / a b"), two])).toEqual(["new 0", "new 1", "new 0", "new 1"]);
    expect(meetWorks([one, two], [])[1]?.names).toEqual(["openlibrary:OL2W"]);
    expect(groups([wanted("poems", "title:poems / a b"), wanted("other-poems", "title:poems / a b")])).toEqual([
      "new 0",
      "new 1",
    ]);
  });

  it("goes by the surest name where its names are of several works", () => {
    const known = [
      { workId: 1, name: "openlibrary:OL1W" },
      { workId: 2, name: "title:dune / herbert f" },
    ];
    expect(groups([wanted("openlibrary:OL1W", "title:dune / herbert f")], known)).toEqual([1]);
  });
});
