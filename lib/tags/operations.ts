import "server-only";
import { z } from "zod";
import { LARGE_BODY, operation } from "@/lib/accounts/operation";
import { bookInPath } from "@/lib/catalog/answers/schema";
import { getBookByReference } from "@/lib/catalog/queries";
import { parseBookReference } from "@/lib/catalog/rules";
import { changedQuery } from "@/lib/library/smart/schema";
import { PAGE_MAX, pageQuery } from "@/lib/platform/api/paging";
import { spelledId } from "@/lib/platform/given";
import { fail } from "@/lib/platform/result";
import { changeAllTags, changeTags, deleteTag, renameTag, restoreTags } from "./commands";
import { listTagsOfWork, listTagsPage } from "./queries";
import {
  BOOKS_AT_ONCE_MAX,
  changeAllTagsInput,
  changeTagsInput,
  renameTagInput,
  restoreTagsInput,
  TAGGED_PART,
} from "./schema";

const tag = z.object({ id: z.int(), name: z.string() }).meta({ id: "Tag" });
const tagged = z.array(z.object({ name: z.string(), workIds: z.array(z.int()), bookIds: z.array(z.int()).optional() }));
/** The input without its limits: what was kept before there were any comes back too. */
const undo = z
  .object({
    ...{ add: tagged, remove: tagged },
    renamed: z.object({ from: z.string(), to: z.string() }).optional(),
    queries: z.array(changedQuery).optional(),
  })
  .describe("What `tags.restore_tags` takes.");
const undoOrNone = undo.nullable().describe("What `tags.restore_tags` takes. Null: it cannot be taken back.");

const one = z.object({ tagId: spelledId });

export const listTagsOperation = operation(
  {
    id: "tags.list_tags",
    method: "GET",
    path: "/tags",
    summary: "List one's tags by name",
    access: "user",
    scope: "library:read",
    query: pageQuery(PAGE_MAX),
    answers: {
      200: z.object({
        tags: z.array(z.object({ ...tag.shape, count: z.int().describe("So many books have it, of any edition.") })),
        nextCursor: z.string().nullable(),
      }),
    },
  },
  async ({ actor, query }) => {
    const { tags, cursor } = await listTagsPage(actor.id, query);
    return { tags, nextCursor: cursor };
  },
);

export const listTagsOfBookOperation = operation(
  {
    id: "tags.list_tags_of_book",
    method: "GET",
    path: "/book/{isbn}/tags",
    summary: "List the tags that one gave a book",
    description: "All editions of a book have the same.",
    access: "user",
    scope: "library:read",
    params: z.object({ isbn: bookInPath }),
    answers: { 200: z.object({ tags: z.array(tag) }) },
    refusals: { book_not_found: 404 },
  },
  async ({ actor, params }) => {
    const reference = parseBookReference(params.isbn);
    const book = typeof reference === "string" ? undefined : await getBookByReference(reference);
    if (!book) return fail("book_not_found", "This book is not in the catalogue.");
    return { tags: await listTagsOfWork(actor.id, book.workId) };
  },
);

export const changeTagsOperation = operation(
  {
    id: "tags.change_tags",
    method: "POST",
    path: "/tags/changes",
    summary: "Give books tags, and take others off",
    description: `Up to ${BOOKS_AT_ONCE_MAX} books, by whatever names them. Tags that are not there yet are made; one that no book has any more is gone.`,
    access: "user",
    scope: "library:write",
    body: changeTagsInput,
    bodyBytesMax: LARGE_BODY,
    answers: { 200: z.object({ tags: z.array(tag).describe("Those that were given."), undo }) },
    refusals: { book_not_found: 404 },
  },
  ({ actor, body }) => changeTags(actor, body),
);

export const changeAllTagsOperation = operation(
  {
    id: "tags.change_all_tags",
    method: "POST",
    path: "/tags/changes/all",
    summary: "Do so with all that a query means or a collection holds",
    description: `A part of ${TAGGED_PART} books at a time: begin with \`after\` 0, and go on with the answer's \`next\` until that is null.`,
    access: "user",
    scope: "library:write",
    body: changeAllTagsInput,
    bodyBytesMax: LARGE_BODY,
    answers: {
      200: z.object({ undo, count: z.int().describe("So many books were tagged."), next: z.int().nullable() }),
    },
    refusals: { collection_not_found: 404 },
  },
  ({ actor, body }) => changeAllTags(actor, body),
);

export const restoreTagsOperation = operation(
  {
    id: "tags.restore_tags",
    method: "POST",
    path: "/tags/changes/undo",
    summary: "Undo a change of tags",
    description: "With the `undo` of what changed, renamed or deleted them; the answer's undoes that.",
    access: "user",
    scope: "library:write",
    body: restoreTagsInput,
    bodyBytesMax: LARGE_BODY,
    answers: { 200: z.object({ tags: z.array(tag), undo }) },
  },
  ({ actor, body }) => restoreTags(actor, body),
);

export const renameTagOperation = operation(
  {
    id: "tags.rename_tag",
    method: "PATCH",
    path: "/tags/{tag_id}",
    summary: "Give a tag another name",
    description:
      "Also where collections fill themselves by it. Where one has a tag of that name, the two become that one.",
    access: "user",
    scope: "library:write",
    params: one,
    body: renameTagInput.omit({ tagId: true }),
    answers: { 200: z.object({ tag, isMerged: z.boolean(), undo: undoOrNone }) },
    refusals: { tag_not_found: 404 },
  },
  ({ actor, params, body }) => renameTag(actor, { ...params, ...body }),
);

export const deleteTagOperation = operation(
  {
    id: "tags.delete_tag",
    method: "DELETE",
    path: "/tags/{tag_id}",
    summary: "Take a tag off every book",
    access: "user",
    scope: "library:write",
    params: one,
    answers: { 200: z.object({ tag, undo: undoOrNone }) },
    refusals: { tag_not_found: 404 },
  },
  ({ actor, params }) => deleteTag(actor, params),
);
