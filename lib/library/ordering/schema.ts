import { z } from "zod";
import { spelledId as id } from "@/lib/platform/given";

/** Where a book goes in the order by hand: to one of the ends, or beside another book. */
export const place = z.union([z.enum(["start", "end"]), z.strictObject({ after: id }), z.strictObject({ before: id })]);
export type Place = z.output<typeof place>;

export const moveBookInput = z.object({ collectionId: id, bookId: id, place });
export type MoveBookInput = z.output<typeof moveBookInput>;
