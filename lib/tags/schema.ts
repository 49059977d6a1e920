import { z } from "zod";
import { givenBookName } from "@/lib/catalog/names/schema";
import { afterBook, lotSource } from "@/lib/library/lots/schema";
import { changedQuery } from "@/lib/library/smart/schema";
import { givenId as id } from "@/lib/platform/given";
import { givenLine } from "@/lib/platform/text";

export const TAG_LENGTH_MAX = 60;

/** As people write it, also with the sign in front that other places want. */
export const tagName = givenLine()
  .overwrite((name) => name.replace(/^#+\s*/, ""))
  .min(1, "Give the tag a name.")
  .max(TAG_LENGTH_MAX, `A tag has at most ${TAG_LENGTH_MAX} characters.`);

/** What can be chosen and tagged at once. */
export const BOOKS_AT_ONCE_MAX = 1_000;
const TAGS_AT_ONCE_MAX = 50;
/** What an undo brings back: beyond it, what it needs outgrows a request, and the message says that there is none. */
export const UNDO_TAGGED_MAX = 20_000;

/** More than a reader has collections that fill themselves. */
const QUERIES_MAX = 500;

const names = z
  .array(tagName)
  .max(TAGS_AT_ONCE_MAX, `That are more than ${TAGS_AT_ONCE_MAX} tags at once.`)
  .default([]);

/** `books`: whatever names them. */
export const changeTagsInput = z.object({
  books: z.array(givenBookName).min(1).max(BOOKS_AT_ONCE_MAX, "Choose at most 1,000 books at once."),
  add: names,
  remove: names,
});
export type ChangeTagsInput = z.output<typeof changeTagsInput>;

/** So many of all books of a source are tagged in one transaction. */
export const TAGGED_PART = 500;

/** The same with all books of a source, a part at a time. */
export const changeAllTagsInput = changeTagsInput.omit({ books: true }).extend({ of: lotSource, after: afterBook });
export type ChangeAllTagsInput = z.output<typeof changeAllTagsInput>;

const tagged = z
  .array(
    z.object({
      name: tagName,
      workIds: z.array(id).max(UNDO_TAGGED_MAX),
      /** The editions that are meant, in any order; of the other works any stands for it. */
      bookIds: z.array(id).max(UNDO_TAGGED_MAX).optional(),
    }),
  )
  .max(2 * TAGS_AT_ONCE_MAX);

/** Which works get a tag, and which lose one: every change of tags, and the undo of every change. */
export const restoreTagsInput = z.object({
  add: tagged,
  remove: tagged,
  /** A tag that is called otherwise then, also where collections fill themselves by it. */
  renamed: z.object({ from: tagName, to: tagName }).optional(),
  /** Of two tags that became one: what collections were filled by that named the one that went. */
  queries: z.array(changedQuery).max(QUERIES_MAX).optional(),
});
export type TagChange = z.output<typeof restoreTagsInput>;
/** What a tag goes on. */
export type TaggedWorks = Omit<TagChange["add"][number], "name">;

export const tagInput = z.object({ tagId: id });
export type TagInput = z.output<typeof tagInput>;

export const renameTagInput = tagInput.extend({ name: tagName });
export type RenameTagInput = z.output<typeof renameTagInput>;

const TAGS_PER_STEP = 150;

/** The query string of the page of all tags, which grows. */
export const tagsPage = z.object({
  shown: z.coerce.number().int().min(TAGS_PER_STEP).max(100_000).catch(TAGS_PER_STEP),
});

/** The same page with more on it. */
export const tagsHref = (shown: number): string => `/library/tags?shown=${shown + TAGS_PER_STEP}`;

export type Tag = { id: number; name: string };

/** A tag with how many works have it. */
export type TagSummary = Tag & { count: number };
