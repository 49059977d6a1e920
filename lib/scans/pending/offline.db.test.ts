import { eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { outbox } from "@/db/schema/events";
import { askForIsbn, askForTitle, retryDue, retryPending } from "./commands";
import { getPending } from "./queries";

beforeAll(() => {
  process.env.PROVIDERS = "none";
});

it("says at once that nobody is asked where no provider may be, and makes no job of it", async () => {
  const reader = await buildUser();
  const byIsbn = await askForIsbn(reader, { isbn13: "9780316030571" });
  const byTitle = await askForTitle(reader, { title: "Use of Weapons", author: "Iain M. Banks", collectionId: null });
  for (const asked of [byIsbn, byTitle]) {
    if (!asked.ok) throw new Error(asked.reason);
    expect(await getPending(asked.id)).toMatchObject({ state: "unknown", reason: "offline", isStuck: false });
  }
  expect(await retryDue(new Date(Date.now() + 30 * 24 * 60 * 60_000))).toBe(0);
  const moderator = await buildUser({ role: "moderator" });
  expect(await retryPending(moderator, { id: "9780316030571" })).toMatchObject({ ok: false, reason: "offline" });
  expect(await db.select().from(outbox).where(eq(outbox.name, "scans.book_asked_for"))).toEqual([]);
});
