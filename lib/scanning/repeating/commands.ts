import "server-only";
import { createHash } from "node:crypto";
import type { Actor } from "@/lib/accounts/schema";
import { doOnce } from "@/lib/platform/once";
import { redis } from "@/lib/platform/redis";
import { fail } from "@/lib/platform/result";
import { sleep } from "@/lib/platform/sleep";
import { actOnScan } from "../commands";
import type { RepeatableActInput } from "../schema";

/** Whoever tries again does so while the book is in their hand. */
const KEPT_SECONDS = 15 * 60;
const WAIT_MS = 5_000;
const LOOK_EVERY_MS = 100;
const AT_WORK = "";

type Done = Awaited<ReturnType<typeof actOnScan>>;

/**
 * Does an act once, however often it is sent: whose answer got lost on the way gets it again, with the undo. An act that was
 * refused or threw may be sent again and is then done.
 */
export async function actOnce(actor: Actor, { actId, act }: RepeatableActInput): Promise<Done> {
  // With what it does: the same name for another act is another act.
  const print = createHash("sha256").update(JSON.stringify(act)).digest("base64url");
  const key = `ridizi:act:${actor.id}:${actId}:${print}`;
  const own: { done?: Done } = {};
  const found = await doOnce(key, { mark: AT_WORK, keptSeconds: KEPT_SECONDS }, async () => {
    own.done = await actOnScan(actor, act);
    return own.done.ok ? JSON.stringify(own.done) : null;
  });
  return own.done ?? (found ? (JSON.parse(found) as Done) : awaitAnswer(key));
}

async function awaitAnswer(key: string): Promise<Done> {
  for (const until = Date.now() + WAIT_MS; Date.now() < until; await sleep(LOOK_EVERY_MS)) {
    const kept = await redis().get(key);
    if (kept === null) break;
    if (kept !== AT_WORK) return JSON.parse(kept) as Done;
  }
  return fail("at_work", "This is still being done. Please try again in a moment.");
}
