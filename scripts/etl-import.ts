import { importSource } from "@/lib/etl/commands";
import { runEtlCommand } from "./etl-harness";
import { openGiven, SOURCE_OPTIONS, SOURCE_USAGE, sourceHooks, sourceOutcome } from "./etl-steps";

await runEtlCommand({
  usage: `Usage: npm run etl:import -- --file metadata.json
       npm run etl:import -- --csv FILE
Brings books into the catalogue. Known ones are given what they lack; nothing that is there is overwritten.
${SOURCE_USAGE}`,
  options: { file: { type: "string" }, csv: { type: "string" }, ...SOURCE_OPTIONS },
  run: async (context) => {
    const { file, csv } = context.values;
    if (!file === !csv) return { failed: "Name one file: --file metadata.json or --csv FILE.", isUsage: true };
    const opened = await openGiven(String(file ?? csv), context);
    if (!opened.source) return opened;
    const { source } = opened;
    const result = await importSource(source, sourceHooks(source, "import", context));
    return result.ok ? sourceOutcome(source, result.summary) : { failed: result.message ?? result.reason };
  },
});
