import type { PhotoFeatures, PhotoView, Verification } from "@/lib/covers/features/schema";
import { isCentral, strengthOf } from "../rules";

/** Damps the first ranks of a source, so that two sources that agree on a cover beat one that puts it first. */
const RANK_DAMPING = 8;

/** Covers from several lists, each best first, as one: by the sum of what their ranks are worth (reciprocal rank fusion). */
export function fuse<Cover extends { coverId: number }>(...lists: Cover[][]): Cover[] {
  const worth = new Map<number, { cover: Cover; sum: number }>();
  for (const list of lists) {
    list.forEach((cover, rank) => {
      const known = worth.get(cover.coverId) ?? { cover, sum: 0 };
      worth.set(cover.coverId, { ...known, sum: known.sum + 1 / (RANK_DAMPING + rank) });
    });
  }
  return [...worth.values()].sort((a, b) => b.sum - a.sum).map(({ cover }) => cover);
}

/** From here on a cover is certainly there, and from the second on it is the answer however little it looks like the photo. */
const CLEAR_STRENGTH = 24;
const CERTAIN_STRENGTH = 60;
/** Compared in any case, so that a look-alike of the winner is seen. */
const COMPARED_MIN = 4;
/** Compared at the same time: as many as there are threads. */
const COMPARED_AT_ONCE = 2;
/** Candidates of both sources together that are compared at first; the right one is nearly always among them. */
const FIRST_COMPARED_MAX = 10;
/** In a further round: of the covers that a view's details vote for, and of those by look. */
const COMPARED_AGAIN = { byDetail: 6, byLook: 8 };

type Round = {
  views: PhotoView[];
  /** How long it takes, of what the first one took. */
  cost: number;
};
/** What is looked at where the first look, at the plain photo, shows nothing clear. */
const FURTHER_ROUNDS: Round[] = [
  { views: ["flat", "second-flat"], cost: 1 },
  { views: ["large"], cost: 2 },
];

/** What seeking asks for. */
export type Seeker<Cover> = {
  /** Covers that look like the photo; and those that look like a piece of it which may be its cover. */
  byLook: () => Promise<Cover[]>;
  byLookOfFlats: () => Promise<Cover[]>;
  /** Undefined: the photo cannot be seen so. */
  extract: (view: PhotoView) => Promise<PhotoFeatures | undefined>;
  byDetail: (features: PhotoFeatures) => Promise<Cover[]>;
  /** Told which covers are about to be compared, best first. */
  prepare: (covers: Cover[]) => Promise<void>;
  /** Undefined: nothing is said, e.g. since the cover has too few details. */
  verify: (features: PhotoFeatures, cover: Cover) => Promise<Verification | null | undefined>;
  /** Asked before each further round: whether there is time for one that takes so many times as long as the first. */
  mayGoOn: (cost: number) => boolean;
};

/** Candidates in their order, and how each of those that were compared lies in the photo. */
export type Sought<Cover> = { covers: Cover[]; verifications: Map<number, Verification | null> };

const strengthIn = (one: Verification | null | undefined) => (one ? strengthOf(one) : 0);

/**
 * Looks for covers in a photo: the candidates of both sources are compared with it best first until one is clearly there.
 * Where none is, the photo is looked at in further ways, whose first candidates are compared too.
 */
export async function seek<Cover extends { coverId: number }>(seeker: Seeker<Cover>): Promise<Sought<Cover>> {
  const verifications = new Map<number, Verification | null>();
  /** Whether a cover is there and what the reader points at. */
  const isFound = (strength = CLEAR_STRENGTH) =>
    [...verifications.values()].some((one) => one && strengthOf(one) >= strength && isCentral(one.outline));
  const compare = async (features: PhotoFeatures, covers: Cover[]) => {
    await seeker.prepare(covers);
    for (let at = 0; at < covers.length; at += COMPARED_AT_ONCE) {
      if (verifications.size >= COMPARED_MIN && isFound()) return;
      const some = covers.slice(at, at + COMPARED_AT_ONCE);
      const results = await Promise.all(some.map((cover) => seeker.verify(features, cover)));
      some.forEach(({ coverId }, place) => {
        const [before, now] = [verifications.get(coverId), results[place]];
        if (now === undefined) return;
        verifications.set(coverId, strengthIn(before) >= strengthIn(now) ? (before ?? null) : now);
      });
    }
  };

  const lookAt = async (view: PhotoView) => {
    const seen = await seeker.extract(view);
    return { seen, found: seen ? await seeker.byDetail(seen) : [] };
  };
  const [looking, seeing] = [seeker.byLook(), seeker.extract("plain")];
  const [byLook, features, found] = await Promise.all([
    looking,
    seeing,
    seeing.then((seen) => (seen ? seeker.byDetail(seen) : [])),
    // These are nearly always among those compared in any case: threads do so while votes are counted.
    Promise.all([looking, seeing]).then(([covers, seen]) => seen && compare(seen, covers.slice(0, COMPARED_AT_ONCE))),
  ]);
  let covers = fuse(byLook, found);
  const isNew = ({ coverId }: Cover) => !verifications.has(coverId);
  if (features) await compare(features, covers.slice(0, FIRST_COMPARED_MAX).filter(isNew));
  if (isFound(CERTAIN_STRENGTH)) return { covers, verifications };

  const byLookOfFlats = await seeker.byLookOfFlats();
  covers = fuse(byLookOfFlats, covers);
  if (features) await compare(features, covers.slice(0, FIRST_COMPARED_MAX).filter(isNew));
  for (const { views, cost } of FURTHER_ROUNDS) {
    if (isFound() || !seeker.mayGoOn(cost)) break;
    for (const { seen, found } of await Promise.all(views.map(lookAt))) {
      if (!seen) continue;
      const again = fuse(found.slice(0, COMPARED_AGAIN.byDetail), byLookOfFlats.slice(0, COMPARED_AGAIN.byLook));
      await compare(seen, again);
      covers = fuse(covers, found);
    }
  }
  return { covers, verifications };
}
