// Passwords and keys of one installation: drawn at random once, kept beside its data.
import { randomBytes, randomInt } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { StepFailure } from "./steps.mjs";

// Without the letters and digits that look alike, because people type the demo passwords on phones.
const LEGIBLE = "abcdefghijkmnpqrstuvwxyz23456789";

const GENERATORS = {
  authSecret: () => randomBytes(32).toString("base64url"),
  databasePassword: () => randomBytes(24).toString("hex"),
  databaseRootPassword: () => randomBytes(24).toString("hex"),
  redisPassword: () => randomBytes(24).toString("hex"),
  demoAdminPassword: legiblePassword,
  demoReaderPassword: legiblePassword,
};

/**
 * The secrets of the installation in `dataDir`, made on first use and stable afterwards; the file is readable by its
 * owner only. Values in `overrides` (from the environment) win and are not written down.
 */
export function readSecrets(dataDir, overrides = {}) {
  const file = path.join(dataDir, "secrets.json");
  const kept = readKept(file);
  const secrets = { ...kept };
  for (const [name, generate] of Object.entries(GENERATORS)) secrets[name] ??= generate();
  if (Object.keys(secrets).length > Object.keys(kept).length) {
    mkdirSync(dataDir, { recursive: true });
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    renameSync(partial, file);
  } else {
    chmodSync(file, 0o600);
  }
  for (const [name, value] of Object.entries(overrides)) if (value) secrets[name] = value;
  return secrets;
}

function readKept(file) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return {};
    throw new StepFailure(
      `${file} cannot be read (${error.code}).`,
      "Run as the user who owns the data directory, or choose another one: DATA_DIR=… npm run up",
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new StepFailure(
      `${file} is damaged.`,
      "Put back a copy of it. The database next to it opens only with the passwords in this file.",
    );
  }
}

function legiblePassword() {
  const group = () => Array.from({ length: 4 }, () => LEGIBLE[randomInt(LEGIBLE.length)]).join("");
  return `${group()}-${group()}-${group()}`;
}
