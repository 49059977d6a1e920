import "server-only";
import { listBooksByIds } from "@/lib/catalog/queries";
import type { BookSummary } from "@/lib/catalog/schema";
import { extractFeatures, findCoversByDetail, getFeaturesOf, verify } from "@/lib/covers/features/queries";
import type { Picture } from "@/lib/covers/schema";
import { findNeighbours, getLook, listCoversOf, scoreCovers } from "@/lib/covers/vectors/queries";
import { toSimilarity } from "@/lib/covers/vectors/rules";
import { log } from "@/lib/platform/log";
import { retryUnreachable } from "@/lib/platform/unreachable";
import { type Candidate, type Sought, seek } from "./rules";

/** Candidates of each source: the right cover is nearly always among the first few of one. */
export const CANDIDATES_A_SOURCE = 24;
/** Of each source's candidates, those whose features are read in one query before they are compared. */
const PREFETCHED = 8;
/** What the decision sees: beyond the editions of one work, so that it sees the rival that comes after them. */
export const DECIDED_MAX = 32;
/** A second look begins no later than this after the first began: a busy server answers with what it has. */
const SECOND_LOOK_UNTIL_MS = 700;

export type CandidateBook = Candidate & { book: BookSummary; score: number };

type Cover = { coverId: number; bookId: number };

/** A photo whose details cannot be had is looked at as a whole only: a worse answer is better than none. */
async function seekOrNot(photo: Picture, byLook: Promise<Cover[]>): Promise<Sought<Cover>> {
  const startedAt = performance.now();
  const extracting = extractFeatures(photo, "plain");
  // Both run at once; what goes wrong is told where it is awaited.
  extracting.catch(() => undefined);
  const covers = await byLook;
  try {
    return await seek<Cover>({
      byLook: covers,
      extract: (view) => (view === "plain" ? extracting : extractFeatures(photo, view)),
      byDetail: (features) =>
        retryUnreachable(async () => {
          const found = await findCoversByDetail(features, CANDIDATES_A_SOURCE);
          // Those that are about to be compared, in one query.
          await getFeaturesOf(
            [...covers.slice(0, PREFETCHED), ...found.slice(0, PREFETCHED)].map(({ coverId }) => coverId),
          );
          return found;
        }),
      verify: async (features, { coverId }) => {
        const cover = (await getFeaturesOf([coverId])).get(coverId);
        return cover ? verify(features, cover) : null;
      },
      mayGoOn: () => performance.now() - startedAt < SECOND_LOOK_UNTIL_MS,
    });
  } catch (error) {
    log.warn("identify.no_details", { error });
    return { covers, verifications: new Map() };
  }
}

/**
 * The books whose covers may be in the photo, from both sources, compared with it best first. One entry a book, in no
 * particular order: `decide` orders them.
 */
export async function findCandidates(photo: Picture): Promise<CandidateBook[]> {
  const { encoder, index } = await getLook();
  const encoding = encoder.encodePhoto(photo);
  const byLook = encoding.then((views) =>
    retryUnreachable(() => listCoversOf(findNeighbours(index, views), CANDIDATES_A_SOURCE)),
  );
  const { covers, verifications } = await seekOrNot(photo, byLook);

  // Those that were compared, whatever their place, then the best of the others.
  const rest = covers.filter(({ coverId }) => !verifications.has(coverId));
  const decided = [...covers.filter(({ coverId }) => verifications.has(coverId)), ...rest].slice(0, DECIDED_MAX);
  const views = await encoding;
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
    const score = Math.min(4, ...own.flatMap((coverId) => scores.get(coverId) ?? []));
    const compared = own.flatMap((coverId) => verifications.get(coverId) ?? []);
    const best = compared.sort((a, b) => b.inliers - a.inliers)[0];
    const verification = best ?? (own.some((coverId) => verifications.has(coverId)) ? null : undefined);
    return { bookId: id, workId, book, score, similarity: toSimilarity(score), verification };
  });
}
