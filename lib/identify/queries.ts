import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { listBooksByIds } from "@/lib/catalog/queries";
import type { BookSummary } from "@/lib/catalog/schema";
import { findCoversByDetail, getFeaturesOf, type SeenPhoto, seePhoto, verify } from "@/lib/covers/features/queries";
import { isTelling } from "@/lib/covers/features/rules";
import type { Picture } from "@/lib/covers/schema";
import { findNeighbours, getLook, listCoversOf, scoreCovers } from "@/lib/covers/vectors/queries";
import { bestOfEach, toSimilarity } from "@/lib/covers/vectors/rules";
import type { Neighbour } from "@/lib/covers/vectors/schema";
import { log } from "@/lib/platform/log";
import { wasGivenUp } from "@/lib/platform/threads";
import { retryUnreachable } from "@/lib/platform/unreachable";
import { type Candidate, RIVAL_SIMILARITY_MIN, strengthOf } from "./rules";
import { type Sought, seek } from "./seeking/rules";
import { findBooksByText, readText } from "./text/queries";

/** Candidates of each source: the right cover is nearly always among the first few of one. */
export const CANDIDATES_A_SOURCE = 24;
/** What the decision sees: beyond the editions of one work, so that it sees the rival that comes after them. */
export const DECIDED_MAX = 32;
/** By then, after the photo came, details have been looked at: a busy server answers with what it has. */
const SEEN_BY_MS = 1_200;
/** What is still being looked at then is not waited for any longer. */
const WAIT_UNTIL_MS = 1_500;
/** Words are read by then, and only if so much time is left for it. */
const READ_BY_MS = 1_700;
const READ_MIN_MS = 500;

export type CandidateBook = Candidate & { book: BookSummary; score: number | null };

type Cover = { coverId: number; bookId: number };

/** Covers that look like the photo, and like pieces of it. */
type Look = { ofPhoto: () => Promise<Cover[]>; ofPieces: (pieces: Picture[]) => Promise<Cover[]> };

/** What of a photo's details can be had in time: a worse answer is better than none. */
async function seekInTime(photo: SeenPhoto, look: Look, startedAt: number): Promise<Sought<Cover>> {
  const over = new AbortController();
  const waitMs = Math.max(0, startedAt + WAIT_UNTIL_MS - performance.now());
  const tooLate = sleep(waitMs, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
  /** What fails, or is not there in time, is not there. */
  const orNothing = <Value>(what: string, work: Promise<Value>): Promise<Value | undefined> => {
    const settled = work.catch((error) => {
      if (wasGivenUp(error)) log.info("identify.not_seen_in_time", { what });
      else log.error("identify.not_seen", { what, error });
      return undefined;
    });
    return Promise.race([settled, tooLate]);
  };
  const firstAt = performance.now();
  let firstMs: number | undefined;
  try {
    return await seek<Cover>({
      byLook: look.ofPhoto,
      byLookOfFlats: async () => {
        const flats = await orNothing("flats", photo.flats());
        return look.ofPieces((flats ?? []).map(({ picture }) => picture));
      },
      extract: (view) => orNothing(view, photo.extract(view)),
      byDetail: (features) => retryUnreachable(() => findCoversByDetail(features, CANDIDATES_A_SOURCE)),
      // In one query.
      prepare: async (covers) => {
        await retryUnreachable(() => getFeaturesOf(covers.map(({ coverId }) => coverId)));
      },
      verify: async (features, { coverId }) => {
        const cover = (await retryUnreachable(() => getFeaturesOf([coverId]))).get(coverId);
        return cover && isTelling(cover) ? orNothing("cover", verify(features, cover)) : undefined;
      },
      mayGoOn: (cost) => {
        const now = performance.now();
        firstMs ??= now - firstAt;
        return now + cost * firstMs <= startedAt + SEEN_BY_MS;
      },
    });
  } finally {
    over.abort();
  }
}

/**
 * The books whose covers may be in the photo, from both sources, compared with it best first. One entry a book, in no
 * particular order: `decide` orders them.
 */
export async function findCandidates(photo: Picture, startedAt: number): Promise<CandidateBook[]> {
  const { encoder, index } = await getLook();
  const views: Float32Array[] = [];
  let neighbours: Neighbour[] = [];
  /** Covers near to any of these views and of those before. */
  const listNear = async (encoding: Promise<Float32Array[]>) => {
    const more = await encoding;
    views.push(...more);
    const found = await findNeighbours(index, more);
    neighbours = bestOfEach([neighbours, found]);
    return retryUnreachable(() => listCoversOf(neighbours, CANDIDATES_A_SOURCE));
  };
  const look: Look = {
    ofPhoto: () => listNear(encoder.encodePhoto(photo)),
    ofPieces: (pieces) => listNear(encoder.encodeFlats(pieces)),
  };
  const { covers, verifications } = await seekInTime(seePhoto(photo), look, startedAt);

  // Those that were compared, whatever their place, then the best of the others.
  const rest = covers.filter(({ coverId }) => !verifications.has(coverId));
  const decided = [...covers.filter(({ coverId }) => verifications.has(coverId)), ...rest].slice(0, DECIDED_MAX);
  const [scores, books] = await retryUnreachable(() =>
    Promise.all([
      scoreCovers(
        encoder.modelId,
        views,
        decided.map(({ coverId }) => coverId),
      ),
      listBooksByIds([...new Set(decided.map(({ bookId }) => bookId))]),
    ]),
  );
  return books.map(({ id, workId, book }) => {
    const own = decided.filter(({ bookId }) => bookId === id).map(({ coverId }) => coverId);
    const known = own.flatMap((coverId) => scores.get(coverId) ?? []);
    // Without a vector yet it is neither alike nor unlike: its details alone decide.
    const score = known.length > 0 ? Math.min(...known) : null;
    const compared = own.flatMap((coverId) => verifications.get(coverId) ?? []);
    const best = compared.sort((a, b) => strengthOf(b) - strengthOf(a))[0];
    const verification = best ?? (own.some((coverId) => verifications.has(coverId)) ? null : undefined);
    return {
      bookId: id,
      workId,
      book,
      score,
      similarity: score === null ? RIVAL_SIMILARITY_MIN : toSimilarity(score),
      verification,
    };
  });
}

/**
 * The candidates with what the words on the photo say of them, and the books that only these name, whether or not they
 * have a cover. The same candidates where nothing was read, e.g. since other photos wait.
 */
export async function readCandidates(
  photo: Picture,
  candidates: CandidateBook[],
  startedAt: number,
): Promise<CandidateBook[]> {
  const leftMs = Math.floor(startedAt + READ_BY_MS - performance.now());
  if (leftMs < READ_MIN_MS) return candidates;
  const lines = await readText(photo, leftMs);
  if (!lines || lines.length === 0) return candidates;
  return retryUnreachable(async () => {
    const textOf = new Map((await findBooksByText(lines)).map(({ bookId, ...text }) => [bookId, text]));
    const known = new Set(candidates.map(({ bookId }) => bookId));
    const named = await listBooksByIds([...textOf.keys()].filter((bookId) => !known.has(bookId)));
    return [
      ...candidates.map((one) => ({ ...one, text: textOf.get(one.bookId) })),
      ...named.map(({ id, workId, book }) => ({
        ...{ bookId: id, workId, book, text: textOf.get(id) },
        ...{ score: null, similarity: RIVAL_SIMILARITY_MIN },
      })),
    ];
  });
}
