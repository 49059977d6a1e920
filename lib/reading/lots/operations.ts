import "server-only";
import { z } from "zod";
import { operation } from "@/lib/accounts/operation";
import { restoreStatuses, setStatuses } from "./commands";
import { restoreStatusesInput, setStatusesInput } from "./schema";

export const setStatusesOperation = operation(
  {
    id: "reading.set_statuses",
    method: "PUT",
    path: "/reading/statuses",
    summary: "Say of many books where one is with them",
    description: "Those of which it was said already stay as they are, and so do unknown ones.",
    access: "user",
    scope: "library:write",
    body: setStatusesInput,
    bodyBytesMax: 64_000,
    answers: { 200: restoreStatusesInput },
  },
  ({ actor, body }) => setStatuses(actor, body),
);

export const restoreStatusesOperation = operation(
  {
    id: "reading.restore_statuses",
    method: "POST",
    path: "/reading/statuses/restore",
    summary: "Undo what was said of many books",
    description:
      "The body is the answer of `PUT /reading/statuses`. `stayed` says of how many something else was said since.",
    access: "user",
    scope: "library:write",
    body: restoreStatusesInput,
    // Five hundred books, each with the days of what is being read of it.
    bodyBytesMax: 4_000_000,
    answers: { 200: z.object({ stayed: z.int() }) },
  },
  ({ actor, body }) => restoreStatuses(actor, body),
);
