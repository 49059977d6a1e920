import "server-only";
import { Redis } from "ioredis";
import { env } from "./env";
import { log } from "./log";
import { singleton } from "./singleton";

function connect(name: string, options: { maxRetriesPerRequest: number | null }): Redis {
  const client = new Redis(env().redisUrl, {
    ...options,
    connectionName: `ridizi-${name}`,
    // Requests must fail fast while Redis is away; the connection itself is retried for ever.
    enableOfflineQueue: options.maxRetriesPerRequest === null,
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
