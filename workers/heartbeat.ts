import { beat, leave } from "@/lib/jobs/commands";
import { BEAT_MS } from "@/lib/jobs/rules";
import type { Heartbeat } from "@/lib/jobs/schema";
import { log } from "@/lib/platform/log";
import { sleep } from "@/lib/platform/sleep";

/** Says every few seconds that this process is alive, until the signal fires. */
export async function runHeartbeat(
  signal: AbortSignal,
  getState: () => Pick<Heartbeat, "running" | "relayedAt">,
): Promise<void> {
  let isTroubled = false;
  while (!signal.aborted) {
    try {
      await beat(getState(), new Date());
      isTroubled = false;
    } catch (error) {
      if (!isTroubled) log.warn("heartbeat.trouble", { error });
      isTroubled = true;
    }
    await sleep(BEAT_MS, signal);
  }
  await leave();
}
