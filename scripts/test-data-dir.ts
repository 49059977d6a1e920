import path from "node:path";
import { createTemporaryDataDir } from "./temporary.mjs";

/** Vitest's global set-up of the `unit` project: whatever a test writes lands in a directory that goes with the run. */
export default async function setup(): Promise<() => void> {
  const { dir, remove } = await createTemporaryDataDir("vitest");
  Object.assign(process.env, { DATA_DIR: dir, MODELS_DIR: path.resolve("data/models"), LOG_LEVEL: "silent" });
  return remove;
}
