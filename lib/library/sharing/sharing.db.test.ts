import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { collectionLinks } from "@/db/schema/library";
import { newLinkSecret } from "@/lib/accounts/links/rules";
import { makeLink, nameOwner, revokeLink } from "./commands";
import { getLink, getSharedCollection } from "./queries";

const PAGE = { limit: 48 };

async function buildShared(namesOwner = false) {
  const actor = await buildUser();
  const collection = await buildCollection({ ownerId: actor.id, name: "Gifts" });
  const book = await buildBook({ title: "Dune" });
  await buildCollectionBook({ collectionId: collection.id, bookId: book.id });
  const made = await makeLink(actor, { collectionId: collection.id, namesOwner });
  if (!made.ok || !made.link.token) throw new Error("no link");
  return { actor, collection, token: made.link.token };
}

describe("the link to a collection", () => {
  it("shows it to anybody, and its owner's name only where they want", async () => {
    const { actor, collection, token } = await buildShared();
    const shared = await getSharedCollection(token, PAGE);
    expect(shared).toMatchObject({ name: "Gifts", owner: null, bookCount: 1 });
    expect(shared?.content.books.map(({ title }) => title)).toEqual(["Dune"]);
    expect(JSON.stringify(shared)).not.toContain(actor.username);
    await nameOwner(actor, { collectionId: collection.id, namesOwner: true });
    expect((await getSharedCollection(token, PAGE))?.owner).toBe(actor.username);
  });

  it("is in the database only hashed and sealed, and can be shown again to its owner", async () => {
    const { collection, token } = await buildShared();
    const [row] = await db.select().from(collectionLinks).where(eq(collectionLinks.collectionId, collection.id));
    expect(JSON.stringify(row)).not.toContain(token);
    expect((await getLink(collection.id))?.token).toBe(token);
  });

  it("ends at once when it is revoked or replaced", async () => {
    const { actor, collection, token } = await buildShared();
    const again = await makeLink(actor, { collectionId: collection.id, namesOwner: false });
    if (!again.ok || !again.link.token) throw new Error("no link");
    expect(again.link.token).not.toBe(token);
    expect(await getSharedCollection(token, PAGE)).toBeUndefined();
    expect(await getSharedCollection(again.link.token, PAGE)).toBeDefined();
    await revokeLink(actor, { collectionId: collection.id });
    expect(await getSharedCollection(again.link.token, PAGE)).toBeUndefined();
    expect(await getLink(collection.id)).toBeNull();
  });

  it("leads nowhere for a made-up word, and to nothing of somebody who is leaving", async () => {
    const { actor, token } = await buildShared();
    for (const word of [newLinkSecret(), "", "x", "' or 1=1", "%", "a".repeat(43)])
      expect(await getSharedCollection(word, PAGE)).toBeUndefined();
    await db.update(users).set({ erasureDueAt: new Date() }).where(eq(users.id, actor.id));
    expect(await getSharedCollection(token, PAGE)).toBeUndefined();
  });

  it("is its owner's to make, change and revoke", async () => {
    const { collection, token } = await buildShared();
    const stranger = await buildUser({ role: "admin" });
    const input = { collectionId: collection.id, namesOwner: true };
    for (const change of [makeLink, nameOwner, revokeLink])
      expect(await change(stranger, input)).toMatchObject({ ok: false, reason: "collection_not_found" });
    expect((await getSharedCollection(token, PAGE))?.owner).toBeNull();
  });
});
