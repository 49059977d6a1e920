import "server-only";
import { and, asc, eq, gt, inArray, isNotNull, isNull, max, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { covers, localFeatures } from "@/db/schema/covers";
import { log } from "@/lib/platform/log";
import { oneABook } from "../rules";
import type { CoverRange, Picture } from "../schema";
import { extractFlat, extractPhoto, findFlats, verifyCover } from "./adapters/extractor";
import { featureCache } from "./adapters/feature-cache";
import { followedDetails } from "./adapters/followed-details";
import { unpackFeatures } from "./rules";
import {
  type DetailAlike,
  type DetailState,
  EXTRACTOR,
  type FeatureChange,
  type Flat,
  type LocalFeatures,
  type PhotoFeatures,
  type PhotoView,
  type Verification,
  type Vote,
} from "./schema";

/** Rows of the present way of extracting. */
export const isPresent = eq(localFeatures.extractor, EXTRACTOR);

/** Changes after `seq` in order, at most `limit`. */
export async function listFeatureChanges(seq: number, limit: number): Promise<FeatureChange[]> {
  const rows = await db
    .select({ label: localFeatures.id, seq: localFeatures.seq, features: localFeatures.features })
    .from(localFeatures)
    .where(and(isPresent, gt(localFeatures.seq, seq)))
    .orderBy(asc(localFeatures.seq))
    .limit(limit);
  return rows.map((row) => ({ ...row, features: row.features && unpackFeatures(row.features) }));
}

/** The newest change there is, for health: an index below it is behind. */
export async function getNewestFeatureSeq(): Promise<number> {
  const [row] = await db
    .select({ seq: max(localFeatures.seq) })
    .from(localFeatures)
    .where(isPresent);
  return row?.seq ?? 0;
}

/** How much changed after `seq`. */
export async function countFeatureChanges(seq: number): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)`.mapWith(Number) })
    .from(localFeatures)
    .where(and(isPresent, gt(localFeatures.seq, seq)));
  return row?.count ?? 0;
}

export async function countFeatures(): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)`.mapWith(Number) })
    .from(localFeatures)
    .where(and(isPresent, isNotNull(localFeatures.coverId)));
  return row?.count ?? 0;
}

/** Covers after the id `after` whose features have not been extracted, by their ids. */
export async function listCoversWithoutFeatures(
  limit: number,
  { after = 0, ofBooks }: CoverRange = {},
): Promise<number[]> {
  const rows = await db
    .select({ id: covers.id })
    .from(covers)
    .leftJoin(localFeatures, and(eq(localFeatures.coverId, covers.id), isPresent))
    .where(and(gt(covers.id, after), isNull(localFeatures.id), ofBooks && inArray(covers.bookId, ofBooks)))
    .orderBy(asc(covers.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** A photo as details see it: each way once it is asked for, in threads. */
export type SeenPhoto = {
  /** Pieces that may be its cover, best first; they are looked for once. */
  flats: () => Promise<Flat[]>;
  /** 30 to 150 ms. Undefined: the photo has no such piece. */
  extract: (view: PhotoView) => Promise<PhotoFeatures | undefined>;
};

export function seePhoto(photo: Picture): SeenPhoto {
  let finding: Promise<Flat[]> | undefined;
  const flats = () => {
    finding ??= findFlats(photo);
    return finding;
  };
  const extractNth = async (nth: number) => {
    const flat = (await flats())[nth];
    return flat && extractFlat(flat, photo);
  };
  return {
    flats,
    extract: (view) => {
      if (view === "flat") return extractNth(0);
      if (view === "second-flat") return extractNth(1);
      return extractPhoto(photo, view);
    },
  };
}

/** What the photo's details vote for, in this process's index. */
export const findVotes = async (photo: LocalFeatures, limit: number): Promise<Vote[]> =>
  (await followedDetails().index?.vote(photo, limit)) ?? [];

/** The covers behind votes, in their order, at most one a book. Those gone from the database are left out. */
export async function listVotedCovers(votes: Vote[], limit: number): Promise<DetailAlike[]> {
  if (votes.length === 0) return [];
  const rows = await db
    .select({ label: localFeatures.id, coverId: covers.id, bookId: covers.bookId })
    .from(localFeatures)
    .innerJoin(covers, eq(localFeatures.coverId, covers.id))
    .where(
      inArray(
        localFeatures.id,
        votes.map(({ label }) => label),
      ),
    );
  return oneABook(votes, rows, limit);
}

/** Candidates by detail: covers that the photo's details vote for, best first, at most one a book. */
export async function findCoversByDetail(photo: LocalFeatures, limit: number): Promise<DetailAlike[]> {
  return listVotedCovers(await findVotes(photo, limit * 2), limit);
}

/** Features of covers, from this process's cache or the database. A cover without any, or with damaged ones, is left out. */
export async function getFeaturesOf(coverIds: number[]): Promise<Map<number, LocalFeatures>> {
  const cache = featureCache();
  const found = new Map<number, LocalFeatures>();
  const missing: number[] = [];
  for (const id of coverIds) {
    const kept = cache.get(id);
    if (kept) found.set(id, kept);
    else missing.push(id);
  }
  if (missing.length === 0) return found;
  const rows = await db
    .select({ coverId: localFeatures.coverId, features: localFeatures.features })
    .from(localFeatures)
    .where(and(isPresent, inArray(localFeatures.coverId, missing)));
  for (const { coverId, features } of rows) {
    if (coverId === null || features === null) continue;
    try {
      const unpacked = unpackFeatures(features);
      cache.set(coverId, unpacked);
      found.set(coverId, unpacked);
    } catch (error) {
      log.error("features.damaged", { coverId, error });
    }
  }
  return found;
}

/** How a cover lies in a photo, in one of two threads that all of this shares; null where nothing says that it does. */
export const verify = (photo: PhotoFeatures, cover: LocalFeatures): Promise<Verification | null> =>
  verifyCover(photo, cover);

/** What this process's index of details holds; undefined while it has not been opened. */
export function getDetailState(): DetailState | undefined {
  const { index } = followedDetails();
  return index && { extractor: EXTRACTOR, size: index.size, seq: index.seq };
}
