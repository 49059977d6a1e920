import "server-only";
import { z } from "zod";
import { pageQuery } from "@/lib/platform/api/paging";
import { spelledId } from "@/lib/platform/given";
import { ok } from "@/lib/platform/result";
import { beginSignUp, sourceOf } from "../attempts/commands";
import { signUp } from "../commands";
import { operation, reply } from "../operation";
import { proofOf, proveOwner } from "../proof/commands";
import { PROOF_REFUSALS } from "../proof/schema";
import { getAccount } from "../queries";
import { JOINING_PROBLEMS, JOINING_REFUSALS } from "../schema";
import { accountAnswer, registerInput } from "../tokens/schema";
import { changeRole, endSessionsOf } from "./commands";
import { listPeople } from "./queries";
import { changeRoleInput, peoplePage } from "./schema";

export const signUpOperation = operation(
  {
    id: "accounts.sign_up",
    method: "POST",
    path: "/users",
    summary: "Open an account",
    description: "Without signing in; `POST /auth/register` does both.",
    access: "public",
    isForStrangers: true,
    body: registerInput,
    answers: { 201: accountAnswer },
    refusals: JOINING_REFUSALS,
  },
  async ({ request, body }) => {
    const begun = await beginSignUp(body.email, sourceOf(request.headers));
    const opened = begun.ok ? await signUp(body) : begun;
    if (!opened.ok) return { ...opened, message: opened.message ?? JOINING_PROBLEMS[opened.reason] };
    const account = await getAccount(opened.actor.id);
    if (!account) throw new Error("the account went away while it was opened");
    return account;
  },
);

const person = accountAnswer.extend({
  address: z.enum(["none", "unconfirmed", "confirmed"]).describe("Whether there is an e-mail address: not which."),
  sessions: z.int(),
  lastSeenAt: z.date().nullable(),
});

export const listPeopleOperation = operation(
  {
    id: "accounts.list_people",
    method: "GET",
    path: "/users",
    summary: "List accounts",
    description: "The newest first. `q` is a part of a name, or a whole e-mail address.",
    access: "admin",
    query: pageQuery(30).extend({ q: peoplePage.shape.q.optional() }),
    answers: { 200: z.object({ users: z.array(person), nextCursor: z.string().nullable(), total: z.int() }) },
  },
  async ({ query: { q = "", cursor, limit } }) => {
    const page = await listPeople(peoplePage.parse({ q, after: cursor }), new Date(), limit);
    return { users: page.people, nextCursor: page.next?.toString() ?? null, total: page.total };
  },
);

const ofPerson = z.object({ userId: spelledId });

export const changeRoleOperation = operation(
  {
    id: "accounts.change_role",
    method: "PUT",
    path: "/users/{user_id}/role",
    summary: "Give an account another role",
    description: "To make an administrator asks for `password` where the session is not a new one.",
    access: "admin",
    params: ofPerson,
    body: changeRoleInput.omit({ userId: true }),
    answers: { 204: null },
    refusals: { ...PROOF_REFUSALS, not_allowed: 403, person_not_found: 404, last_admin: 409 },
  },
  async ({ actor, session, request, params, body: { role, password } }) => {
    // An administrator outlasts the session in which one was made, and can make others.
    const proven = role === "admin" ? await proveOwner(actor, proofOf(session, request, password)) : ok();
    const done = proven.ok ? await changeRole(actor, { ...params, role }) : proven;
    return done.ok ? reply(204) : done;
  },
);

export const endSessionsOfOperation = operation(
  {
    id: "accounts.end_sessions_of",
    method: "POST",
    path: "/users/{user_id}/end-sessions",
    summary: "Sign somebody out everywhere",
    description: "The session that asks stays.",
    access: "admin",
    params: ofPerson,
    answers: { 200: z.object({ ended: z.int() }) },
    refusals: { person_not_found: 404 },
  },
  ({ actor, session, params }) => endSessionsOf(actor, params, session?.id ?? null),
);
