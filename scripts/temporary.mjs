// Data directories that live as long as the process that made them: for tests and benches.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { endLeftovers, isRunning, leftoverNames, readRecord, recordProcess } from "./processes.mjs";

const HOME = path.join(os.tmpdir(), `ridizi-temporary-${os.userInfo().uid}`);
const OWNER = "owner";
const REMAINS_MS = 60 * 60_000;

/**
 * Makes an empty data directory of this process and returns `{ dir, remove }`. Directories whose process was killed
 * before it could tidy up are removed first, with the services that still ran in them.
 */
export async function createTemporaryDataDir(label) {
  mkdirSync(HOME, { recursive: true, mode: 0o700 });
  await removeAbandoned();
  const dir = mkdtempSync(path.join(HOME, `${label}-`));
  recordProcess(dir, OWNER, process.pid);
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }) };
}

async function removeAbandoned() {
  for (const name of readdirSync(HOME)) {
    const dir = path.join(HOME, name);
    const owner = readRecord(path.join(dir, `${OWNER}.json`));
    if (isRunning(owner)) continue;
    // A directory without a record is being made at this moment by somebody else, or is what a removal left over.
    if (!owner && Date.now() - statSync(dir).mtimeMs < REMAINS_MS) continue;
    const runDir = path.join(dir, "run");
    if (existsSync(runDir)) await endLeftovers(runDir, leftoverNames(runDir), dir);
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}
