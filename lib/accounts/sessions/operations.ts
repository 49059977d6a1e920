import "server-only";
import { z } from "zod";
import { operation, reply } from "../operation";
import { endSession, signOutElsewhere } from "./commands";
import { listSessions } from "./queries";
import { sessionInput } from "./schema";

export const listSessionsOperation = operation(
  {
    id: "accounts.list_sessions",
    method: "GET",
    path: "/account/sessions",
    summary: "List where one is signed in",
    description: "The latest two hundred; `is_current` is true of the one that asks.",
    access: "user",
    answers: {
      200: z.object({
        sessions: z.array(
          z.object({
            id: z.string(),
            kind: z.enum(["browser", "token"]),
            device: z.string(),
            address: z.string(),
            startedAt: z.date(),
            lastSeenAt: z.date(),
            isCurrent: z.boolean(),
          }),
        ),
      }),
    },
  },
  async ({ actor, session }) => ({ sessions: await listSessions(actor.id, session?.id ?? null, new Date()) }),
);

export const endSessionOperation = operation(
  {
    id: "accounts.end_session",
    method: "DELETE",
    path: "/account/sessions/{session_id}",
    summary: "End one of one's sessions, at once",
    access: "user",
    params: sessionInput,
    answers: { 204: null },
    refusals: { session_not_found: 404 },
  },
  async ({ actor, params }) => {
    const done = await endSession(actor, params);
    return done.ok ? reply(204) : done;
  },
);

export const signOutElsewhereOperation = operation(
  {
    id: "accounts.sign_out_elsewhere",
    method: "POST",
    path: "/account/sessions/end-others",
    summary: "End all of one's sessions but the one that asks",
    access: "user",
    answers: { 200: z.object({ ended: z.int() }) },
  },
  ({ actor, session }) => signOutElsewhere(actor, session?.id ?? null),
);
