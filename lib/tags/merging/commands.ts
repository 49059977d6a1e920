import "server-only";
import type { Tx } from "@/db/client";
import { type Move, type MovedRows, moveRows, returnRows } from "@/db/moving";
import { workTags } from "@/db/schema/tags";

const ON_WORKS = { table: workTags, on: workTags.workId, sameBy: [workTags.tagId] };

const BY_BOOK = { table: workTags, on: workTags.bookId };

/** Lets what readers tagged with one book at hand be tagged with another, which stays; before their works are joined. */
export const moveTaggedBooks = (tx: Tx, books: Move) => moveRows(tx, BY_BOOK, books);

/** Undoes `moveTaggedBooks`, after `returnTagged`. */
export const returnTaggedBooks = (tx: Tx, books: Move, moved: MovedRows) => returnRows(tx, BY_BOOK, books, moved);

/** Gives one work the tags of another that is about to become part of it. */
export const moveTagged = (tx: Tx, works: Move) => moveRows(tx, ON_WORKS, works);

/** Undoes `moveTagged`; tags that readers took off since stay off. */
export const returnTagged = (tx: Tx, works: Move, moved: MovedRows) => returnRows(tx, ON_WORKS, works, moved);
