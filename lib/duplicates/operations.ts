import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { bookAnswer, toBookAnswer } from "@/lib/catalog/answers/schema";
import { fieldAnswer, fieldGiven, originAnswer, valueAnswer } from "@/lib/catalog/provenance/answers/schema";
import { bookFields } from "@/lib/catalog/provenance/schema";
import { pageQuery } from "@/lib/platform/api/paging";
import { spelledId } from "@/lib/platform/given";
import { fail } from "@/lib/platform/result";
import { comparePair } from "./commands";
import { joinPair, keepApart, mergePair, reopenPair, undoMerge } from "./merging/commands";
import { getComparedPair, listMerges, listPairs } from "./queries";
import { comparePairInput, decidePairInput, KINDS, mergePairInput, REASONS } from "./schema";

const ofPair = z.object({ pairId: spelledId });
const verdict = {
  id: z.int(),
  kind: z.enum(KINDS).describe("One book twice, two editions of one text, or one picture on two books."),
  score: z.number(),
  reasons: z.array(z.object({ reason: z.enum(REASONS), value: z.number().optional() })),
  state: z.enum(["open", "different", "joined"]),
};
const merged = z.object({ mergeId: z.int().describe("By which it is taken back.") });
const REFUSALS = { pair_not_found: 404, changed_since: 409 };
const SEEN = "`evidence` is that of the pair as it was seen: about what has changed since nobody decides.";

export const listPairsOperation = operation(
  {
    id: "duplicates.list_pairs",
    method: "GET",
    path: "/admin/duplicates",
    summary: "List pairs of books that may be one",
    description: "The surest first; those that were decided and are still two, the latest first.",
    access: "moderator",
    scope: "moderation:read",
    query: pageQuery(20).extend({ show: z.enum([...KINDS, "decided"]).default("book") }),
    answers: {
      200: z.object({
        pairs: z.array(
          z.object({
            ...verdict,
            books: z.array(bookAnswer).length(2),
            decidedBy: z.string().nullable(),
            decidedAt: z.date().nullable(),
          }),
        ),
        counts: z.object({ book: z.int(), edition: z.int(), cover: z.int() }).describe("How many wait, of each kind."),
        nextCursor: z.string().nullable(),
      }),
    },
  },
  async ({ query: { show, cursor, limit } }) => {
    const page = await listPairs(show, cursor, limit);
    const pairs = page.pairs.map(({ books, ...pair }) => ({ ...pair, books: books.map(toBookAnswer) }));
    return { pairs, counts: page.counts, nextCursor: page.cursor };
  },
);

export const comparePairOperation = operation(
  {
    id: "duplicates.compare_pair",
    method: "POST",
    path: "/admin/duplicates",
    summary: "Put two books side by side, whatever speaks for it",
    description: "`one` and `other` are any names of them. A pair that was kept apart waits again.",
    access: "moderator",
    scope: "moderation:write",
    body: comparePairInput,
    answers: { 200: z.object({ pairId: z.int() }) },
    refusals: { book_not_found: 404, same_book: 409 },
  },
  ({ actor, body }) => comparePair(actor, body),
);

export const getPairOperation = operation(
  {
    id: "duplicates.get_pair",
    method: "GET",
    path: "/admin/duplicates/{pair_id}",
    summary: "Read two books side by side",
    access: "moderator",
    scope: "moderation:read",
    params: ofPair,
    answers: {
      200: z.object({
        ...verdict,
        evidence: z.string().describe("Says what was compared; a decision gives it back."),
        isSameWork: z.boolean(),
        books: z
          .array(
            z.object({
              id: z.int().describe("`kept_id` of a merge, where this one is to stay."),
              book: bookAnswer,
              addedAt: z.date(),
              hasPicture: z.boolean(),
              usage: z.object({
                collections: z.int(),
                scans: z.int(),
                feedback: z.int(),
                covers: z.int(),
                editions: z.int(),
              }),
            }),
          )
          .length(2),
        fields: z.array(
          z.object({
            field: fieldAnswer,
            values: z.array(valueAnswer).length(2),
            origins: z.array(originAnswer.nullable()).length(2),
            isDifferent: z.boolean(),
          }),
        ),
      }),
    },
    refusals: { pair_not_found: 404 },
  },
  async ({ params }) => {
    const pair = await getComparedPair(params.pairId);
    if (!pair) return fail("pair_not_found", "There is no such pair.");
    return { ...pair, books: pair.books.map(({ book, ...one }) => ({ ...one, book: toBookAnswer(book) })) };
  },
);

export const mergePairOperation = operation(
  {
    id: "duplicates.merge_pair",
    method: "POST",
    path: "/admin/duplicates/{pair_id}/merge",
    summary: "Make two books one",
    description: `Whatever hung on the other is that of \`kept_id\` then, and \`take\` names the fields of which the other's value is taken. ${SEEN}`,
    access: "moderator",
    scope: "moderation:write",
    params: ofPair,
    body: mergePairInput
      .omit({ pairId: true })
      .extend({ take: z.array(fieldGiven).max(bookFields.length).default([]), takesCover: z.boolean().default(false) }),
    answers: { 200: merged },
    refusals: REFUSALS,
  },
  ({ actor, params, body }) => mergePair(actor, { ...params, ...body }),
);

export const joinPairOperation = operation(
  {
    id: "duplicates.join_pair",
    method: "POST",
    path: "/admin/duplicates/{pair_id}/join",
    summary: "Keep two books as two editions of one work",
    description: SEEN,
    access: "moderator",
    scope: "moderation:write",
    params: ofPair,
    body: decidePairInput.omit({ pairId: true }),
    answers: { 200: merged },
    refusals: { ...REFUSALS, same_work: 409 },
  },
  ({ actor, params, body }) => joinPair(actor, { ...params, ...body }),
);

export const keepApartOperation = operation(
  {
    id: "duplicates.keep_apart",
    method: "POST",
    path: "/admin/duplicates/{pair_id}/keep-apart",
    summary: "Say that two books are two",
    description: `The pair rests until one of them changes. ${SEEN}`,
    access: "moderator",
    scope: "moderation:write",
    params: ofPair,
    body: decidePairInput.omit({ pairId: true }),
    answers: { 204: null },
    refusals: REFUSALS,
  },
  async ({ actor, params, body }) => {
    const done = await keepApart(actor, { ...params, ...body });
    return done.ok ? reply(204) : done;
  },
);

export const reopenPairOperation = operation(
  {
    id: "duplicates.reopen_pair",
    method: "POST",
    path: "/admin/duplicates/{pair_id}/reopen",
    summary: "Let a pair wait for a decision again that was kept apart",
    access: "moderator",
    scope: "moderation:write",
    params: ofPair,
    answers: { 204: null },
    refusals: { pair_not_found: 404, is_joined: 409 },
  },
  async ({ actor, params }) => {
    const done = await reopenPair(actor, params);
    return done.ok ? reply(204) : done;
  },
);

export const listMergesOperation = operation(
  {
    id: "duplicates.list_merges",
    method: "GET",
    path: "/admin/merges",
    summary: "List what was merged",
    description: "The latest first. `book` is what it is now; null where that is gone too.",
    access: "moderator",
    scope: "moderation:read",
    query: pageQuery(20),
    answers: {
      200: z.object({
        merges: z.array(
          z.object({
            id: z.int(),
            kind: z.enum(["books", "works"]),
            title: z.string(),
            book: bookAnswer.nullable(),
            person: z.string().nullable(),
            at: z.date(),
            undoneAt: z.date().nullable(),
          }),
        ),
        nextCursor: z.string().nullable(),
      }),
    },
  },
  async ({ query: { cursor, limit } }) => {
    const page = await listMerges(cursor, limit);
    return {
      merges: page.merges.map(({ book, ...one }) => ({ ...one, book: book && toBookAnswer(book) })),
      nextCursor: page.cursor,
    };
  },
);

export const undoMergeOperation = operation(
  {
    id: "duplicates.undo_merge",
    method: "POST",
    path: "/admin/merges/{merge_id}/undo",
    summary: "Take a merge back",
    description: "What readers have done since stays done. Where something later stands in the way nothing is changed.",
    access: "moderator",
    scope: "moderation:write",
    params: z.object({ mergeId: spelledId }),
    answers: { 204: null },
    refusals: { merge_not_found: 404, already_undone: 409, in_the_way: 409 },
  },
  async ({ actor, params }) => {
    const done = await undoMerge(actor, params);
    return done.ok ? reply(204) : done;
  },
);
