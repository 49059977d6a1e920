import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { collectionBooks, collectionLinks, collections } from "@/db/schema/library";
import { hashOfSecret } from "@/lib/accounts/links/rules";
import { parseLinkSecret } from "@/lib/accounts/links/schema";
import { type Seal, unseal } from "@/lib/platform/sealing";
import { listCollectionBooks } from "../queries";
import type { CollectionLink, SharedCollection } from "./schema";

/** A purpose that is in use keeps its name, or no link can be shown any more. */
export const sealOfLink = (collectionId: number): Seal => ({ purpose: "collection link", owner: String(collectionId) });

/** The same for the undo of its end, which is in use for minutes only. */
export const sealOfEnd = (collectionId: number): Seal => ({ purpose: "ended link", owner: String(collectionId) });

/** The link to a collection, with what stands in it. */
export async function getLink(collectionId: number): Promise<CollectionLink | null> {
  const row = await getLinkRow(db, collectionId);
  return row ? readLink(collectionId, row) : null;
}

type LinkRow = Pick<typeof collectionLinks.$inferSelect, "sealed" | "namesOwner" | "madeAt">;

/** A link as its owner sees it. */
export const readLink = (collectionId: number, { sealed, namesOwner, madeAt }: LinkRow): CollectionLink => ({
  token: unseal(sealOfLink(collectionId), sealed) ?? null,
  namesOwner,
  madeAt,
});

export async function getLinkRow(on: Tx | typeof db, collectionId: number) {
  const [row] = await on.select().from(collectionLinks).where(eq(collectionLinks.collectionId, collectionId));
  return row;
}

type SharedPage = { cursor?: string; limit: number };

/** The collection that a link shows, with a part of its books in its own order; nothing of somebody who is leaving. */
export async function getSharedCollection(token: string, page: SharedPage): Promise<SharedCollection | undefined> {
  const secret = parseLinkSecret(token);
  if (secret === undefined) return undefined;
  const [row] = await db
    .select({
      id: collections.id,
      name: collections.name,
      icon: collections.icon,
      description: collections.description,
      sort: collections.sort,
      namesOwner: collectionLinks.namesOwner,
      username: users.username,
    })
    .from(collectionLinks)
    .innerJoin(collections, eq(collections.id, collectionLinks.collectionId))
    .innerJoin(users, eq(users.id, collections.ownerId))
    .where(and(eq(collectionLinks.hash, hashOfSecret(secret)), isNull(users.erasureDueAt)));
  if (!row) return undefined;
  const { id, name, icon, description, sort, namesOwner, username } = row;
  const [bookCount, content] = await Promise.all([
    db.$count(collectionBooks, eq(collectionBooks.collectionId, id)),
    listCollectionBooks(id, { sort, ...page }),
  ]);
  return { name, icon, description, owner: namesOwner ? username : null, bookCount, content };
}
