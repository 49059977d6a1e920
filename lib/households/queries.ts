import "server-only";
import { eq } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { libraryMembers } from "@/db/schema/households";
import type { Membership } from "./schema";

/** The library that a reader is in; undefined for one who has needed none yet: who writes into it calls `ensureLibrary`. */
export async function getLibraryOf(userId: number, tx: Pick<Tx, "select"> = db): Promise<Membership | undefined> {
  const [membership] = await tx
    .select({ libraryId: libraryMembers.libraryId, role: libraryMembers.role })
    .from(libraryMembers)
    .where(eq(libraryMembers.userId, userId));
  return membership;
}
