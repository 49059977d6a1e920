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
