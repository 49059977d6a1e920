import { runEtlCommand } from "./etl-harness";
import { runCovers, runIndex } from "./etl-steps";

await runEtlCommand({
  usage: `Usage: npm run etl:covers -- --covers DIR [--now]
Takes the pictures of a folder that are named by an ISBN (10 or 13 digits, with or without hyphens) as covers of those
books. The worker makes them findable; --now does so at once, for a site whose worker is not running.
`,
  options: { covers: { type: "string" }, now: { type: "boolean" } },
  required: ["covers"],
  run: async (context) => {
    const stored = await runCovers(String(context.values.covers), context);
    if ("failed" in stored || !stored.isFinished || !context.values.now) return stored;
    const indexed = await runIndex(context);
    if ("failed" in indexed) return indexed;
    const details = { ...stored.details, ...indexed.details };
    const counts = { ...stored.counts };
    const lines = [...stored.lines, ...indexed.lines];
    return { counts, isFinished: indexed.isFinished, isWhole: indexed.counts.rejected === 0, details, lines };
  },
});
