import "server-only";
import { or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { appLogs } from "@/db/schema/ops";
import { accountPattern } from "@/lib/events/erasure/rules";

const SPECIAL = /[.*+?^${}()|[\]\\-]/g;
/** The word by itself, whatever is around it. */
const asPattern = (word: string) => `(^|[^[:alnum:]_])${word.replace(SPECIAL, "\\$&")}([^[:alnum:]_]|$)`;

/** Removes the lines of the log that name an account, by its number or by one of these words. Answers with how many. */
export async function forgetInLogs(userId: number, words: string[]): Promise<number> {
  const named = words.map((word) => {
    const pattern = asPattern(word);
    return sql`(${appLogs.context} regexp ${pattern} or ${appLogs.message} regexp ${pattern})`;
  });
  const [{ affectedRows }] = await db
    .delete(appLogs)
    .where(or(sql`${appLogs.context} regexp ${accountPattern(userId)}`, ...named));
  return affectedRows;
}
