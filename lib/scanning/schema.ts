import { z } from "zod";
import { givenBookName } from "@/lib/catalog/names/schema";
import type { CheckCounts } from "@/lib/copies/checking/schema";
import { unseeInput } from "@/lib/copies/checking/schema";
import { freshCopyInput, putBackInput } from "@/lib/copies/schema";
import { collectionBookInput } from "@/lib/library/schema";
import { spelledId as id } from "@/lib/platform/given";
import { givenDay, restoreInput, STATUSES } from "@/lib/reading/schema";

/** Whatever names a book: ISBN-10, ISBN-13 or `local:<id>`; `day` is the reader's today. */
const scanned = { isbn: givenBookName, day: givenDay };

/**
 * What is done with a book that was scanned. `add`: it goes into a collection, onto a shelf, among what the reader owns, each
 * where it is asked for, and gets a status where it has none; `isAnother`: it is one copy more. `own`: nothing, it is only said
 * what the reader has of it. `want`: onto the list of what to read. `move`: one copy of it stands in the place then. `check`:
 * it is seen in the place that is being checked; `begins`: and begins the check where none is under way; `takes`: and is to
 * stand there from now on.
 */
export const actInput = z.discriminatedUnion("mode", [
  z.object({
    ...scanned,
    mode: z.literal("add"),
    collectionId: id.nullable(),
    placeId: id.nullable(),
    owns: z.boolean(),
    status: z.enum(STATUSES).nullable(),
    isAnother: z.boolean().default(false),
  }),
  z.object({ ...scanned, mode: z.literal("own") }),
  z.object({ ...scanned, mode: z.literal("want") }),
  z.object({ ...scanned, mode: z.literal("move"), placeId: id }),
  z.object({
    ...{ ...scanned, mode: z.literal("check"), placeId: id },
    ...{ begins: z.boolean().default(false), takes: z.boolean().default(false) },
  }),
]);
export type ActInput = z.output<typeof actInput>;

/** `actId`: of the sender's making; what is sent twice, since no answer came, is done once. */
export const repeatableActInput = z.object({ actId: z.string().regex(/^[a-z0-9]{16,40}$/), act: actInput });
export type RepeatableActInput = z.output<typeof repeatableActInput>;
export type ActOf<Mode extends ActInput["mode"]> = Extract<ActInput, { mode: Mode }>;

/** One thing that an act changed, as it takes to undo it. */
const undoStep = z.discriminatedUnion("kind", [
  collectionBookInput.extend({ kind: z.literal("collection") }),
  freshCopyInput.extend({ kind: z.literal("copy") }),
  putBackInput.extend({ kind: z.literal("places") }),
  restoreInput.extend({ kind: z.literal("status") }),
  unseeInput.extend({ kind: z.literal("seen") }),
]);
export type UndoStep = z.output<typeof undoStep>;

const STEPS_MAX = 8;
export const undoActInput = z.object({
  steps: z
    .array(undoStep)
    .max(STEPS_MAX)
    .refine((steps) => steps.filter(({ kind }) => kind === "status").length <= 1, "An act says one status."),
});
export type UndoActInput = z.output<typeof undoActInput>;

/**
 * How an act ended, for eye, ear and hand: `done` something changed, or there was nothing in the way · `present` it was so
 * already · `alert` there is something to decide.
 */
export const TONES = ["done", "present", "alert"] as const;
export type Tone = (typeof TONES)[number];

/** What became of a scanned book. */
export type Act = {
  tone: Tone;
  /** In one line: "Added to 🌊 Sea · Living room, B3". */
  said: string;
  /** The last first; empty where nothing changed. */
  undo: UndoStep[];
  /** What the reader may want next, with the words for its button. */
  offer: { label: string; act: ActInput } | null;
  /** How far the check is, in the mode that checks. */
  counts?: CheckCounts;
};
