import path from "node:path";
import { parseArgs } from "node:util";
import { closeDatabase } from "@/db/client";
import { exportVectors } from "@/lib/covers/vectors/exchange/commands";
import { EXCHANGE_FILES } from "@/lib/covers/vectors/exchange/schema";
import { redis } from "@/lib/platform/redis";

const USAGE = `Usage: npm run index:export -- [--dry-run] [--json] DIR
Writes the vectors of all covers into DIR: ${Object.values(EXCHANGE_FILES).join(", ")}.`;

const OPTIONS = { "dry-run": { type: "boolean" }, json: { type: "boolean" } } as const;

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
    const [folder] = positionals;
    return folder && positionals.length === 1 ? { ...values, folder: path.resolve(folder) } : undefined;
  } catch {
    return undefined;
  }
}

async function main(): Promise<void> {
  const given = readArguments();
  if (!given) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const { folder, json, "dry-run": isDryRun = false } = given;
  const { modelId, rows } = await exportVectors(folder, { isDryRun });
  if (json) console.log(JSON.stringify({ ...modelId, rows, folder, files: Object.values(EXCHANGE_FILES), isDryRun }));
  else {
    const model = `${modelId.model}@${modelId.version}`;
    console.log(`${rows} vectors of ${model} ${isDryRun ? "would be written" : "are"} in ${folder}`);
  }
}

await main();
redis().disconnect();
await closeDatabase();
