import "server-only";
import { z } from "zod";
import { log } from "@/lib/platform/log";
import { localFiles } from "@/lib/platform/storage";
import type { AuditMark } from "../schema";

/**
 * In a file, for the log and its end lie in one database: who can write there could take lines off the end, or write the
 * whole chain anew, and nothing within would show it.
 */
const KEY = "audit/end.json";

const mark = z.object({ sequence: z.int().positive(), hash: z.string().length(64) });

/** The end of the log as it was when it was last found whole; undefined: it never was, or nobody remembers. */
export async function readWitness(): Promise<AuditMark | undefined> {
  const file = await localFiles.get(KEY);
  if (!file) return undefined;
  try {
    return mark.parse(JSON.parse(file.toString("utf8")));
  } catch (error) {
    log.warn("audit.witness_unreadable", { error });
    return undefined;
  }
}

/** Remembers the end of a log that was found whole. */
export async function writeWitness({ sequence, hash }: AuditMark): Promise<void> {
  await localFiles.put(KEY, Buffer.from(JSON.stringify({ sequence, hash })));
}
