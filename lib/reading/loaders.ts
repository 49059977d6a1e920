import "server-only";
import { loader, publicLoader } from "@/lib/accounts/loader";
import type { Actor } from "@/lib/accounts/schema";
import { getActor } from "@/lib/accounts/session";
import { canReadReview } from "./policy";
import {
  countFinishedByYear,
  countStatuses,
  getCommunityRating,
  getGoal,
  getReaderWork,
  listFinished,
  listHousehold,
  listOpenReadings,
  listReviews,
  listWorksByStatus,
} from "./queries";
import { listQuotes, listQuotesOfWork } from "./quotes/queries";
import { type QuotesPage, quotesHref } from "./quotes/schema";
import { type ReaderWork, type ReadingPage, type ReviewsPage, readingHref } from "./schema";

const REVIEWS_SHOWN = 30;
const SHOWN_PER_PAGE = 40;
const NEXT_SHOWN = 12;

const NOTHING: ReaderWork = {
  ...{ status: null, rating: null, review: null, hasSpoilers: false, visibility: "private" },
  readings: [],
};

/** What the visitor said of a work; null for one who is not signed in. */
export const loadReaderWork = publicLoader(async (workId: number): Promise<ReaderWork | null> => {
  const actor = await getActor();
  return actor && ((await getReaderWork(actor.id, workId)) ?? NOTHING);
});

/** What readers said of a work, as far as the visitor may see it, and what the visitor kept of it themselves. */
export const loadSaidOfWork = publicLoader(async (workId: number) => {
  const actor = await getActor();
  const household = actor ? await listHousehold(actor.id) : new Set<number>();
  const viewer = { viewerId: actor?.id ?? null, household };
  const [community, { reviews, cursor }, quotes] = await Promise.all([
    getCommunityRating(workId, viewer),
    listReviews(workId, viewer, { limit: REVIEWS_SHOWN }),
    actor ? listQuotesOfWork(actor.id, workId) : null,
  ]);
  const readable = reviews.filter((review) => canReadReview(actor, review, household));
  const shown = readable.map(({ userId: _, ...review }) => review);
  return { community, reviews: shown, hasMoreReviews: cursor !== null, quotes };
});

/** A page of what readers said of a work, as far as the visitor may see it. */
export const loadReviews = publicLoader(async (workId: number, { after }: ReviewsPage) => {
  const actor = await getActor();
  const household = actor ? await listHousehold(actor.id) : new Set<number>();
  const viewer = { viewerId: actor?.id ?? null, household };
  const { reviews, cursor } = await listReviews(workId, viewer, { after, limit: REVIEWS_SHOWN });
  const readable = reviews.filter((review) => canReadReview(actor, review, household));
  return { reviews: readable.map(({ userId: _, ...review }) => review), cursor };
});

/** What the room shows. `thisYear` is the server's: the reader's own may be one further or behind for some hours. */
export const loadReadingRoom = loader(
  "user",
  (page) => readingHref(page),
  async (actor: Actor, { show, year: asked, after }: ReadingPage) => {
    const thisYear = new Date().getUTCFullYear();
    const [counts, years, goal] = await Promise.all([
      countStatuses(actor.id),
      countFinishedByYear(actor.id),
      getGoal(actor.id, thisYear),
    ]);
    const latest = years[0]?.year === null ? "unknown" : (years[0]?.year ?? thisYear);
    const year = asked ?? latest;
    const page = { after, limit: SHOWN_PER_PAGE };
    return {
      ...{ counts, years, goal, thisYear, year },
      now: show === "now" ? await listOpenReadings(actor.id, page) : null,
      next: show === "now" && !after ? (await listWorksByStatus(actor.id, "want", { limit: NEXT_SHOWN })).works : [],
      read: show === "read" ? await listFinished(actor.id, year, page) : null,
      works: show === "want" || show === "stopped" ? await listWorksByStatus(actor.id, show, page) : null,
    };
  },
);

/** A page of all that the reader kept of books. */
export const loadQuotes = loader(
  "user",
  (page) => quotesHref(page),
  (actor: Actor, page: QuotesPage) => listQuotes(actor.id, page, SHOWN_PER_PAGE),
);
