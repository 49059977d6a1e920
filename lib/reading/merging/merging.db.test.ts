import { expect, it } from "vitest";
import { inTransaction } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { rate, saveReview, setStatus } from "../commands";
import { getReaderWork } from "../queries";
import type { Visibility } from "../schema";
import { moveReadWorks, returnReadWorks } from "./commands";
import type { MovedReadWorks } from "./schema";

type Given = { rating: number; review: string; visibility: Visibility };

/** One reader's words on two works that a merge has made one; `part` undoes it. */
async function united({ gone, kept }: { gone: Given; kept: Given }) {
  const [actor, from, to] = [await buildUser(), await buildBook(), await buildBook()];
  for (const [{ isbn }, { rating, ...words }] of [
    [from, gone],
    [to, kept],
  ] as const) {
    await rate(actor, { isbn, rating });
    await saveReview(actor, { isbn, hasSpoilers: false, ...words });
  }
  const works = { from: from.workId, to: to.workId };
  // Kept as JSON, as a merge keeps it.
  const moved: MovedReadWorks = JSON.parse(JSON.stringify(await inTransaction((tx) => moveReadWorks(tx, works))));
  const say = (review: string, visibility: Visibility) =>
    saveReview(actor, { isbn: to.isbn, review, hasSpoilers: false, visibility });
  const part = async () => {
    await inTransaction((tx) => returnReadWorks(tx, works, moved));
    return { gone: await getReaderWork(actor.id, from.workId), kept: await getReaderWork(actor.id, to.workId) };
  };
  return { actor, isbn: to.isbn, say, part };
}

const PUBLIC = { rating: 2, review: "For all", visibility: "public" as const };
const FRIENDS = { rating: 4, review: "For us", visibility: "friends" as const };
const PRIVATE = { rating: 4, review: "For me", visibility: "private" as const };

it("gives both back as they were where nothing was said since", async () => {
  const { part } = await united({ gone: PUBLIC, kept: PRIVATE });
  expect(await part()).toMatchObject({ gone: PUBLIC, kept: PRIVATE });
});

it("brings back no words and no stars that the reader took away since", async () => {
  const { say, part } = await united({ gone: PUBLIC, kept: PRIVATE });
  await say("", "private");
  expect(await part()).toMatchObject({
    gone: { rating: 2, review: null, visibility: "private" },
    kept: { rating: 4, review: null },
  });
  const other = await united({ gone: PUBLIC, kept: FRIENDS });
  await other.say("Kept", "friends");
  await rate(other.actor, { isbn: other.isbn, rating: null });
  expect(await other.part()).toMatchObject({
    gone: { rating: null, review: "For all", visibility: "private" },
    kept: { rating: null, review: "Kept", visibility: "friends" },
  });
});

it("shows nobody what the reader hid since", async () => {
  const { say, part } = await united({ gone: PUBLIC, kept: FRIENDS });
  await say("For us\n\nFor all", "private");
  expect(await part()).toMatchObject({
    gone: { review: "For all", visibility: "private" },
    kept: { review: "For us", visibility: "private" },
  });
});

it("shows nobody what was said since in private, where the row that stayed was public before", async () => {
  const { say, part } = await united({ gone: PRIVATE, kept: PUBLIC });
  await say("My own thoughts", "private");
  expect(await part()).toMatchObject({
    gone: { review: "For me", visibility: "private" },
    kept: { review: "My own thoughts", visibility: "private" },
  });
});

it("makes no row of one whose every word was taken away", async () => {
  const { actor, isbn, say, part } = await united({ gone: PUBLIC, kept: PRIVATE });
  await setStatus(actor, { isbn, status: "want", day: "2024-01-01" });
  await say("", "public");
  await rate(actor, { isbn, rating: null });
  expect(await part()).toMatchObject({ gone: undefined, kept: { status: "want", rating: null } });
});
