import { expect, it } from "vitest";
import { buildBook, buildCollection, buildCollectionBook, buildUser } from "@/db/factories";
import { setStatus } from "@/lib/reading/commands";
import { restoreStatuses } from "@/lib/reading/lots/commands";
import { restoreStatusesInput } from "@/lib/reading/lots/schema";
import { getReaderWork } from "@/lib/reading/queries";
import { parseShelfQuery } from "../rules";
import { setAllStatuses } from "./commands";
import { setAllStatusesInput } from "./schema";

const DAY = "2024-05-01";

it("says where its reader is with all that a query means, part by part, though none of them matches it then, and takes it back", async () => {
  const actor = await buildUser();
  const books = await Promise.all(Array.from({ length: 5 }, () => buildBook()));
  const { id } = await buildCollection({ ownerId: actor.id });
  for (const { id: bookId } of books) await buildCollectionBook({ collectionId: id, bookId });
  const statuses = async () => {
    const works = await Promise.all(books.map(({ workId }) => getReaderWork(actor.id, workId)));
    return works.map((work) => work?.status ?? null);
  };
  await setStatus(actor, { isbn: books[3]?.isbn ?? "", status: "read", day: DAY });
  const { query } = parseShelfQuery("-status:read");
  const undone: unknown[] = [];
  const counts: number[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const given = setAllStatusesInput.parse({ query, after, status: "read", day: DAY });
    const part: Awaited<ReturnType<typeof setAllStatuses>> = await setAllStatuses(actor, given, 2);
    undone.push(JSON.parse(JSON.stringify({ undo: part.undo })));
    counts.push(part.count);
    after = part.next;
  }
  expect([counts, await statuses()]).toEqual([[2, 2], Array(5).fill("read")]);
  for (const undo of undone.toReversed()) await restoreStatuses(actor, restoreStatusesInput.parse(undo));
  expect(await statuses()).toEqual([null, null, null, "read", null]);
  // Somebody else's query means none of them.
  const none = await setAllStatuses(await buildUser(), { query, after: 0, status: "read", day: DAY });
  expect(none).toMatchObject({ count: 0, next: null, undo: [] });
});
