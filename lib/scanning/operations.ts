import "server-only";
import { z } from "zod";
import { LARGE_BODY, operation } from "@/lib/accounts/operation";
import { countsAnswer } from "@/lib/copies/checking/schema";
import { undoAct } from "./commands";
import { actOnce } from "./repeating/commands";
import { actInput, repeatableActInput, TONES, undoActInput } from "./schema";

/** One undo may write hundreds of rows, and a hand undoes one act at a time. */
const UNDO_LIMIT = { name: "undo", max: 60, windowMs: 60_000 };

const steps = undoActInput.shape.steps;

export const actOnScanOperation = operation(
  {
    id: "scanning.act",
    method: "POST",
    path: "/scanning/acts",
    summary: "Do with a scanned book what a mode of the scanner does",
    description:
      "`add` puts it where it is asked for, `own` says what one has of it, `want` puts it on the list of what to read, `move` lets it stand in a place, `check` sees it in the place that is being checked. `act_id` is of your making: what is sent twice with it is done once. `day` is one's own today.",
    access: "user",
    scope: "library:write",
    body: repeatableActInput,
    answers: {
      200: z.object({
        tone: z
          .enum(TONES)
          .describe(
            "`done`: something changed, or nothing was in the way. `present`: it was so already. `alert`: there is something to decide.",
          ),
        said: z.string().describe("What became of it, in one line."),
        undo: steps.describe("What `scanning.undo` takes; empty where nothing changed."),
        offer: z.object({ label: z.string(), act: actInput }).nullable().describe("What one may want next."),
        counts: countsAnswer.optional().describe("How far the check is, in the mode that checks."),
      }),
    },
    refusals: { book_not_found: 404, collection_not_found: 404, place_not_found: 404, check_ended: 409, at_work: 503 },
  },
  ({ actor, body }) => actOnce(actor, body),
);

export const undoActOperation = operation(
  {
    id: "scanning.undo",
    method: "POST",
    path: "/scanning/acts/undo",
    summary: "Undo what was done with a scanned book",
    description: "What somebody has changed since stays; where that is all there was to undo, it is refused.",
    access: "user",
    scope: "library:write",
    limit: UNDO_LIMIT,
    body: undoActInput,
    bodyBytesMax: LARGE_BODY,
    answers: { 200: z.object({ stayed: z.int().describe("So many steps were not undone.") }) },
    refusals: {
      ...{ changed_since: 409, not_there: 404, not_yours: 403, copy_not_found: 404 },
      ...{ collection_not_found: 404, book_not_found: 404 },
    },
  },
  ({ actor, body }) => undoAct(actor, body),
);
