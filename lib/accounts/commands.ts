import "server-only";
import { db, isDuplicate } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { recordEvent } from "@/lib/events/commands";
import { env } from "@/lib/platform/env";
import { fail, ok } from "@/lib/platform/result";
import { hashPassword, isPassword } from "./adapters/password";
import { userJoined } from "./events";
import { getCredentials } from "./queries";
import type { Actor, Role, SignInInput, SignUpInput } from "./schema";

/** Creates an account for a person who signs up. The unique indexes tell two people with one name apart. */
export async function signUp(input: SignUpInput) {
  if (env().accounts.registration === "closed") return fail("registration_closed");
  return createAccount(input, "user");
}

/** Creates an account whatever the registration setting: for the seed and for admins. */
export async function createAccount({ username, email, password }: SignUpInput, role: Role) {
  const passwordHash = await hashPassword(password);
  try {
    const userId = await db.transaction(async (tx) => {
      const [row] = await tx.insert(users).values({ username, email, passwordHash, role }).$returningId();
      if (!row) throw new Error("the insert returned no id");
      await recordEvent(tx, userJoined, { userId: row.id });
      return row.id;
    });
    return ok({ actor: { id: userId, username, role } satisfies Actor });
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
