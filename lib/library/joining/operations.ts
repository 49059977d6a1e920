import "server-only";
import { z } from "zod";
import { operation } from "@/lib/accounts/operation";
import { spelledId as id } from "@/lib/platform/given";
import { previewMerge, requestMerge, undoMerge } from "./commands";
import { listMerges } from "./queries";
import { mergeInput, UNDO_DAYS } from "./schema";

const named = { name: z.string(), icon: z.string() };

const merge = z.object({
  id: z.int(),
  ...named,
  state: z.enum(["waiting", "done", "failed"]),
  requestedAt: z.date(),
  kept: z
    .object({ ...named, isDeleted: z.boolean() })
    .nullable()
    .describe("What it is part of now. Null where nothing was merged, and that is gone."),
});

const side = z.object({
  bookCount: z.int(),
  isLinked: z.boolean().describe("Whoever has its link sees it."),
  isShared: z.boolean().describe("Others of the household see it."),
});

export const listMergesOperation = operation(
  {
    id: "library.list_merges",
    method: "GET",
    path: "/collection-merges",
    summary: "List merges that wait, have failed or can be taken back",
    access: "user",
    scope: "library:read",
    answers: { 200: z.object({ merges: z.array(merge) }) },
  },
  async ({ actor }) => ({ merges: await listMerges(actor.id) }),
);

export const previewMergeOperation = operation(
  {
    id: "library.preview_merge",
    method: "GET",
    path: "/collection-merges/preview",
    summary: "Say what two collections have, and what both",
    access: "user",
    scope: "library:read",
    query: mergeInput,
    answers: { 200: z.object({ kept: side, gone: side, inBoth: z.int() }) },
    refusals: { collection_not_found: 404 },
  },
  async ({ actor, query }) => {
    const done = await previewMerge(actor, query);
    if (!done.ok) return done;
    const { counts, seenBy, inBoth } = done.preview;
    const [kept, gone] = counts;
    return { kept: { bookCount: kept, ...seenBy[0] }, gone: { bookCount: gone, ...seenBy[1] }, inBoth };
  },
);

export const requestMergeOperation = operation(
  {
    id: "library.request_merge",
    method: "POST",
    path: "/collection-merges",
    summary: "Make two collections one",
    description: `All books of \`gone_id\` are those of \`kept_id\` then, each once. It is done in a moment: see \`library.list_merges\`. For ${UNDO_DAYS} days it can be taken back.`,
    access: "user",
    scope: "library:write",
    body: mergeInput,
    answers: { 202: z.object({ mergeId: z.int() }) },
    refusals: { collection_not_found: 404, fills_itself: 422, already_merging: 409 },
  },
  ({ actor, body }) => requestMerge(actor, body),
);

export const undoMergeOperation = operation(
  {
    id: "library.undo_merge",
    method: "POST",
    path: "/collection-merges/{id}/undo",
    summary: "Take a merge back, or call it off",
    access: "user",
    scope: "library:write",
    params: z.object({ id }),
    answers: { 200: z.object({ collectionId: z.int().describe("The collection that is there again.") }) },
    refusals: { merge_not_found: 404, merged_on: 409, name_taken: 409 },
  },
  ({ actor, params }) => undoMerge(actor, { mergeId: params.id }),
);
