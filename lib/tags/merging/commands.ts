import "server-only";
import type { Tx } from "@/db/client";
import { type Move, type MovedRows, moveRows, returnRows } from "@/db/moving";
import { workTags } from "@/db/schema/tags";

const ON_WORKS = { table: workTags, on: workTags.workId, sameBy: [workTags.tagId] };

/** Gives one work the tags of another that is about to become part of it. */
export const moveTagged = (tx: Tx, works: Move) => moveRows(tx, ON_WORKS, works);

/** Undoes `moveTagged`; tags that readers took off since stay off. */
export const returnTagged = (tx: Tx, works: Move, moved: MovedRows) => returnRows(tx, ON_WORKS, works, moved);
