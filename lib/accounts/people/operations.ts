import "server-only";
import { z } from "zod";
import { pageQuery } from "@/lib/platform/api/paging";
import { beginSignUp, sourceOf } from "../attempts/commands";
import { signUp } from "../commands";
import { operation } from "../operation";
import { getAccount } from "../queries";
import { JOINING_PROBLEMS, JOINING_REFUSALS } from "../schema";
import { accountAnswer, registerInput } from "../tokens/schema";
import { listPeople } from "./queries";
import { peoplePage } from "./schema";

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
