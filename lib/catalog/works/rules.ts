/** Which records are editions of one work. Pure. */

/** What is looked for: all names of the work, the surest first, and what to call it where it is new. */
export type WantedWork = { names: string[]; title: string };

/** A work with all names it goes by; `id` is null for one that is to be added. */
export type MetWork = { id: number | null; title: string; names: string[] };

/** Made of what is said of a book; a source has not given it. */
const MADE_UP = /^(?:title|book):/;

/** "openlibrary" of "openlibrary:OL1W"; the seed's own names say no source. */
const sourceOf = (name: string): string => (name.includes(":") ? name.slice(0, name.indexOf(":")) : "");

/**
 * Whether a source has two works where title and author say that there is one: it gives each a name of its own, and knows
 * better.
 */
function isToldApart(wanted: string[], present: string[]): boolean {
  const own = wanted.filter((name) => !MADE_UP.test(name));
  const others = present.filter((name) => !MADE_UP.test(name) && !own.includes(name));
  return own.some((name) => others.some((other) => sourceOf(other) === sourceOf(name)));
}

/**
 * For each that is wanted its work: the one that has a name of it, also where one before it in the list has brought that
 * name, else a new one. The work is then known by all of its names, but for those that another has already.
 */
export function meetWorks(
  wanted: readonly WantedWork[],
  known: readonly { workId: number; name: string }[],
): MetWork[] {
  const byId = new Map<number, MetWork>();
  const byName = new Map<string, MetWork>();
  for (const { workId, name } of known) {
    const work = byId.get(workId) ?? { id: workId, title: "", names: [] };
    byId.set(workId, work);
    byName.set(name, work);
    work.names.push(name);
  }
  return wanted.map(({ names, title }) => {
    const met = names.flatMap((name) => {
      const work = byName.get(name);
      return work && !(MADE_UP.test(name) && isToldApart(names, work.names)) ? [work] : [];
    });
    const work = met[0] ?? { id: null, title, names: [] };
    for (const name of names.filter((one) => !byName.has(one))) {
      byName.set(name, work);
      work.names.push(name);
    }
    return work;
  });
}

/** What there is to choose by, of the editions of one work. */
export type ChosenFrom = { bookId: number; languageCode: string | null; ratingsCount: number };

/** By what a work's edition is chosen for somebody: their own books, and the languages that they read, the best first. */
export type Taste = { bookIds: ReadonlySet<number>; languages: readonly string[] };

/** The edition that stands for a work: one's own, else of one's language, else the one that most people rated. */
export function chooseEdition<Edition extends ChosenFrom>(editions: Edition[], { bookIds, languages }: Taste) {
  const foreignness = ({ languageCode }: ChosenFrom) => {
    const at = languages.indexOf(languageCode?.toLowerCase().split("-")[0] ?? "");
    return at < 0 ? languages.length : at;
  };
  const [best] = editions.toSorted(
    (a, b) =>
      Number(bookIds.has(b.bookId)) - Number(bookIds.has(a.bookId)) ||
      foreignness(a) - foreignness(b) ||
      b.ratingsCount - a.ratingsCount ||
      a.bookId - b.bookId,
  );
  return best;
}

/** The languages of an Accept-Language header, the best first: "de-CH,de;q=0.9,en;q=0.8" is de, en. */
export function readLanguages(header: string | null): string[] {
  const asked = (header ?? "").split(",").map((part) => {
    const [tag = "", ...more] = part.trim().split(";");
    const weight = Number(/q=([\d.]+)/.exec(more.join(";"))?.[1] ?? 1);
    return { language: tag.toLowerCase().split("-")[0] ?? "", weight };
  });
  const languages = asked.toSorted((a, b) => b.weight - a.weight).map(({ language }) => language);
  return [...new Set(languages)].filter((language) => /^[a-z]{2,3}$/.test(language));
}
