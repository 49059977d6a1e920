import "server-only";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { z } from "zod";
import { log } from "@/lib/platform/log";
import { withRedis } from "./shared-state";

const HOUR_MS = 3_600_000;
/** A day is long enough for a crawl to be taken up again; what nobody knew may be known within the hour. */
const TTL_MS = { whole: 24 * HOUR_MS, lacking: HOUR_MS };
/** Larger answers are pages of lists, which are not asked for twice; Redis also holds the queues. */
const BYTES_MAX = 64_000;

const zip = promisify(gzip);
const unzip = promisify(gunzip);

const cachedResponse = z.object({ isNotFound: z.boolean(), body: z.string() });
export type CachedResponse = z.output<typeof cachedResponse>;

/** The name of an answer: by address, without the operator's key. */
export function cacheKey(service: string, url: URL): string {
  const address = new URL(url);
  address.searchParams.delete("key");
  return `ridizi:provider:${service}:answer:${createHash("sha256").update(address.href).digest("base64url")}`;
}

/** What was answered lately, or undefined; what cannot be read is not there. */
export async function getCached(key: string): Promise<CachedResponse | undefined> {
  const bytes = await withRedis((client) => client.getBuffer(key));
  if (!bytes) return undefined;
  try {
    return cachedResponse.parse(JSON.parse((await unzip(bytes)).toString("utf8")));
  } catch (error) {
    log.warn("enrichment.cache_unreadable", { key, error });
    return undefined;
  }
}

/** Keeps an answer; one that lacks something that was asked for, for a shorter time. */
export async function putCached(key: string, response: CachedResponse, isLacking: boolean): Promise<void> {
  const bytes = await zip(JSON.stringify(response));
  if (bytes.length > BYTES_MAX) return;
  await withRedis((client) => client.set(key, bytes, "PX", isLacking ? TTL_MS.lacking : TTL_MS.whole));
}
