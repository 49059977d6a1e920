import "server-only";
import { eq } from "drizzle-orm";
import { collectionLinks } from "@/db/schema/library";
import { hashOfSecret, newLinkSecret } from "@/lib/accounts/links/rules";
import type { Actor } from "@/lib/accounts/schema";
import { ok } from "@/lib/platform/result";
import { seal } from "@/lib/platform/sealing";
import { withOwnCollection } from "../holding/commands";
import { fillsItself } from "../rules";
import type { CollectionInput } from "../schema";
import { sealOfLink } from "./queries";
import type { CollectionLink, ShareInput } from "./schema";

/** Makes a link to the actor's collection; one that there was stops working at once. */
export async function makeLink(actor: Actor, { collectionId, namesOwner }: ShareInput) {
  return withOwnCollection(actor, collectionId, async (tx, { query }) => {
    if (query !== null) return fillsItself("shared");
    const token = newLinkSecret();
    const madeAt = new Date();
    const row = { hash: hashOfSecret(token), sealed: seal(sealOfLink(collectionId), token), namesOwner, madeAt };
    await tx
      .insert(collectionLinks)
      .values({ ...row, collectionId })
      .onDuplicateKeyUpdate({ set: row });
    return ok({ link: { token, namesOwner, madeAt } satisfies CollectionLink as CollectionLink });
  });
}

/** Says whether the page behind the link tells whose collection it is. The link stays as it is. */
export async function nameOwner(actor: Actor, { collectionId, namesOwner }: ShareInput) {
  return withOwnCollection(actor, collectionId, async (tx) => {
    await tx.update(collectionLinks).set({ namesOwner }).where(eq(collectionLinks.collectionId, collectionId));
    return ok();
  });
}

/** Ends the link to the actor's collection at once. */
export async function revokeLink(actor: Actor, { collectionId }: CollectionInput) {
  return withOwnCollection(actor, collectionId, async (tx) => {
    await tx.delete(collectionLinks).where(eq(collectionLinks.collectionId, collectionId));
    return ok();
  });
}
