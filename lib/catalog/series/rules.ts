/** How the books of a series are put in order, and how far a reader is with it. Pure. */
import { groupBy } from "@/lib/platform/group";
import type { Gap, MyWork, PlacedWork, Progress, SeriesBook, SeriesCard, SeriesStrand, Strand, Volume } from "./schema";

const BOX_WORDS = /\b(?:box(?:ed)? ?set|collection|omnibus|trilogy|complete series|coffret|schuber|sammelband)\b/i;
/** Who has a third of what the most frequent author has is an author of the series too. */
const AUTHOR_SHARE = 3;
/** From here on numbers are years or issues, and do not begin at one. */
const COUNTED_FROM_ONE_MAX = 100;

/** One place for a work of which editions say different ones: the most frequent, of equals the smallest. */
function placeOf(editions: SeriesBook[]): Pick<PlacedWork, "position" | "rangeEnd"> {
  const said = editions.filter(({ position }) => position !== null);
  const groups = [...groupBy(said, ({ position, rangeEnd }) => `${position}-${rangeEnd}`).values()];
  const [best] = groups.sort(
    (a, b) =>
      b.length - a.length ||
      (a[0]?.position ?? 0) - (b[0]?.position ?? 0) ||
      (a[0]?.rangeEnd ?? 0) - (b[0]?.rangeEnd ?? 0),
  );
  const [{ position, rangeEnd } = { position: null, rangeEnd: null }] = best ?? [];
  return { position, rangeEnd };
}

function placeWorks(books: SeriesBook[]): PlacedWork[] {
  return [...groupBy(books, ({ workId }) => workId)].map(([workId, editions]) => ({
    ...{ workId, ...placeOf(editions), editions },
    authorIds: [...new Set(editions.flatMap(({ authorIds }) => authorIds))],
  }));
}

/** Works that share an author, directly or through others, are together; those of nobody are with the first ones. */
function groupByAuthors(works: PlacedWork[]): PlacedWork[][] {
  let groups: { authors: Set<number>; works: PlacedWork[] }[] = [];
  for (const work of works) {
    const met = groups.filter(({ authors }) => work.authorIds.some((id) => authors.has(id)));
    const authors = new Set([...work.authorIds, ...met.flatMap((group) => [...group.authors])]);
    groups = [
      ...groups.filter((group) => !met.includes(group)),
      { authors, works: [...met.flatMap((g) => g.works), work] },
    ];
  }
  const placeOfFirst = (group: PlacedWork[]) => Math.min(...group.map(({ position }) => position ?? Number.MAX_VALUE));
  return groups
    .map((group) => group.works)
    .sort(
      (a, b) => b.length - a.length || placeOfFirst(a) - placeOfFirst(b) || (a[0]?.workId ?? 0) - (b[0]?.workId ?? 0),
    );
}

const languagesOf = (works: PlacedWork[]) =>
  new Set(works.flatMap(({ editions }) => editions.map(({ languageCode }) => languageCode?.split("-")[0] ?? "")));

/** The same volume of the same language by somebody else: another series of this name, no translation. */
function isOtherSeries(main: PlacedWork[], others: PlacedWork[]): boolean {
  if (others.every(({ authorIds }) => authorIds.length === 0)) return false;
  return others.some(({ position, rangeEnd, editions }) => {
    if (position === null || rangeEnd !== null) return false;
    const same = main.filter((work) => work.position === position && work.rangeEnd === null);
    const [ours, theirs] = [languagesOf(same), languagesOf([{ editions } as PlacedWork])];
    return same.length > 0 && [...theirs].some((language) => ours.has(language));
  });
}

/**
 * The books of one name in order, as the one series or the several of that name that they are: the largest first. Many
 * people may write one series, but its second volume is written once.
 */
export function layOut(books: SeriesBook[]): Strand[] {
  const [main = [], ...others] = groupByAuthors(placeWorks(books));
  const strands = [main];
  for (const group of others) {
    if (isOtherSeries(main, group)) strands.push(group);
    else main.push(...group);
  }
  return strands.filter((works) => works.length > 0).map(toStrand);
}

function toStrand(works: PlacedWork[]): Strand {
  const isBox = ({ position, rangeEnd, editions }: PlacedWork) =>
    rangeEnd !== null || (position === null && editions.some(({ title }) => BOX_WORDS.test(title)));
  const boxes = works.filter(isBox).sort(byPlace);
  const numbered = works.filter((work) => !isBox(work) && work.position !== null);
  const volumes = [...groupBy(numbered, ({ position }) => position ?? 0)]
    .map(([position, at]): Volume => ({ position, works: at.sort(byRatings) }))
    .sort((a, b) => a.position - b.position);
  const all = works.flatMap(({ authorIds }) => authorIds);
  const counted = [...groupBy(all, (id) => id)].map(([id, of]) => ({ id, works: of.length }));
  const most = Math.max(0, ...counted.map((author) => author.works));
  return {
    // Who read one volume aloud did not write the series.
    authorIds: counted
      .filter((author) => author.works * AUTHOR_SHARE >= most)
      .sort((a, b) => b.works - a.works || a.id - b.id)
      .map(({ id }) => id),
    ...{ volumes, boxes, gaps: gapsOf(volumes, boxes) },
    unnumbered: works.filter((work) => !isBox(work) && work.position === null).sort(byYear),
  };
}

const ratingsOf = ({ editions }: PlacedWork) => Math.max(...editions.map(({ ratingsCount }) => ratingsCount));
const yearOf = ({ editions }: PlacedWork) => Math.min(...editions.map(({ year }) => year ?? 9_999));
const byRatings = (a: PlacedWork, b: PlacedWork) => ratingsOf(b) - ratingsOf(a) || a.workId - b.workId;
const byYear = (a: PlacedWork, b: PlacedWork) => yearOf(a) - yearOf(b) || a.workId - b.workId;
const byPlace = (a: PlacedWork, b: PlacedWork) =>
  (a.position ?? Number.MAX_VALUE) - (b.position ?? Number.MAX_VALUE) ||
  (a.rangeEnd ?? 0) - (b.rangeEnd ?? 0) ||
  byYear(a, b);

/** Whole volumes, from one on: what is between them, or before, does not count. */
const wholeOf = (volumes: Volume[]) => volumes.map(({ position }) => position).filter(isCounted);
const isCounted = (position: number | null): position is number => Number.isInteger(position) && (position ?? 0) >= 1;

const covers = ({ position, rangeEnd }: PlacedWork, number: number) =>
  position !== null && rangeEnd !== null && position <= number && number <= rangeEnd;

function gapsOf(volumes: Volume[], boxes: PlacedWork[]): Gap[] {
  const whole = wholeOf(volumes);
  const gaps: Gap[] = [];
  const note = (from: number, to: number) => {
    const last = gaps.at(-1);
    const isBoxed = boxes.some((box) => covers(box, from) && covers(box, to));
    if (last && last.to === from - 1 && last.isBoxed === isBoxed) last.to = to;
    else gaps.push({ from, to, isBoxed });
  };
  const [lowest = 0] = whole;
  let before = lowest > COUNTED_FROM_ONE_MAX ? lowest - 1 : 0;
  for (const number of whole) {
    // A long gap is one line; in a short one a box set may have some.
    if (number - before - 1 > COUNTED_FROM_ONE_MAX) note(before + 1, number - 1);
    else for (let missing = before + 1; missing < number; missing++) note(missing, missing);
    before = number;
  }
  return gaps;
}

const isRead = (mine: MyWork | undefined) => mine?.status === "read";
const isHad = (mine: MyWork | undefined) =>
  mine !== undefined && (mine.isOwned || mine.status === "read" || mine.status === "reading");
const isHadOrKept = (mine: MyWork | undefined) => isHad(mine) || mine?.isKept === true;

/**
 * How far a reader is with a series; null for who has nothing of it. A box set stands for all of its volumes. What is next is
 * the first volume behind the last one that they have read.
 */
export function progressOf(strand: Strand, mine: Map<number, MyWork>): Progress | null {
  const works = [...strand.volumes.flatMap((volume) => volume.works), ...strand.boxes, ...strand.unnumbered];
  if (!works.some(({ workId }) => isHadOrKept(mine.get(workId)))) return null;
  const some = (of: PlacedWork[], is: typeof isRead) => of.some(({ workId }) => is(mine.get(workId)));
  const whole = wholeOf(strand.volumes);
  const isOf = (number: number, is: typeof isRead) =>
    some(strand.volumes.find(({ position }) => position === number)?.works ?? [], is) ||
    some(
      strand.boxes.filter((box) => covers(box, number)),
      is,
    );
  if (whole.length === 0) {
    // A book each, where nobody has numbered them.
    const count = (is: typeof isRead) => works.filter(({ workId }) => is(mine.get(workId))).length;
    const had = count(isHad);
    const [read, kept] = [count(isRead), count(isHadOrKept) - had];
    return { total: works.length, had, read, kept, lacking: [], next: null, skipped: [] };
  }
  const missing = strand.gaps.filter(({ isBoxed }) => !isBoxed);
  const boxed = strand.gaps.filter(({ isBoxed }) => isBoxed).flatMap(numbersIn);
  const numbers = [...whole, ...boxed].sort((a, b) => a - b);
  const read = numbers.filter((number) => isOf(number, isRead));
  const last = Math.max(0, ...read);
  const next = whole.find((number) => number > last && !isOf(number, isRead)) ?? null;
  return {
    total: numbers.length + missing.reduce((sum, { from, to }) => sum + to - from + 1, 0),
    had: numbers.filter((number) => isOf(number, isHad)).length,
    read: read.length,
    kept: numbers.filter((number) => !isOf(number, isHad) && isOf(number, isHadOrKept)).length,
    lacking: whole.filter((number) => !isOf(number, isHadOrKept)),
    ...{
      next,
      skipped: next === null ? [] : missing.flatMap(numbersIn).filter((number) => last < number && number < next),
    },
  };
}

/**
 * What a reader can put on the list of what to read: of each volume that they lack, and of which they have said nothing yet,
 * one edition. Of who has begun nothing of a series all volumes; of one without numbers its books.
 */
export function listWantable({ volumes, unnumbered, progress }: Wantable): SeriesCard[] {
  const isOpen = (position: number | null, cards: SeriesCard[]) =>
    cards.every(({ mine }) => !isHadOrKept(mine ?? undefined) && (mine?.status ?? null) === null) &&
    (progress === null || !isCounted(position) || progress.lacking.includes(position));
  const places = volumes.length > 0 ? volumes : unnumbered.map((card) => ({ position: null, cards: [card] }));
  return places.flatMap(({ position, cards }) => (isOpen(position, cards) ? cards.slice(0, 1) : []));
}

type Wantable = Pick<SeriesStrand, "volumes" | "unnumbered" | "progress">;

const GAP_LISTED_MAX = 200;
const numbersIn = ({ from, to }: Gap): number[] =>
  Array.from({ length: Math.min(to - from + 1, GAP_LISTED_MAX) }, (_, at) => from + at);

/** "3, 5 and 7–9": numbers in words that stay short. */
export function sayNumbers(numbers: number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  const words = runs.flatMap(([from, to]) =>
    from === to ? [String(from)] : to === from + 1 ? [String(from), String(to)] : [`${from}–${to}`],
  );
  const end = words.pop() ?? "";
  return words.length === 0 ? end : `${words.join(", ")} and ${end}`;
}
