import { z } from "zod";
import { givenId as id } from "@/lib/platform/given";

/** What a moderator decides about readers' pictures when a book is made: which one stands for it, and which are not wanted. */
export const pictureDecision = z.object({ shownId: id.nullable(), refusedIds: z.array(id).max(200) });
export type PictureDecision = z.output<typeof pictureDecision>;

/** A reader's picture that waits with a book that was asked for, as a moderator sees it. */
export type WaitingPicture = { id: number; sha256: string; width: number; height: number; by: string | null };
