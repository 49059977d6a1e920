import type { Actor } from "@/lib/accounts/schema";
import { inviteMember } from "@/lib/households/commands";
import { addCopy } from "./commands";
import { joinHousehold } from "./household/commands";
import { createPlace } from "./places/commands";
import type { PlaceKind } from "./places/schema";
import { type CopyDetails, NO_DETAILS } from "./schema";

/** A copy of a book, by its owner's own command. */
export async function ownCopy(actor: Actor, isbn: string, details: Partial<CopyDetails> = {}): Promise<number> {
  const added = await addCopy(actor, { ...NO_DETAILS, ...details, isbn });
  if (!added.ok) throw new Error(added.reason);
  return added.copyId;
}

/** A place in the library of the actor. */
export async function makePlace(
  actor: Actor,
  name: string,
  parentId: number | null = null,
  kind: PlaceKind = "shelf",
): Promise<number> {
  const made = await createPlace(actor, { name, kind, parentId });
  if (!made.ok) throw new Error(made.reason);
  return made.place.id;
}

/** The secret in a link that the owner of a household makes. */
export async function inviteLink(owner: Actor): Promise<string> {
  const made = await inviteMember(owner);
  if (!made.ok) throw new Error(made.reason);
  return new URL(made.url).searchParams.get("link") ?? "";
}

/** Brings readers into the household of the first one. */
export async function liveTogether(owner: Actor, ...others: Actor[]): Promise<void> {
  for (const other of others) {
    const joined = await joinHousehold(other, { secret: await inviteLink(owner) });
    if (!joined.ok) throw new Error(joined.reason);
  }
}
