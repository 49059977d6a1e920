import { eq, sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { db, inTransaction } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { bookProposals, books } from "@/db/schema/catalog";
import type { Actor } from "@/lib/accounts/schema";
import { decideProposals } from "../../provenance/commands";
import { claimSeries, takeBackClaims } from "./commands";
import type { MadeClaim } from "./schema";

const of = (bookId: number, name: string) => ({ bookId, series: [{ name, position: 1 }] });

const claim = (actor: Actor, bookId: number, name: string): Promise<MadeClaim[]> =>
  inTransaction((tx) => claimSeries(tx, actor, [of(bookId, name)], new Date()));

const takeBack = (made: MadeClaim[]) => inTransaction((tx) => takeBackClaims(tx, made));

/** What is proposed of a book's series, as "name: state". */
async function proposalsOf(bookId: number): Promise<string[]> {
  const rows = await db.select().from(bookProposals).where(eq(bookProposals.bookId, bookId)).orderBy(bookProposals.id);
  return rows.map(({ value, state }) => `${(value.series as { name: string }[])[0]?.name}: ${state}`);
}

const idsOf = (made: MadeClaim[]): number[] => made.flatMap((one) => ("proposalId" in one ? one.proposalId : []));

it("lets another reader's file speak when the word of the first was rejected, and takes back only its own", async () => {
  const [first, second, moderator] = [await buildUser(), await buildUser(), await buildUser({ role: "moderator" })];
  const { id: bookId } = await buildBook({ series: null });
  const junk = await claim(first, bookId, "Junk");
  // As long as one waits there are not two.
  expect(await claim(second, bookId, "Tides")).toEqual([]);
  await decideProposals(moderator, { bookId, proposalIds: idsOf(junk), as: "rejected" });
  expect(await claim(second, bookId, "Junk")).toEqual([]);
  const tides = await claim(second, bookId, "Tides");
  expect(await proposalsOf(bookId)).toEqual(["Junk: rejected", "Tides: proposed"]);
  await decideProposals(moderator, { bookId, proposalIds: idsOf(junk), as: "proposed" });
  await takeBack(tides);
  expect(await proposalsOf(bookId)).toEqual(["Junk: proposed"]);
});

it("fills by the file of who looks after the catalogue what was not rejected", async () => {
  const [reader, moderator] = [await buildUser(), await buildUser({ role: "moderator" })];
  const { id: bookId } = await buildBook({ series: null });
  const junk = await claim(reader, bookId, "Junk");
  await decideProposals(moderator, { bookId, proposalIds: idsOf(junk), as: "rejected" });
  expect(await claim(moderator, bookId, "Junk")).toEqual([]);
  expect(await claim(moderator, bookId, "Tides")).toMatchObject([{ bookId }]);
  const [book] = await db.select({ series: books.series }).from(books).where(eq(books.id, bookId));
  expect(book?.series).toEqual([{ name: "Tides", position: 1 }]);
});

it("gives one claim to one of two readers who say the same at the same time", async () => {
  const [first, second] = [await buildUser(), await buildUser()];
  const { id: bookId } = await buildBook({ series: null });
  let other: Promise<MadeClaim[]> | undefined;
  const mine = await inTransaction(async (tx) => {
    const made = await claimSeries(tx, first, [of(bookId, "Tides")], new Date("2024-01-01"));
    // It has looked before the first one is through, and waits for it with its own.
    other = claim(second, bookId, "Tides");
    await new Promise((resolve) => setTimeout(resolve, 500));
    return made;
  });
  expect([mine.length, await other]).toEqual([1, []]);
  await takeBack((await other) ?? []);
  expect(await proposalsOf(bookId)).toEqual(["Tides: proposed"]);
});

it("takes back in one order of books, so that two undos wait for one another", async () => {
  const moderator = await buildUser({ role: "moderator" });
  const ids = [(await buildBook({ series: null })).id, (await buildBook({ series: null })).id];
  const made = [...(await claim(moderator, ids[0] ?? 0, "Tides")), ...(await claim(moderator, ids[1] ?? 0, "Tides"))];
  let undo: Promise<void> | undefined;
  await inTransaction(async (tx) => {
    await tx.execute(sql`select id from ${books} where id = ${ids[0]} for update`);
    undo = takeBack(made.toReversed());
    await new Promise((resolve) => setTimeout(resolve, 300));
    // It waits for the first one, and does not hold the second one meanwhile.
    await tx.execute(sql`select id from ${books} where id = ${ids[1]} for update nowait`);
  });
  await undo;
});
