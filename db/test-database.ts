import { randomBytes } from "node:crypto";
import path from "node:path";
import { startServices } from "../scripts/services.mjs";
import { createTemporaryDataDir } from "../scripts/temporary.mjs";

/**
 * Vitest's global set-up of the `db` project: a MariaDB and a Redis of the run's own, in a temporary directory that
 * goes when the run ends. `db/test-worker.ts` gives each worker its own database in them.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const { dir, remove } = await createTemporaryDataDir("vitest");
  const services = await startServices({
    dataDir: dir,
    settings: { database: { name: "ridizi", user: "ridizi" } },
    isTest: true,
  });
  Object.assign(process.env, services.env, {
    DATA_DIR: dir,
    MODELS_DIR: path.resolve("data/models"),
    AUTH_SECRET: randomBytes(32).toString("base64url"),
    LOG_LEVEL: "silent",
  });
  return async () => {
    await services.stop();
    remove();
  };
}
