import path from "node:path";
import { convertSource } from "@/lib/etl/commands";
import { runEtlCommand } from "./etl-harness";
import { openGiven, SOURCE_OPTIONS, SOURCE_USAGE, sourceHooks, sourceOutcome } from "./etl-steps";

await runEtlCommand({
  usage: `Usage: npm run etl:convert -- --csv FILE --out metadata.json
Brings a table of books into the one format that etl:import takes too. \`imported\` counts the records written.
${SOURCE_USAGE}`,
  options: { csv: { type: "string" }, out: { type: "string" }, ...SOURCE_OPTIONS },
  required: ["csv", "out"],
  run: async (context) => {
    const { csv, out } = context.values;
    const opened = await openGiven(String(csv), context);
    if (!opened.source) return opened;
    const { source } = opened;
    const summary = await convertSource(source, path.resolve(String(out)), sourceHooks(source, "convert", context));
    return sourceOutcome(source, summary);
  },
});
