import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { completeModels, embeddings } from "@/db/schema/covers";
import type { ModelId } from "../schema";
import { forgetModelFiles, keepModelFiles } from "./adapters/model-files";

/** Rows of one statement, so that no lock is held for long. */
const DELETED_AT_ONCE = 1_000;

/** Lets a model answer from now on, and keeps its files for the day when the product brings another version of it. */
export async function completeModel({ model, version }: ModelId): Promise<void> {
  await keepModelFiles({ model, version });
  await db
    .insert(completeModels)
    .values({ model, version })
    .onDuplicateKeyUpdate({ set: { completedAt: sql`utc_timestamp(3)` } });
}

/** Takes a model's vectors and files away. First it stops answering, last its rows go, so that it may be cut short. */
export async function forgetModel({ model, version }: ModelId, signal?: AbortSignal): Promise<void> {
  await db.delete(completeModels).where(and(eq(completeModels.model, model), eq(completeModels.version, version)));
  await forgetModelFiles({ model, version });
  for (;;) {
    signal?.throwIfAborted();
    const [{ affectedRows }] = await db
      .delete(embeddings)
      .where(and(eq(embeddings.model, model), eq(embeddings.modelVersion, version)))
      .limit(DELETED_AT_ONCE);
    if (affectedRows < DELETED_AT_ONCE) return;
  }
}
