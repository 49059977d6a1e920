// Known holes in the packages that a running site uses: fails for serious ones that nobody has looked at.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "./settings.mjs";

const SERIOUS = new Set(["high", "critical"]);
const TIMEOUT_MS = 60_000;

/**
 * What a report of `npm audit --json` comes to: `unknown` where the registry has none to give, else the serious advisories
 * that no exception covers, and the exceptions that are of no use any more. An exception is `{ id, reason, until }`.
 */
export function judge(report, exceptions, today) {
  if (report?.error || !report?.vulnerabilities)
    return { unknown: report?.error?.summary || report?.error?.code || "no answer that can be read" };
  // Entries that only pass on what another package brings name that one instead.
  const advisories = Object.values(report.vulnerabilities)
    .flatMap(({ via }) => via)
    .filter((one) => typeof one === "object" && SERIOUS.has(one.severity));
  const found = new Map(advisories.map((one) => [idOf(one), one]));
  const valid = new Set(exceptions.filter(({ until }) => until >= today).map(({ id }) => id));
  return {
    open: [...found]
      .filter(([id]) => !valid.has(id))
      .map(([id, one]) => `${one.name}: ${one.title} (${one.severity}, ${id})`),
    useless: exceptions.filter(({ id, until }) => !found.has(id) || until < today).map(({ id }) => id),
  };
}

const idOf = ({ url, source }) => /GHSA-[\w-]+/.exec(url ?? "")?.[0] ?? String(source);

/** Asks the registry; resolves with the text of its report, whatever npm's exit code says. */
function askRegistry() {
  return new Promise((resolve) => {
    const args = ["audit", "--omit=dev", "--json"];
    execFile("npm", args, { cwd: ROOT, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 }, (_, stdout) =>
      resolve(stdout),
    );
  });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function main() {
  const { exceptions } = JSON.parse(readFileSync(path.join(ROOT, "scripts", "advisories.json"), "utf8"));
  const verdict = judge(parse(await askRegistry()), exceptions, new Date().toISOString().slice(0, 10));
  if (verdict.unknown !== undefined) {
    // Offline, or a mirror without advisories: nothing is known, which is no reason to stop anybody's work.
    console.log(`The registry told of no advisories (${verdict.unknown}): not checked.`);
    return;
  }
  for (const id of verdict.useless)
    console.log(`The exception ${id} in scripts/advisories.json is of no use any more.`);
  for (const line of verdict.open) console.error(line);
  if (verdict.open.length === 0) console.log("No serious advisory about a package of the site.");
  else console.error("Update these, or say in scripts/advisories.json why they do not concern us, and until when.");
  process.exitCode = verdict.open.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
