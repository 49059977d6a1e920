import "server-only";
import { inTransaction, isDuplicate } from "@/db/client";
import { libraries, libraryMembers } from "@/db/schema/households";
import type { Actor } from "@/lib/accounts/schema";
import { getLibraryOf } from "./queries";
import { FIRST_NAME, type Membership } from "./schema";

/**
 * The library that the actor is in, made at first need: of two requests at once the primary key lets one make it. Not for
 * the inside of a transaction: what the other request made would not be seen there.
 */
export async function ensureLibrary(actor: Actor): Promise<Membership> {
  const present = await getLibraryOf(actor.id);
  if (present) return present;
  try {
    return await inTransaction(async (tx) => {
      const [made] = await tx.insert(libraries).values({ name: FIRST_NAME }).$returningId();
      if (!made) throw new Error("the insert returned no id");
      await tx.insert(libraryMembers).values({ userId: actor.id, libraryId: made.id, role: "owner" });
      return { libraryId: made.id, role: "owner" };
    });
  } catch (error) {
    const theirs = isDuplicate(error, "PRIMARY") ? await getLibraryOf(actor.id) : undefined;
    if (theirs) return theirs;
    throw error;
  }
}
