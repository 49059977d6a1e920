// A Redis of our own inside the data directory.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { greetRedis, until } from "./network.mjs";

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

export const redisAddress = (port, password) => `redis://:${password}@127.0.0.1:${port}/0`;

/** The process to run, for the supervisor. The password is in a file of the owner's, not on the command line. */
export function redisProcess({ program, servicesDir, port, password, isTest }) {
  const dir = path.join(servicesDir, "redis");
  const configFile = path.join(servicesDir, "redis.conf");
  const url = redisAddress(port, password);
  return {
    name: "redis",
    url,
    command: program,
    args: [configFile],
    cwd: servicesDir,
    prepare: () => {
      mkdirSync(dir, { recursive: true });
      writeFileSync(configFile, config({ dir, port, password, isTest }), { mode: 0o600 });
    },
    ready: (isOver) => until(() => greetRedis(url), READY_TIMEOUT_MS, isOver),
    stopTimeoutMs: STOP_TIMEOUT_MS,
  };
}

// Queued jobs must survive a restart, so every write is logged, and nothing is thrown out when memory runs short.
function config({ dir, port, password, isTest }) {
  return [
    `port ${port}`,
    "bind 127.0.0.1",
    "daemonize no",
    `dir ${JSON.stringify(dir)}`,
    `requirepass ${password}`,
    `appendonly ${isTest ? "no" : "yes"}`,
    'save ""',
    "maxmemory-policy noeviction",
    // Each worker of a test run takes one, by its number.
    ...(isTest ? ["databases 256"] : []),
    "",
  ].join("\n");
}
