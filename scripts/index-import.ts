import path from "node:path";
import { parseArgs } from "node:util";
import { closeDatabase } from "@/db/client";
import { importVectors } from "@/lib/covers/vectors/exchange/commands";
import type { RowProblem } from "@/lib/covers/vectors/exchange/schema";
import type { ModelId } from "@/lib/covers/vectors/schema";
import { redis } from "@/lib/platform/redis";

const USAGE = `Usage: npm run index:import -- [--dry-run] [--json] [--model NAME@VERSION] DIR
Takes the vectors in DIR, as index:export writes them, for the covers that the catalogue has. --model names the model of
files that say nothing of it.`;

const OPTIONS = { "dry-run": { type: "boolean" }, json: { type: "boolean" }, model: { type: "string" } } as const;

const REASONS: Record<RowProblem, string> = {
  not_a_cover_name: "is not the name of a cover",
  not_in_the_catalogue: "is no cover of this catalogue",
  another_picture: "is of another picture than the book's cover here",
  named_twice: "comes a second time",
  not_of_unit_length: "has not the length 1",
};

/** Rejected rows that are named one by one; `--json` names all. */
const SHOWN_MAX = 20;

function readModel(text: string): ModelId | undefined {
  const [, model, version] = /^(.+)@([^@]+)$/.exec(text) ?? [];
  return model && version ? { model, version } : undefined;
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
    const [folder] = positionals;
    const assumed = values.model === undefined ? undefined : readModel(values.model);
    if (!folder || positionals.length !== 1 || (values.model !== undefined && !assumed)) return undefined;
    return { ...values, assumed, folder: path.resolve(folder) };
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
  const { folder, assumed, json, "dry-run": isDryRun = false } = given;
  const result = await importVectors(folder, { isDryRun, assumed });
  if (json) console.log(JSON.stringify({ ...result, isDryRun }));
  if (!result.ok) {
    if (!json) console.error(result.message);
    process.exitCode = 1;
    return;
  }
  const { rows, stored, present, rejected } = result;
  if (rejected.length > 0) process.exitCode = 1;
  if (json) return;
  for (const { row, name, reason } of rejected.slice(0, SHOWN_MAX))
    console.error(`row ${row}: ${name || "without a name"} ${REASONS[reason]}`);
  if (rejected.length > SHOWN_MAX) console.error(`and ${rejected.length - SHOWN_MAX} more`);
  const verb = isDryRun ? "would be taken in" : "taken in";
  console.log(`${rows} rows: ${stored} ${verb}, ${present} there already, ${rejected.length} rejected`);
}

await main();
redis().disconnect();
await closeDatabase();
