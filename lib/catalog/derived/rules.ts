/** What the catalogue makes of a book's fields so that lists, series and authors are found without reading them. Pure. */
import { personKey, seriesKey } from "../records/rules";
import type { InSeries } from "../records/schema";
import { sortName, sortTitle } from "../sorting/rules";

/** What fits the columns of places: no series has more volumes. */
const PLACE_MAX = 99_999;

/** Longer names are nonsense that somebody put into the wrong field; of these the beginning is kept. */
const NAME_LENGTH_MAX = 300;

export type NamedBook = {
  title: string;
  languageCode: string | null;
  authors: string[];
  series: InSeries[] | null;
};

export type DerivedSeries = { key: string; name: string; position: number | null; rangeEnd: number | null };
export type DerivedAuthor = { key: string; name: string; place: number };

/** As a list of one book: a series or a person named twice is there once, as the first time. */
function once<Named extends { key: string }>(all: Named[]): Named[] {
  const seen = new Set<string>();
  return all.filter(({ key }) => !seen.has(key) && seen.add(key));
}

const placeOf = (place: number | undefined | null): number | null =>
  place !== undefined && place !== null && place >= 0 && place <= PLACE_MAX ? Math.round(place * 100) / 100 : null;

/** Of a book that holds several volumes `position` is the first and `rangeEnd` the last of them. */
export function derive({ title, languageCode, authors, series }: NamedBook) {
  return {
    sortTitle: sortTitle(title, languageCode),
    sortAuthor: sortName(authors[0] ?? ""),
    series: once(
      (series ?? []).flatMap(({ name, position, range }): DerivedSeries[] => {
        const key = seriesKey(name);
        const [from, to] = (range ?? []).map(placeOf);
        const isRange = typeof from === "number" && typeof to === "number" && from < to;
        const places = isRange ? { position: from, rangeEnd: to } : { position: placeOf(position), rangeEnd: null };
        return key === undefined ? [] : [{ key, name: name.slice(0, NAME_LENGTH_MAX), ...places }];
      }),
    ),
    authors: once(
      authors.flatMap((name, place): DerivedAuthor[] => {
        const key = personKey(name);
        return key === undefined ? [] : [{ key, name: name.slice(0, NAME_LENGTH_MAX), place }];
      }),
    ),
  };
}

export type Spelling = { name: string; times: number };

const isShouted = (name: string) => name === name.toUpperCase() || name === name.toLowerCase();

/** The spelling that is shown of several: the most frequent, of equals one that is not all in capitals, then by letters. */
export function shownSpelling(spellings: Spelling[]): string | undefined {
  const [best] = spellings.toSorted(
    (a, b) => b.times - a.times || Number(isShouted(a.name)) - Number(isShouted(b.name)) || (a.name < b.name ? -1 : 1),
  );
  return best?.name;
}
