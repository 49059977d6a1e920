import "server-only";
import { and, desc, eq, inArray } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { sessions } from "@/db/schema/accounts";
import { env } from "@/lib/platform/env";
import { fail, ok } from "@/lib/platform/result";
import { attemptSignIn, beginSignUp } from "../attempts/commands";
import type { Source } from "../attempts/schema";
import { recordAudit } from "../audit/commands";
import { signUp } from "../commands";
import { getAccount } from "../queries";
import type { Actor } from "../schema";
import { passSecondFactor } from "../second-factor/commands";
import { owesSecondFactor } from "../second-factor/rules";
import { beginSession } from "../sessions/commands";
import { signToken } from "./adapters/jwt";
import type { LoginInput, RegisterInput } from "./schema";

/** A program signs in anew more often than it signs out; the ones used longest ago make room. */
const TOKENS_MAX = 50;

type Program = { source: Source; device: string };

/**
 * Signs a program in with its owner's name and password, and the code where the account has a second factor: a token for a
 * session of its own, always a new one.
 */
export async function logIn({ code, ...input }: LoginInput, program: Program) {
  const known = await attemptSignIn(input, program.source);
  if (!known.ok) return known;
  const passed = await passSecondFactor(known.id, code);
  return passed.ok ? issueToken(known, program, passed.hasTwoFactors) : passed;
}

/** Opens an account, and signs the program in that did it. */
export async function register(input: RegisterInput, program: Program) {
  const begun = await beginSignUp(input.email, program.source);
  if (!begun.ok) return begun;
  const opened = await signUp(input);
  return opened.ok ? issueToken(opened.actor, program, false) : opened;
}

/** Ends the session that a token stands for, at once. */
export async function logOut(actor: Actor, sessionId: string) {
  return db.transaction(async (tx) => {
    const [{ affectedRows }] = await tx
      .delete(sessions)
      .where(and(eq(sessions.id, sessionId), eq(sessions.userId, actor.id)));
    if (affectedRows === 0) return fail("session_not_found");
    await recordAudit(tx, { act: "accounts.token_ended", actorId: actor.id });
    return ok();
  });
}

async function issueToken(
  { id: userId, role }: Actor,
  { source: { address }, device }: Program,
  hasTwoFactors: boolean,
) {
  if (owesSecondFactor({ role, hasTwoFactors }, env().accounts.requireSecondFactor))
    return fail(
      "second_factor_demanded",
      "This site wants a second factor of this account: set one up in the browser.",
    );
  const now = new Date();
  const session = await db.transaction(async (tx) => {
    const begun = await beginSession(userId, { kind: "token", device, address, hasTwoFactors }, now, tx);
    await endSpareTokens(tx, userId);
    await recordAudit(tx, { act: "accounts.token_issued", actorId: userId });
    return begun;
  });
  const account = await getAccount(userId);
  if (!account) throw new Error("the account went away while it signed in");
  return ok({ token: await signToken({ userId, sessionId: session.id }, now), expiresAt: session.expiresAt, account });
}

async function endSpareTokens(tx: Tx, userId: number): Promise<void> {
  const spare = await tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), eq(sessions.kind, "token")))
    .orderBy(desc(sessions.lastSeenAt), sessions.id)
    .limit(TOKENS_MAX)
    .offset(TOKENS_MAX);
  if (spare.length > 0)
    await tx.delete(sessions).where(
      inArray(
        sessions.id,
        spare.map(({ id }) => id),
      ),
    );
}
