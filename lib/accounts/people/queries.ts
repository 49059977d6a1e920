import "server-only";
import { and, count, desc, eq, gt, isNull, like, lt, max, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { sessions, users } from "@/db/schema/accounts";
import type { PeoplePage, Person } from "./schema";

const PAGE = 30;

/** Accounts, the newest first; `next` asks for the ones before. An address is found only by who knows it whole. */
export async function listPeople({ q, after }: PeoplePage, now: Date, limit = PAGE) {
  const rows = await db
    .select({
      ...{ id: users.id, username: users.username, role: users.role, dateJoined: users.dateJoined },
      ...{ email: users.email, verifiedAt: users.emailVerifiedAt },
      ...{ sessions: count(sessions.id), lastSeenAt: max(sessions.lastSeenAt) },
    })
    .from(users)
    .leftJoin(sessions, and(eq(sessions.userId, users.id), gt(sessions.expiresAt, now)))
    .where(and(named(q), isStaying, after === undefined ? undefined : lt(users.id, after)))
    .groupBy(users.id)
    .orderBy(desc(users.id))
    .limit(limit + 1);
  const people = rows.slice(0, limit).map(
    ({ email, verifiedAt, ...person }): Person => ({
      ...person,
      address: email === null ? "none" : verifiedAt === null ? "unconfirmed" : "confirmed",
    }),
  );
  return {
    people,
    next: rows.length > limit ? people.at(-1)?.id : undefined,
    total: await db.$count(users, isStaying),
  };
}

/** One that waits for its erasure is shown to nobody. */
const isStaying = isNull(users.erasureDueAt);

const named = (q: string) =>
  q === "" ? undefined : or(like(users.username, sql`${`%${escaped(q)}%`}`), eq(users.email, q.toLowerCase()));

/** What LIKE takes for a wildcard is meant as it stands. */
const escaped = (q: string): string => q.replace(/[\\%_]/g, "\\$&");
