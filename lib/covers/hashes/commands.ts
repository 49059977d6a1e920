import "server-only";
import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { covers } from "@/db/schema/covers";
import { log } from "@/lib/platform/log";
import { getFile } from "@/lib/platform/storage";
import { hashStored } from "../adapters/picture";
import { FILL_MS } from "../changes/rules";
import { coverKey } from "../rules";
import { listUnhashedCovers } from "./queries";

const BATCH = 100;
/** Files that are read and decoded at once. */
const AT_ONCE = 2;

/**
 * Looks at covers of which it is not known what they look like, for most of a minute at a time. One whose file is lost or
 * damaged is passed over, and looked at again by the next call. Twice is once.
 */
export async function fillHashes(signal?: AbortSignal): Promise<{ hashed: number; lost: number }> {
  const pause = AbortSignal.timeout(FILL_MS);
  let [after, hashed, lost] = [0, 0, 0];
  for (;;) {
    const batch = await listUnhashedCovers(BATCH, after);
    for (let at = 0; at < batch.length; at += AT_ONCE) {
      if (pause.aborted || signal?.aborted) return { hashed, lost };
      const done = await Promise.all(batch.slice(at, at + AT_ONCE).map(hashCover));
      hashed += done.filter(Boolean).length;
      lost += done.filter((isDone) => !isDone).length;
    }
    const last = batch.at(-1);
    if (!last) return { hashed, lost };
    after = last.id;
  }
}

async function hashCover({ id, sha256 }: { id: number; sha256: string }): Promise<boolean> {
  const jpeg = await getFile(coverKey(sha256));
  const phash =
    jpeg && (await hashStored(jpeg).catch((error) => log.warn("covers.hash_failed", { coverId: id, error })));
  if (!phash) return false;
  await db.update(covers).set({ phash }).where(eq(covers.id, id));
  return true;
}
