import "server-only";
import { eq, or } from "drizzle-orm";
import { db } from "@/db/client";
import { users } from "@/db/schema/accounts";

const ACCOUNT = {
  id: users.id,
  username: users.username,
  role: users.role,
  dateJoined: users.dateJoined,
};

/** An account by its id. */
export async function getAccount(id: number) {
  const [account] = await db.select(ACCOUNT).from(users).where(eq(users.id, id)).limit(1);
  return account;
}

/** What signing in compares with; `login` is a username or an e-mail address, in any case. */
export async function getCredentials(login: string) {
  const [account] = await db
    .select({ ...ACCOUNT, passwordHash: users.passwordHash })
    .from(users)
    .where(or(eq(users.username, login.trim().normalize("NFKC")), eq(users.email, login.trim().toLowerCase())))
    .limit(1);
  return account;
}
