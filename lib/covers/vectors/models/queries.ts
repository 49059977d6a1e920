import "server-only";
import { desc } from "drizzle-orm";
import { db } from "@/db/client";
import { completeModels, embeddings } from "@/db/schema/covers";
import { listCoversWithoutEmbedding } from "../queries";
import type { ModelId } from "../schema";
import { findModelFiles, wantedModelId } from "./adapters/model-files";
import { isSameModel } from "./rules";

/** Models that have given every cover a vector, the one that was the wanted one last first. */
export function listCompleteModels() {
  return db
    .select({ model: completeModels.model, version: completeModels.version, completedAt: completeModels.completedAt })
    .from(completeModels)
    .orderBy(desc(completeModels.completedAt));
}

/** Models of which there are vectors, complete or not. */
export function listEmbeddedModels(): Promise<ModelId[]> {
  return db.selectDistinct({ model: embeddings.model, version: embeddings.modelVersion }).from(embeddings);
}

/**
 * The model whose index answers: the newest complete one that is still on the disk, which the wanted one becomes when it
 * has seen every cover. A wanted one that was complete before answers at once if it lacks no cover that came meanwhile.
 * Where no model is complete, as at the very first start, the wanted one answers as far as it is.
 */
export async function getAnsweringModel(): Promise<ModelId> {
  const wanted = await wantedModelId();
  const complete = await listCompleteModels();
  const rank = complete.findIndex((modelId) => isSameModel(modelId, wanted));
  if (rank === 0) return wanted;
  if (rank > 0 && (await listCoversWithoutEmbedding(wanted, 1)).length === 0) return wanted;
  for (const { model, version } of complete) {
    if (await findModelFiles({ model, version })) return { model, version };
  }
  return wanted;
}

/** The models that a new cover needs a vector of: the wanted one, and another that answers in its place. */
export async function listModelsInUse(): Promise<ModelId[]> {
  const [wanted, answering] = [await wantedModelId(), await getAnsweringModel()];
  return isSameModel(wanted, answering) ? [wanted] : [wanted, answering];
}
