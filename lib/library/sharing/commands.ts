import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { collectionLinks } from "@/db/schema/library";
import { hashOfSecret, newLinkSecret } from "@/lib/accounts/links/rules";
import type { Actor } from "@/lib/accounts/schema";
import { fail, ok } from "@/lib/platform/result";
import { seal, unseal } from "@/lib/platform/sealing";
import { withOwnCollection } from "../holding/commands";
import { fillsItself } from "../rules";
import type { CollectionInput } from "../schema";
import { getLinkRow, readLink, sealOfEnd, sealOfLink } from "./queries";
import { RESTORE_WITHIN_MINUTES } from "./rules";
import { type CollectionLink, type EndedLink, endedLink, type RestoreLinkInput, type ShareInput } from "./schema";

const MINUTE_MS = 60_000;

/** Makes a link to the actor's collection; one that there was stops working at once. `undo` is what `restoreLink` needs. */
export async function makeLink(actor: Actor, { collectionId, namesOwner }: ShareInput) {
  return withOwnCollection(actor, collectionId, async (tx, { query }) => {
    if (query !== null) return fillsItself("shared");
    const token = newLinkSecret();
    const madeAt = new Date();
    const row = { hash: hashOfSecret(token), sealed: seal(sealOfLink(collectionId), token), namesOwner, madeAt };
    const former = await getLinkRow(tx, collectionId);
    await putLink(tx, collectionId, row);
    const link: CollectionLink = { token, namesOwner, madeAt };
    return ok({ link, undo: former ? sealEnd(former, row.hash) : null });
  });
}

/** Says whether the page behind the link tells whose collection it is. The link stays as it is. */
export async function nameOwner(actor: Actor, { collectionId, namesOwner }: ShareInput) {
  return withOwnCollection(actor, collectionId, async (tx) => {
    await tx.update(collectionLinks).set({ namesOwner }).where(eq(collectionLinks.collectionId, collectionId));
    return ok();
  });
}

/** Ends the link to the actor's collection at once: no trace of it stays. `undo` is what `restoreLink` needs. */
export async function revokeLink(actor: Actor, { collectionId }: CollectionInput) {
  return withOwnCollection(actor, collectionId, async (tx) => {
    const former = await getLinkRow(tx, collectionId);
    await tx.delete(collectionLinks).where(eq(collectionLinks.collectionId, collectionId));
    return ok({ undo: former ? sealEnd(former, null) : null });
  });
}

/**
 * Brings back the link that the actor ended some minutes ago, in place of the one that was made then. It is refused where
 * the link has changed since: whoever was given that one keeps it. Whether the page says whose it is stays as last said.
 */
export async function restoreLink(actor: Actor, { collectionId, undo }: RestoreLinkInput) {
  return withOwnCollection(actor, collectionId, async (tx) => {
    const ended = openEnd(collectionId, undo);
    if (!ended) return fail("link_gone", "It is too long ago. The link stays as it is.");
    const present = await getLinkRow(tx, collectionId);
    if ((present?.hash ?? null) !== ended.replacedBy)
      return fail("link_changed", "The link was changed since. It stays as it is.");
    const { hash, sealed, madeAt } = ended;
    const row = { hash, sealed, madeAt, namesOwner: (present ?? ended).namesOwner };
    await putLink(tx, collectionId, row);
    return ok({ link: readLink(collectionId, row) });
  });
}

const putLink = (tx: Tx, collectionId: number, row: Omit<typeof collectionLinks.$inferSelect, "collectionId">) =>
  tx
    .insert(collectionLinks)
    .values({ ...row, collectionId })
    .onDuplicateKeyUpdate({ set: row });

/**
 * The undo goes to its owner's browser, sealed, and stands nowhere here: what was ended is gone from the database, and a
 * copy of it brings nothing back.
 */
const sealEnd = ({ collectionId, ...row }: typeof collectionLinks.$inferSelect, replacedBy: string | null) =>
  seal(sealOfEnd(collectionId), JSON.stringify({ ...row, endedAt: new Date(), replacedBy } satisfies EndedLink));

function openEnd(collectionId: number, undo: string): EndedLink | undefined {
  const text = unseal(sealOfEnd(collectionId), undo);
  if (text === undefined) return undefined;
  const ended = endedLink.parse(JSON.parse(text));
  return Date.now() - ended.endedAt.getTime() > RESTORE_WITHIN_MINUTES * MINUTE_MS ? undefined : ended;
}
