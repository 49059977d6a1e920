import path from "node:path";
import { convertSource } from "@/lib/etl/commands";
import { runEtlCommand } from "./etl-harness";
import { checkFolder, openGiven, SOURCE_OPTIONS, SOURCE_USAGE, sourceHooks, sourceOutcome } from "./etl-steps";

await runEtlCommand({
  usage: `Usage: npm run etl:convert -- --csv FILE --out metadata.json
Brings a table of books into the one format that etl:import takes too. \`imported\` counts the records written.
${SOURCE_USAGE}`,
  options: { csv: { type: "string" }, out: { type: "string" }, ...SOURCE_OPTIONS },
  required: ["csv", "out"],
  run: async (context) => {
    const { csv, out } = context.values;
    const place = path.resolve(String(out));
    const missing = await checkFolder(path.dirname(place));
    if (missing) return missing;
    if (!(await checkFolder(place))) return { failed: `${out} is a folder: name the file in it.` };
    const opened = await openGiven(String(csv), context);
    if (!opened.source) return opened;
    const { source } = opened;
    const summary = await convertSource(source, place, sourceHooks(source, "convert", context));
    return sourceOutcome(source, summary);
  },
});
