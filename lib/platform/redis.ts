import "server-only";
import { Redis } from "ioredis";
import { env } from "./env";
import { log } from "./log";
import { singleton } from "./singleton";

const CONNECT_TIMEOUT_MS = 2_000;
const COMMAND_TIMEOUT_MS = 1_500;

function connect(name: string, options: { maxRetriesPerRequest: number | null }): Redis {
  const isForRequests = options.maxRetriesPerRequest !== null;
  const client = new Redis(env().redisUrl, {
    ...options,
    connectionName: `ridizi-${name}`,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // A request must not hang on a Redis that has stopped answering; a blocking read may wait as long as it likes.
    ...(isForRequests ? { commandTimeout: COMMAND_TIMEOUT_MS } : {}),
    retryStrategy: (attempt) => Math.min(attempt * 200, 3_000),
  });
  let wasReported = false;
  client.on("error", (error) => {
    if (!wasReported) log.warn("redis.unreachable", { connection: name, error });
    wasReported = true;
  });
  client.on("ready", () => {
    wasReported = false;
  });
  return client;
}

/** The connection of request handlers: fails fast when Redis is away. */
export const redis = () => singleton("redis", () => connect("request", { maxRetriesPerRequest: 1 }));

/** A connection for blocking reads and subscriptions (BullMQ workers want `null` retries). The caller closes it. */
export const newBlockingRedis = (name: string) => connect(name, { maxRetriesPerRequest: null });
