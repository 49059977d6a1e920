import "server-only";
import { and, eq } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { crawls } from "@/db/schema/etl";
import type { BookList } from "./schema";

/** Where a list stands; in a transaction that changes it, held until its end. Undefined: nobody has looked at it. */
export async function getCrawl({ source, subject }: BookList, tx: Tx = db, { isHeld = false } = {}) {
  const isList = and(eq(crawls.source, source), eq(crawls.subject, subject));
  const query = tx.select().from(crawls).where(isList).limit(1);
  const [row] = await (isHeld ? query.for("update") : query);
  return row;
}
