import { sql } from "drizzle-orm";
import { expect, it, vi } from "vitest";
import { db, type Tx } from "@/db/client";
import { buildBook } from "@/db/factories";
import { covers } from "@/db/schema/covers";
import { lockBook } from "@/lib/catalog/commands";
import { newPicture } from "../vectors/covers.fixtures";
import { offerCovers } from "./commands";
import { getStandingCover } from "./queries";

/** Whether another connection is at a book's lock, which this transaction holds. */
async function isWaitedFor(tx: Tx): Promise<boolean> {
  const [rows] = await tx.execute(
    sql`select id from information_schema.processlist where db = database() and id <> connection_id() and info like '%from \`books\`%for update'`,
  );
  return (rows as unknown as unknown[]).length > 0;
}

it("compares a picture anew that sources offer in the moment in which a cover is drawn: it stands for the book", async () => {
  const [{ id: bookId }, bytes] = [await buildBook(), await newPicture()];
  const drawn = { bookId, source: "drawn", mime: "image/jpeg", sha256: "0".repeat(64), isPrimary: true } as const;
  let offering: ReturnType<typeof offerCovers> | undefined;
  await db.transaction(async (tx) => {
    await lockBook(tx, bookId);
    offering = offerCovers(bookId, [{ provider: "dnb", bytes }]);
    // It has seen a book without a cover by then.
    await vi.waitUntil(() => isWaitedFor(tx), { timeout: 10_000 });
    await tx.insert(covers).values({ ...drawn, width: 400, height: 600, bytes: 9 });
  });
  expect(await offering).toMatchObject({ verdict: "shown" });
  expect(await getStandingCover(bookId)).toMatchObject({ source: "import", provider: "dnb" });
});
