import "server-only";
import { redis } from "@/lib/platform/redis";
import { type Heartbeat, heartbeat } from "../schema";

/** One field a worker process. */
const KEY = "ridizi:workers";
/** A process that was killed stays on the list for so long, for people to see. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60_000;

export async function writeHeartbeat(beat: Heartbeat): Promise<void> {
  await redis().hset(KEY, beat.id, JSON.stringify(beat));
}

export async function removeHeartbeat(id: string): Promise<void> {
  await redis().hdel(KEY, id);
}

/** Of every process that has not been stopped properly, or is at work, the last one; the latest first. */
export async function readHeartbeats(): Promise<Heartbeat[]> {
  const written = Object.values(await redis().hgetall(KEY));
  return written
    .flatMap((text) => heartbeat.safeParse(JSON.parse(text)).data ?? [])
    .sort((a, b) => b.beatAt.getTime() - a.beatAt.getTime());
}

/** Forgets processes that have been silent for a day. */
export async function forgetSilent(now: Date): Promise<void> {
  for (const { id, beatAt } of await readHeartbeats())
    if (now.getTime() - beatAt.getTime() > FORGOTTEN_AFTER_MS) await removeHeartbeat(id);
}
