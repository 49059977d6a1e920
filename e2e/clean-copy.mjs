// A copy of the working tree as a new user has it: what git tracks or would, and nothing that was made here.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ROOT } from "../scripts/settings.mjs";

const NOT_COPIED = new Set([
  "node_modules",
  ".next",
  "dist",
  ".git",
  ".env",
  "var",
  "test-results",
  "playwright-report",
]);

/**
 * Copies the tree into a temporary folder whose name holds a space, and returns `{ dir, remove }`. With
 * `withPackages` the installed packages come along as hard links, which takes a second instead of an installation.
 */
export function makeCleanCopy({ withPackages }) {
  const dir = path.join(realpathSync(mkdtempSync(path.join(os.tmpdir(), "ridizi-smoke-"))), "a clean copy");
  mkdirSync(dir);
  for (const file of listFiles()) {
    // git still lists what was deleted and not yet committed.
    if (existsSync(path.join(ROOT, file))) cpSync(path.join(ROOT, file), path.join(dir, file), { recursive: true });
  }
  if (withPackages) execFileSync("cp", ["-al", path.join(ROOT, "node_modules"), path.join(dir, "node_modules")]);
  return { dir, remove: () => rmSync(path.dirname(dir), { recursive: true, force: true, maxRetries: 3 }) };
}

function listFiles() {
  try {
    const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    return execFileSync("git", args, { cwd: ROOT, encoding: "utf8", maxBuffer: 1e8 }).split("\0").filter(Boolean);
  } catch {
    // No git, or a source archive without its history.
    return filesBelow("");
  }
}

function filesBelow(folder) {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .filter(({ name }) => !NOT_COPIED.has(name))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(path.join(folder, entry.name)) : [path.join(folder, entry.name)],
    );
}
