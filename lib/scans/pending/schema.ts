import { z } from "zod";
import type { ImportableRecord } from "@/lib/catalog/records/schema";
import type { BookSummary } from "@/lib/catalog/schema";
import { pictureDecision, type WaitingPicture } from "@/lib/covers/pending/schema";
import type { ProviderName } from "@/lib/enrichment/providers/schema";
import { toWire, type Wire } from "@/lib/platform/api/wire";
import { spelledId as collectionId } from "@/lib/platform/given";
import { givenLine, plainLine } from "@/lib/platform/text";

/**
 * `waiting` for a worker · `looking` at it · `found`, and in the catalogue, while its cover is looked for · `ready` ·
 * `unknown`: nobody who was asked knows it, and a person must say more · `rejected` by a moderator.
 */
export const PENDING_STATES = ["waiting", "looking", "found", "ready", "unknown", "rejected"] as const;
export type PendingState = (typeof PENDING_STATES)[number];

/**
 * Why it is unknown or stuck: `offline` no provider may be asked · `not_found` all have answered and none knows it ·
 * `choose` several may be meant · `typed` a reader has typed it in and a moderator has not looked yet · `unanswered`
 * providers did not answer · `failed` we did.
 */
export const PENDING_REASONS = ["offline", "not_found", "choose", "typed", "unanswered", "failed"] as const;
export type PendingReason = (typeof PENDING_REASONS)[number];

/** What a provider has that may be meant. */
export type PendingCandidate = { source: ProviderName; confidence: number; record: ImportableRecord };

/** What a reader can type of a book that nobody knows. */
const nothing = (value: unknown) => (typeof value === "string" && plainLine(value).trim() === "" ? null : value);
const line = (max: number) => z.preprocess(nothing, givenLine().max(max).nullable().default(null));
export const typedBook = z.object({
  title: givenLine().min(1, "What is the title?").max(1_000, "A title has at most 1000 characters."),
  subtitle: line(1_000),
  authors: z.array(givenLine().min(1).max(300)).max(200).default([]),
  publisher: line(1_000),
  publishedYear: z.int().min(1_000, "Write the year with four digits.").max(2_200).nullable().default(null),
  pages: z.int().min(1).max(50_000, "No book has so many pages.").nullable().default(null),
  languageCode: z.preprocess(
    nothing,
    z
      .string()
      .trim()
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,6})?$/, "Write the language as en, de or pt-BR.")
      .nullable()
      .default(null),
  ),
});
export type TypedBook = z.output<typeof typedBook>;

/** A pending book as whoever follows it sees it. */
export type PendingBook = {
  /** The ISBN-13, or a random name where there is none. */
  id: string;
  isbn13: string | null;
  title: string | null;
  author: string | null;
  state: PendingState;
  /** The worker has given up for now. */
  isStuck: boolean;
  reason: PendingReason | null;
  nextTryAt: Date | null;
  dateAdded: Date;
  /** What it has become. */
  book: BookSummary | null;
  candidates: OfferedCandidate[];
};

/** A candidate as it is offered; whoever chooses it names it by its evidence. */
export type OfferedCandidate = Pick<
  ImportableRecord,
  "title" | "subtitle" | "authors" | "publishedYear" | "publisher" | "isbn13"
> & { evidence: string };

/** The same with what only those see who decide about it. */
export type ModeratedPending = PendingBook & {
  /** What went wrong, in words that name providers. */
  message: string | null;
  attempts: number;
  timesAsked: number;
  typed: TypedBook | null;
  typedBy: string | null;
  /** Pictures of its cover that readers added. */
  pictures: WaitingPicture[];
  /** Of what was typed; whoever approves it says by this what they saw. */
  evidence: string;
};
/** `cursor` names where the next page begins; null on the last one. */
export type ModeratedPage = { pending: ModeratedPending[]; cursor: string | null };

/** A reader's own wish. */
export type MyPending = PendingBook & {
  collection: { id: number; name: string; icon: string } | null;
  isTold: boolean;
};

/** The address at which a pending book can be followed. */
export const pendingAddress = (id: string): string => `/api/v1/pending/${id}`;

/** What the REST API says of a pending book. */
export const pendingAnswer = z
  .object({
    id: z.string(),
    status: z.enum(["pending", "found", "ready", "unknown", "rejected"]),
    isbn: z.string().nullable(),
    title: z.string().nullable(),
    author: z.string().nullable(),
    stucked: z.boolean(),
    reason: z.enum(PENDING_REASONS).nullable(),
    nextTryAt: z.iso.datetime().nullable(),
    dateAdded: z.iso.datetime(),
    statusUrl: z.string(),
    book: z
      .object({ isbn: z.string(), isbn13: z.string().nullable(), title: z.string(), authors: z.array(z.string()) })
      .nullable(),
    candidates: z.array(
      z.object({
        title: z.string(),
        subtitle: z.string().nullable(),
        authors: z.array(z.string()),
        year: z.int().nullable(),
        publisher: z.string().nullable(),
        isbn13: z.string().nullable(),
        evidence: z.string(),
      }),
    ),
  })
  .meta({ id: "PendingBook" });
export type PendingResponse = Wire<z.output<typeof pendingAnswer>>;

export function toPendingAnswer(pending: PendingBook): z.output<typeof pendingAnswer> {
  const { id, isbn13, title, author, state, isStuck, reason, nextTryAt, dateAdded, book, candidates } = pending;
  return {
    ...{ id, isbn: isbn13, title, author, stucked: isStuck, reason },
    status: state === "waiting" || state === "looking" ? "pending" : state,
    nextTryAt: nextTryAt?.toISOString() ?? null,
    dateAdded: dateAdded.toISOString(),
    statusUrl: pendingAddress(id),
    book: book && { isbn: book.isbn, isbn13: book.isbn13, title: book.title, authors: book.authors },
    candidates: candidates.map(({ publishedYear: year, ...offered }) => ({
      ...{ title: offered.title, subtitle: offered.subtitle, authors: offered.authors, year },
      ...{ publisher: offered.publisher, isbn13: offered.isbn13, evidence: offered.evidence },
    })),
  };
}

/** The same as a page has it that goes on asking the REST API. */
export const presentPending = (pending: PendingBook): PendingResponse =>
  toWire(toPendingAnswer(pending)) as PendingResponse;

const id = z.string().trim().min(1).max(60);

/** By what a reader typed of a cover that was not recognised. */
export const askByTitleInput = z.object({
  title: givenLine().min(1, "What is the title?").max(1_000),
  author: line(300),
  collectionId: collectionId.nullable().default(null),
});
export type AskByTitleInput = z.output<typeof askByTitleInput>;

/** Null: into none. */
export const wishInput = z.object({ id, collectionId: collectionId.nullable() });
export type WishInput = z.output<typeof wishInput>;

/** What was seen of it; see `evidenceOf`. */
const evidence = z.string().length(64);

export const chooseCandidateInput = z.object({ id, evidence });
export type ChooseCandidateInput = z.output<typeof chooseCandidateInput>;

export const typeBookInput = z.object({
  id,
  book: typedBook,
  /** Of a moderator, who sees the pictures that readers added; any other reader decides about none. */
  pictures: pictureDecision.optional(),
});
export type TypeBookInput = z.output<typeof typeBookInput>;

export const approvePendingInput = z.object({
  id,
  evidence,
  pictures: pictureDecision.optional(),
});
export type ApprovePendingInput = z.output<typeof approvePendingInput>;

export const pendingInput = z.object({ id });
export type PendingInput = z.output<typeof pendingInput>;
