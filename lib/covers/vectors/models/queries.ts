import "server-only";
import { desc } from "drizzle-orm";
import { db } from "@/db/client";
import { completeModels, embeddings } from "@/db/schema/covers";
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
 * The model whose index answers: the wanted one as soon as it has seen every cover; until then the newest complete one
 * that is still on the disk; and where there is none, as at the very first start, the wanted one as far as it is.
 */
export async function getAnsweringModel(): Promise<ModelId> {
  const wanted = await wantedModelId();
  const complete = await listCompleteModels();
  if (complete.some((modelId) => isSameModel(modelId, wanted))) return wanted;
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
