import "server-only";
import { z } from "zod";
import { LARGE_BODY, operation } from "@/lib/accounts/operation";
import { changeAll, changeLot } from "./commands";
import { changeAllInput, LOT_MAX, lotInput } from "./schema";

const done = z.object({
  taken: z.int(),
  added: z.int(),
  stayed: z.int().describe("Others put these in, who alone take them out."),
  undo: lotInput.nullable().describe("What `library.change_lot` takes to undo it. Null: nothing was done."),
});

export const changeLotOperation = operation(
  {
    id: "library.change_lot",
    method: "POST",
    path: "/collection-lots",
    summary: "Put many books into a collection, or take them out",
    description: `Or both at once, which is moving them. Up to ${LOT_MAX} books, by their \`book_id\`. What is there already, or no longer, is passed over.`,
    access: "user",
    scope: "library:write",
    body: lotInput,
    bodyBytesMax: LARGE_BODY,
    answers: { 200: done },
    refusals: { collection_not_found: 404 },
  },
  ({ actor, body }) => changeLot(actor, body),
);

export const changeAllOperation = operation(
  {
    id: "library.change_all",
    method: "POST",
    path: "/collection-lots/all",
    summary: "Do so with all that a query means or a collection holds",
    description: `A part of ${LOT_MAX} books at a time: begin with \`after\` 0, and go on with the answer's \`next\` until that is null.`,
    access: "user",
    scope: "library:write",
    body: changeAllInput,
    bodyBytesMax: LARGE_BODY,
    answers: {
      200: done.extend({
        count: z.int().describe("So many books were looked at."),
        next: z.int().nullable(),
      }),
    },
    refusals: { collection_not_found: 404 },
  },
  ({ actor, body }) => changeAll(actor, body),
);
