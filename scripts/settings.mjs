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
  const env = withSecretFiles(fromFile, environment, root);
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

// lib/platform/secret-files.ts has the same list; a test compares them.
export const SECRET_NAMES = [
  ...["AUTH_SECRET", "DB_PASS", "REDIS_URL", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY", "GOOGLE_BOOKS_KEY"],
  ...["OIDC_CLIENT_SECRET", "MAIL_URL", "DEMO_ADMIN_PASSWORD", "DEMO_READER_PASSWORD"],
];

/** The variables with the secrets that lie in files: what is started from here gets the secrets, and no names of files. */
function withSecretFiles(fromFile, environment, root) {
  const env = { ...fromFile, ...environment };
  for (const name of SECRET_NAMES) {
    // What the environment says in one way overrules what `.env` says in the other.
    if (environment[name] && !environment[`${name}_FILE`]) delete env[`${name}_FILE`];
    if (environment[`${name}_FILE`] && !environment[name]) delete env[name];
    const file = env[`${name}_FILE`];
    delete env[`${name}_FILE`];
    if (file) env[name] = readSecretFile(name, path.resolve(root, file), env[name]);
  }
  return env;
}

function readSecretFile(name, file, value) {
  if (value)
    throw new StepFailure(`${name} and ${name}_FILE are both set.`, "Only one of the two can count: take one away.");
  let text;
  try {
    text = readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw new StepFailure(
      `${name}_FILE: ${file} cannot be read (${error.code}).`,
      "Correct the name or the rights of the file.",
    );
  }
  if (text === "") throw new StepFailure(`${name}_FILE: ${file} is empty.`, "Write the secret into it.");
  return text;
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
