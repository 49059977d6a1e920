import { eq } from "drizzle-orm";
import { afterEach, describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { collectionLinks } from "@/db/schema/library";
import { newLinkSecret } from "@/lib/accounts/links/rules";
import { makeLink, nameOwner, restoreLink, revokeLink } from "./commands";
import { getLink, getSharedCollection } from "./queries";
import { RESTORE_WITHIN_MINUTES } from "./rules";

const PAGE = { limit: 48 };
const MINUTE_MS = 60_000;

afterEach(() => {
  vi.useRealTimers();
});

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

  it("is dead once it was ended, and the same again when that is undone", async () => {
    const { actor, collection, token } = await buildShared(true);
    const on = { collectionId: collection.id };
    const before = await getLink(collection.id);
    const revoked = await revokeLink(actor, on);
    if (!revoked.ok || revoked.undo === null) throw new Error("nothing to undo");
    expect(await getSharedCollection(token, PAGE)).toBeUndefined();
    expect(await db.select().from(collectionLinks).where(eq(collectionLinks.collectionId, collection.id))).toEqual([]);
    expect(revoked.undo).not.toContain(token);
    expect(await restoreLink(actor, { ...on, undo: revoked.undo })).toMatchObject({ ok: true, link: before });
    expect((await getSharedCollection(token, PAGE))?.owner).toBe(actor.username);
    expect(await getLink(collection.id)).toEqual(before);
  });

  it("takes the place of the new one when that is undone, which is dead then, and names nobody who said no since", async () => {
    const { actor, collection, token } = await buildShared(true);
    const on = { collectionId: collection.id };
    const again = await makeLink(actor, { ...on, namesOwner: true });
    if (!again.ok || !again.link.token || again.undo === null) throw new Error("nothing to undo");
    await nameOwner(actor, { ...on, namesOwner: false });
    const { undo } = again;
    expect(await restoreLink(actor, { ...on, undo })).toMatchObject({ ok: true, link: { token, namesOwner: false } });
    expect(await getSharedCollection(again.link.token, PAGE)).toBeUndefined();
    expect((await getSharedCollection(token, PAGE))?.owner).toBeNull();
  });

  it("stays dead when another was made since, and when some minutes have passed", async () => {
    const { actor, collection, token } = await buildShared();
    const on = { collectionId: collection.id };
    const revoked = await revokeLink(actor, on);
    if (!revoked.ok || revoked.undo === null) throw new Error("nothing to undo");
    const undo = { ...on, undo: revoked.undo };
    const made = await makeLink(actor, { ...on, namesOwner: false });
    if (!made.ok || !made.link.token) throw new Error("no link");
    expect(made.undo).toBeNull();
    expect(await restoreLink(actor, undo)).toMatchObject({ ok: false, reason: "link_changed" });
    expect(await getSharedCollection(made.link.token, PAGE)).toBeDefined();
    await revokeLink(actor, on);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + (RESTORE_WITHIN_MINUTES + 1) * MINUTE_MS });
    expect(await restoreLink(actor, undo)).toMatchObject({ ok: false, reason: "link_gone" });
    expect(await getSharedCollection(token, PAGE)).toBeUndefined();
  });

  it("comes back for its owner alone, to its collection alone, and not from what somebody made up", async () => {
    const { actor, collection, token } = await buildShared();
    const other = await buildShared();
    const on = { collectionId: collection.id };
    const revoked = await revokeLink(actor, on);
    if (!revoked.ok || revoked.undo === null) throw new Error("nothing to undo");
    const { undo } = revoked;
    expect(await restoreLink(other.actor, { ...on, undo })).toMatchObject({ reason: "collection_not_found" });
    const theirs = { collectionId: other.collection.id, undo };
    await revokeLink(other.actor, theirs);
    for (const made of [
      theirs,
      { ...theirs, undo: "" },
      { ...theirs, undo: `${undo}A` },
      { ...theirs, undo: "1.AAAA" },
    ])
      expect(await restoreLink(other.actor, made)).toMatchObject({ ok: false, reason: "link_gone" });
    expect(await getSharedCollection(token, PAGE)).toBeUndefined();
  });

  it("that nobody has leaves nothing to undo", async () => {
    const actor = await buildUser();
    const { id: collectionId } = await buildCollection({ ownerId: actor.id });
    expect(await revokeLink(actor, { collectionId })).toMatchObject({ ok: true, undo: null });
  });
});
