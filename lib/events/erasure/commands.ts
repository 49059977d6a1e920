import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { outbox } from "@/db/schema/events";
import { accountPattern } from "./rules";

/** Forgets every event that names an account: those that have become jobs, and those of which nothing is to follow any more. */
export async function forgetEventsOf(userId: number): Promise<number> {
  const [{ affectedRows }] = await db.delete(outbox).where(sql`${outbox.payload} regexp ${accountPattern(userId)}`);
  return affectedRows;
}
