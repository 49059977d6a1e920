import { expect, it } from "vitest";
import { db, inTransaction, type Tx } from "@/db/client";
import { buildUser } from "@/db/factories";
import { places } from "@/db/schema/copies";
import { findOrMakePlaces } from "@/lib/copies/importing/commands";
import { ensureLibrary } from "@/lib/households/commands";
import { isLostRace } from "./commands";

it("makes the same labelled place for two accounts that bring one export at once, the label once", async () => {
  const libraries = [await ensureLibrary(await buildUser()), await ensureLibrary(await buildUser())];
  const path = [{ kind: "room" as const, name: "Hall", code: "RACE2345" }];
  const bring = (tx: Tx, at: number) => findOrMakePlaces(tx, libraries[at]?.libraryId ?? 0, [path]);
  let other: Promise<unknown> | undefined;
  await inTransaction(async (tx) => {
    await bring(tx, 0);
    // It has seen no such label, and waits with its own until the first one is through.
    other = inTransaction((one) => bring(one, 1), isLostRace);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }, isLostRace);
  await other;
  const made = (await db.select().from(places)).filter(({ name }) => name === "Hall");
  expect(made).toHaveLength(2);
  expect(made.filter(({ code }) => code === "RACE2345")).toHaveLength(1);
});
