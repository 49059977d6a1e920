import "server-only";
import { eq, ne } from "drizzle-orm";
import { db, isDuplicate, type Tx } from "@/db/client";
import { firstAccount, users } from "@/db/schema/accounts";
import { recordEvent } from "@/lib/events/commands";
import { env } from "@/lib/platform/env";
import { isMailConfigured } from "@/lib/platform/mail";
import { fail, ok } from "@/lib/platform/result";
import { hashPassword, isPassword } from "./adapters/password";
import { recordAudit } from "./audit/commands";
import { userJoined } from "./events";
import { takeInvitation } from "./invitations/commands";
import { askForLetter } from "./letters/commands";
import { refuseWeak } from "./passwords/commands";
import { getCredentials } from "./queries";
import type { Actor, Role, SignInInput, SignUpInput } from "./schema";

/** Why somebody may not sign up; thrown to undo what the transaction has done so far. */
export class NotAdmitted extends Error {
  override name = "NotAdmitted" as const;
  constructor(readonly reason: "registration_closed" | "invitation_needed" | "invitation_over") {
    super(reason);
  }
}

type NewAccount = Omit<SignUpInput, "invitation">;
type Admission = { role: Role; how: string };

/**
 * Creates an account for a person who signs up, by the registration setting or an invitation. The unique indexes tell two
 * people with one name apart. The first account of a site without any becomes its administrator, whatever the setting:
 * nobody else could let anybody in.
 */
export async function signUp({ invitation, ...account }: SignUpInput, now = new Date()) {
  const strength = await refuseWeak(account.password, account.username);
  if (!strength.ok) return strength;
  try {
    return await openAccount(account, (tx, userId) => admit(tx, userId, invitation, now));
  } catch (error) {
    if (error instanceof NotAdmitted) return fail(error.reason);
    throw error;
  }
}

/** Creates an account whatever the registration setting: for the seed and for admins. */
export const createAccount = (account: NewAccount, role: Role) =>
  openAccount(account, async () => ({ role, how: "given" }));

/** Says as what somebody may join who has just been entered, or throws NotAdmitted. */
export async function admit(tx: Tx, userId: number, secret: string | undefined, now: Date): Promise<Admission> {
  if (await isFirst(tx, userId)) return { role: "admin", how: "first" };
  if (secret !== undefined) {
    const invitation = await takeInvitation(tx, { secret, userId }, now);
    if (!invitation) throw new NotAdmitted("invitation_over");
    return { role: invitation.role, how: `invitation:${invitation.id}` };
  }
  const { registration } = env().accounts;
  if (registration === "open") return { role: "user", how: "open" };
  throw new NotAdmitted(registration === "invite" ? "invitation_needed" : "registration_closed");
}

/** Of two who find the site empty at the same time, the key of the one row lets one be the first. */
async function isFirst(tx: Tx, userId: number): Promise<boolean> {
  const [other] = await tx.select({ id: users.id }).from(users).where(ne(users.id, userId)).limit(1);
  if (other) return false;
  try {
    await tx.insert(firstAccount).values({ id: 1, userId });
    return true;
  } catch (error) {
    if (isDuplicate(error, "PRIMARY")) return false;
    throw error;
  }
}

async function openAccount(account: NewAccount, admission: (tx: Tx, userId: number) => Promise<Admission>) {
  const passwordHash = await hashPassword(account.password);
  const { username, email } = account;
  const open = (held: string | undefined) =>
    db.transaction(async (tx) => {
      const [row] = await tx.insert(users).values({ username, email: held, passwordHash }).$returningId();
      if (!row) throw new Error("the insert returned no id");
      const { role, how } = await admission(tx, row.id);
      if (role !== "user") await tx.update(users).set({ role }).where(eq(users.id, row.id));
      await recordEvent(tx, userJoined, { userId: row.id });
      if (email && isMailConfigured())
        await askForLetter(tx, { kind: "confirm_address", userId: row.id, address: email });
      await recordAudit(tx, { act: "accounts.joined", actorId: row.id, userId: row.id, details: { role, how } });
      return ok({ actor: { id: row.id, username, role } satisfies Actor });
    });
  try {
    return await open(email).catch((error) => {
      // Who answers the letter decides: whoever only typed an address keeps nobody out, nor hears whether somebody has it.
      if (isDuplicate(error, "users_email") && isMailConfigured()) return open(undefined);
      throw error;
    });
  } catch (error) {
    if (isDuplicate(error, "users_username")) return fail("username_taken");
    if (isDuplicate(error, "users_email")) return fail("email_taken");
    throw error;
  }
}

/** Says who signs in. The same answer, after the same time, for a wrong name and a wrong password. */
export async function verifySignIn({ username, password }: SignInInput) {
  const account = await getCredentials(username);
  const isRight = await isPassword(password, account?.passwordHash ?? undefined);
  if (!account || !isRight) return fail("wrong_credentials");
  return ok({ id: account.id, username: account.username, role: account.role });
}
