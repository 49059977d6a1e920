import "server-only";
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { cp, mkdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { env } from "@/lib/platform/env";
import { singleton } from "@/lib/platform/singleton";
import type { ModelId } from "../../schema";

/** Weights by preference: the file name says how transformers.js must be told to load it. */
const WEIGHTS = [
  { file: "vision_model.onnx", dtype: "fp32" },
  { file: "vision_model_quantized.onnx", dtype: "q8" },
] as const;

/** A model on this machine's disk. */
export type ModelFiles = { folder: string; version: string; dtype: (typeof WEIGHTS)[number]["dtype"] };

/** Copies of models that answered lie here under their version, so that an update of the product takes none away. */
const keptFolder = (version: string) => path.join(env().dataDir, "models", version);

/** The first digits of the weights' hash. They are read once, and again only after the file has changed. */
async function hashOf(file: string): Promise<string> {
  const hashes = singleton("model-hashes", () => new Map<string, string>());
  const { size, mtimeMs } = await stat(file);
  const key = `${file} ${size} ${mtimeMs}`;
  const known = hashes.get(key);
  if (known) return known;
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  const version = hash.digest("hex").slice(0, 12);
  hashes.set(key, version);
  return version;
}

async function readFolder(folder: string): Promise<ModelFiles | undefined> {
  for (const { file, dtype } of WEIGHTS) {
    const weights = path.join(folder, "onnx", file);
    if (existsSync(weights)) return { folder, dtype, version: await hashOf(weights) };
  }
  return undefined;
}

/** The files of exactly this version of a model: those installed under its name, or the copy that was kept. */
export async function findModelFiles({ model, version }: ModelId): Promise<ModelFiles | undefined> {
  for (const folder of [path.join(env().modelsDir, model), keptFolder(version)]) {
    const files = await readFolder(folder);
    if (files?.version === version) return files;
  }
  return undefined;
}

async function readWantedModel(): Promise<ModelId> {
  const { model } = env().covers;
  const files = await readFolder(path.join(env().modelsDir, model));
  if (!files) {
    throw new Error(
      `The model ${model} is not in ${env().modelsDir}. \`npm run models:fetch\` fetches Xenova/clip-vit-base-patch32; ridizi-cover comes with the product.`,
    );
  }
  return { model, version: files.version };
}

/**
 * The model that `COVER_MODEL` names, as it was when this process first asked: weights that are exchanged under a running
 * process count from its next start.
 */
export function wantedModelId(): Promise<ModelId> {
  const slot = singleton<{ reading?: Promise<ModelId> }>("wanted-model", () => ({}));
  slot.reading ??= readWantedModel().catch((error) => {
    slot.reading = undefined;
    throw error;
  });
  return slot.reading;
}

/** Copies the files that encode pictures aside, where the next update of the product does not reach. Twice is once. */
export async function keepModelFiles(modelId: ModelId): Promise<void> {
  const files = await findModelFiles(modelId);
  const kept = keptFolder(modelId.version);
  if (!files || files.folder === kept || existsSync(kept)) return;
  const weights = WEIGHTS.find(({ dtype }) => dtype === files.dtype)?.file ?? "";
  const aside = `${kept}.part`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(path.join(aside, "onnx"), { recursive: true });
  for (const file of ["config.json", "preprocessor_config.json", path.join("onnx", weights)])
    await cp(path.join(files.folder, file), path.join(aside, file));
  await rename(aside, kept);
}

/** Removes the copy that was kept; what is installed stays. */
export async function forgetModelFiles({ version }: ModelId): Promise<void> {
  await rm(keptFolder(version), { recursive: true, force: true });
}
