import "server-only";
import { inTransaction, type Tx } from "@/db/client";
import type { Actor } from "@/lib/accounts/schema";
import { canEditCollection } from "../policy";
import { holdCollections } from "../queries";
import { collectionNotFound } from "../rules";

type Held = Awaited<ReturnType<typeof holdCollections>>[number];

/** Does something with a collection of the actor's, which stays as it was found until that is done. */
export const withOwnCollection = <Value>(
  actor: Actor,
  collectionId: number,
  work: (tx: Tx, held: Held) => Promise<Value>,
) =>
  inTransaction(async (tx) => {
    const [held] = await holdCollections(tx, [collectionId]);
    return held && canEditCollection(actor, held) ? work(tx, held) : collectionNotFound();
  });
