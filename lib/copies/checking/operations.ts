import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { getLibraryOf } from "@/lib/households/queries";
import { placedCopyAnswer, toPlacedAnswer } from "../answers/schema";
import { placeNotFound } from "../places/commands";
import { endCheck, reopenCheck } from "./commands";
import { getCheck, getMoments, listFindings } from "./queries";
import { checkInput, countsAnswer, FINDINGS_SHOWN_MAX, reopenInput } from "./schema";

const refusals = { place_not_found: 404 };
const findings = z.array(placedCopyAnswer);

export const readCheckOperation = operation(
  {
    id: "copies.read_check",
    method: "GET",
    path: "/places/{place_id}/check",
    summary: "Read how far the check of a place is",
    description:
      "The one under way, or else the last one. Books are seen one by one, see `scanning.act` with the mode `check`, and the first begins it.",
    access: "user",
    scope: "library:read",
    params: checkInput,
    answers: {
      200: z.object({
        check: countsAnswer
          .extend({ beganAt: z.date(), checkedAt: z.date().nullable(), isUnderWay: z.boolean() })
          .nullable()
          .describe("Null: the place was never checked."),
      }),
    },
    refusals,
  },
  async ({ actor, params: { placeId } }) => {
    const library = await getLibraryOf(actor.id);
    if (!library || !(await getMoments(library.libraryId, placeId))) return placeNotFound();
    return { check: (await getCheck({ libraryId: library.libraryId, placeId })) ?? null };
  },
);

export const listFindingsOperation = operation(
  {
    id: "copies.list_findings",
    method: "GET",
    path: "/places/{place_id}/check/findings",
    summary: "List what the check of a place has found",
    description: `By title, up to ${FINDINGS_SHOWN_MAX} each.`,
    access: "user",
    scope: "library:read",
    params: checkInput,
    answers: {
      200: z.object({
        missing: findings.describe("What stands there and was not seen."),
        astray: findings.describe("What was seen there and belongs elsewhere."),
      }),
    },
    refusals,
  },
  async ({ actor, params: { placeId } }) => {
    const library = await getLibraryOf(actor.id);
    if (!library || !(await getMoments(library.libraryId, placeId))) return placeNotFound();
    const place = { libraryId: library.libraryId, placeId };
    const check = await getCheck(place);
    if (!check) return { missing: [], astray: [] };
    const { missing, astray } = await listFindings(place, actor.id, check);
    return { missing: missing.map(toPlacedAnswer), astray: astray.map(toPlacedAnswer) };
  },
);

export const endCheckOperation = operation(
  {
    id: "copies.end_check",
    method: "POST",
    path: "/places/{place_id}/check/end",
    summary: "End the check of a place",
    description: "What was not seen until now is missing.",
    access: "user",
    scope: "library:write",
    params: checkInput,
    answers: { 200: z.object({ undo: z.object({ endedAt: z.date(), checkedAt: z.date().nullable() }) }) },
    refusals: { ...refusals, not_under_way: 409 },
  },
  ({ actor, params }) => endCheck(actor, params),
);

export const reopenCheckOperation = operation(
  {
    id: "copies.reopen_check",
    method: "POST",
    path: "/places/{place_id}/check/reopen",
    summary: "Go on with a check that was ended",
    description: "With the `undo` of its end.",
    access: "user",
    scope: "library:write",
    params: checkInput,
    body: reopenInput.omit({ placeId: true }),
    answers: { 204: null },
    refusals: { ...refusals, changed_since: 409 },
  },
  async ({ actor, params, body }) => {
    const done = await reopenCheck(actor, { ...params, ...body });
    return done.ok ? reply(204) : done;
  },
);
