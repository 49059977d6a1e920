// What the commands read from the environment and `.env`. The app's own, stricter parsing is lib/platform/env.ts;
// this file must work before a single package is installed.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { StepFailure } from "./steps.mjs";

/** The checkout: every command runs from here, wherever it was called. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/**
 * Parses the text of an env file: `NAME=value`, `export`, comments, single or double quotes. Our own few lines,
 * because `util.parseEnv` came with Node 20.12 and the site promises 20.9.
 */
export function parseEnvFile(text) {
  const values = {};
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (!match) continue;
    const [, name, raw] = match;
    const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(raw);
    values[name] = quoted ? quoted[2] : raw.replace(/(^|\s)#.*$/, "").trim();
  }
  return values;
}

/**
 * Everything the commands need to know, from `.env` with the real environment above it. Paths are absolute.
 * An empty value counts as not set. Throws StepFailure on a value that cannot be used.
 */
export function readSettings(environment = process.env, root = ROOT) {
  const envFile = path.join(root, ".env");
  const fromFile = existsSync(envFile) ? parseEnvFile(readFileSync(envFile, "utf8")) : {};
  const env = { ...fromFile, ...environment };
  const get = (name, fallback) => (env[name] === undefined || env[name] === "" ? fallback : env[name]);

  const port = wholeNumber("PORT", get("PORT", "3000"));
  return {
    env,
    port,
    host: get("HOST", "0.0.0.0"),
    appUrl: get("APP_URL", `http://localhost:${port}`),
    dataDir: path.resolve(root, get("DATA_DIR", "data/var")),
    modelsDir: path.resolve(root, get("MODELS_DIR", "data/models")),
    database: {
      host: get("DB_HOST"),
      port: wholeNumber("DB_PORT", get("DB_PORT", "3306")),
      user: identifier("DB_USER", get("DB_USER", "ridizi")),
      password: get("DB_PASS"),
      name: identifier("DB_NAME", get("DB_NAME", "ridizi")),
    },
    redisUrl: get("REDIS_URL"),
    secrets: {
      authSecret: get("AUTH_SECRET"),
      demoAdminPassword: get("DEMO_ADMIN_PASSWORD"),
      demoReaderPassword: get("DEMO_READER_PASSWORD"),
    },
  };
}

function wholeNumber(name, value) {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0 && number < 65536) return number;
  throw new StepFailure(`${name} is "${value}", which is no port number.`, `Set ${name} to a number from 1 to 65535.`);
}

// These two go into SQL of our own at the first start, so only plain names are taken.
function identifier(name, value) {
  if (/^[A-Za-z0-9_]{1,32}$/.test(value)) return value;
  throw new StepFailure(`${name} is "${value}".`, `Use letters, digits and underscores in ${name}, 32 at most.`);
}
