import "server-only";
import type { Actor } from "@/lib/accounts/schema";
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
 * Does an act once, however often it is sent: whose answer got lost on the way gets it again, with the undo. An act that threw
 * may be sent again and is then done.
 */
export async function actOnce(actor: Actor, { actId, act }: RepeatableActInput): Promise<Done> {
  const key = `ridizi:act:${actor.id}:${actId}`;
  const isFirst = (await redis().set(key, AT_WORK, "EX", KEPT_SECONDS, "NX")) === "OK";
  if (!isFirst) return awaitAnswer(key);
  try {
    const done = await actOnScan(actor, act);
    await redis().set(key, JSON.stringify(done), "EX", KEPT_SECONDS);
    return done;
  } catch (error) {
    await redis().del(key);
    throw error;
  }
}

async function awaitAnswer(key: string): Promise<Done> {
  for (const until = Date.now() + WAIT_MS; Date.now() < until; await sleep(LOOK_EVERY_MS)) {
    const kept = await redis().get(key);
    if (kept === null) break;
    if (kept !== AT_WORK) return JSON.parse(kept) as Done;
  }
  return fail("at_work", "This is still being done. Please try again in a moment.");
}
