import { expect, it } from "vitest";
import { type Entry, entry } from "../../schema";
import { workOf } from "./rules";

const BOOK = {
  ...{ isbn13: null, isbn10: null, title: "A Book", subtitle: null, authors: [], pages: null, publicationDate: null },
  ...{ publishedYear: null, publisher: null, languageCode: null, description: null, genres: [], series: [] },
  ...{ averageRating: null, ratingsCount: null, identifiers: {}, workKey: null, coverUrls: [] },
};

type Reading = Pick<Entry["readings"][number], "startedOn" | "endedOn" | "outcome">;

const said = (status: Entry["status"], ...readings: (Reading & { progress?: object[] })[]): Entry =>
  entry.parse({
    ...{ key: "goodreads:1", book: BOOK, status, rating: null, review: null, readings },
    ...{ collections: [], tags: [], copies: [], quotes: [], addedOn: null, notes: [] },
  });

const finished = (endedOn: string | null): Reading => ({ startedOn: null, endedOn, outcome: "finished" });
const begun = (...days: string[]) => ({
  ...{ startedOn: "2024-05-01", endedOn: null, outcome: "reading" as const },
  progress: days.map((day) => ({ day, page: 9, percent: null })),
});

/** What comes of a file where an earlier one said something, and the library has these times. */
const brought = (now: Entry, before: Entry | undefined, known: Reading[]) => {
  const work = workOf(now, 1, known, before);
  return work && [work.status, ...(work.readings ?? []).map(({ endedOn, outcome }) => endedOn ?? outcome)];
};

it("opens no book again that its reader took out of all lists, only because the source has new progress", () => {
  const [before, now] = [said("reading", begun("2024-05-02")), said("reading", begun("2024-05-02", "2024-05-03"))];
  expect(brought(now, before, [])).toBeUndefined();
  expect(brought(now, undefined, [])).toEqual(["reading", "reading"]);
});

it("brings where a book stands with a time of reading that is new, though the source says the same of it as before", () => {
  const before = said("read", finished("2020-10-25"));
  const now = said("read", finished("2020-10-25"), finished("2024-02-03"));
  expect(brought(now, before, [])).toEqual(["read", "2024-02-03"]);
  expect(brought(now, before, [finished("2020-10-25")])).toEqual(["read", "2024-02-03"]);
  // The reader has written it down here too, and where the book stands since.
  expect(brought(now, before, [finished("2024-02-03")])).toBeUndefined();
});

it("counts those without a day: of what its reader has deleted none comes again", () => {
  const [two, three] = [said("read", finished(null), finished(null)), said("read", ...Array(3).fill(finished(null)))];
  expect(brought(three, two, [])).toEqual(["read", "finished"]);
  expect(brought(three, two, [finished(null)])).toEqual(["read", "finished"]);
  // One of them has got its day since.
  expect(brought(three, two, [finished(null), finished("2021-01-01")])).toEqual(["read", "finished"]);
  expect(brought(two, two, [])).toBeUndefined();
  expect(brought(two, three, [])).toBeUndefined();
});
