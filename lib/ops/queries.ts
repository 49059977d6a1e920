import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { getDetailState, getNewestFeatureSeq } from "@/lib/covers/features/queries";
import { getIndexState, getNewestSeq } from "@/lib/covers/vectors/queries";
import { redis } from "@/lib/platform/redis";

/** A probe that hangs is a service that is away. */
const PROBE_TIMEOUT_MS = 2_000;

async function works(probe: () => Promise<unknown>): Promise<boolean> {
  const timeout = new Promise<false>((resolve) => setTimeout(resolve, PROBE_TIMEOUT_MS, false).unref());
  const answer = probe().then(
    () => true,
    () => false,
  );
  return Promise.race([answer, timeout]);
}

/**
 * Can this process recognise a book? Needs the database, the encoder and a filled index. Without Redis reading goes on,
 * so that is told but does not decide.
 */
export async function getReadiness() {
  const [database, cache, index] = await Promise.all([
    works(() => db.execute(sql`select 1`)),
    works(() => redis().ping()),
    getIndexState().catch(() => undefined),
  ]);
  const newestSeq = database && index ? await getNewestSeq(index.modelId).catch(() => index.seq) : 0;
  const details = getDetailState();
  const newestFeature = database && details ? await getNewestFeatureSeq().catch(() => details.seq) : 0;
  const covers = index?.size ?? 0;
  return {
    ready: database && covers > 0,
    checks: { database, redis: cache, index: index !== undefined },
    index: index ? { ...index.modelId, covers, behind: Math.max(0, newestSeq - index.seq) } : null,
    // Without them covers are compared by look alone, so it is told but does not decide.
    details: details
      ? { extractor: details.extractor, covers: details.size, behind: Math.max(0, newestFeature - details.seq) }
      : null,
    // A model that is made ready to take the place of the one that answers, and the covers that it has seen.
    next: index?.next ? { ...index.next.modelId, covers: index.next.size } : null,
  };
}
