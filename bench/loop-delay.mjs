// Loaded before the server by bench/site.mjs: tells the bench, over the channel between the two processes, by how much
// the event loop was late since it was asked last. The server itself knows nothing of it.
import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 5;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

/** The histogram holds whole intervals between two ticks of its timer. */
const lateMs = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);

process.on("message", (message) => {
  if (message !== "loop-delay") return;
  process.send?.({
    loopDelay: { p50: lateMs(delay.percentile(50)), p99: lateMs(delay.percentile(99)), max: lateMs(delay.max) },
  });
  delay.reset();
});
// The channel alone must not keep the server from ending.
process.channel?.unref();
