import { importSource } from "@/lib/etl/commands";
import { env } from "@/lib/platform/env";
import { runEtlCommand, sayCounts } from "./etl-harness";
import {
  checkFolder,
  openGiven,
  runCovers,
  runEnrich,
  runIndex,
  SOURCE_OPTIONS,
  SOURCE_USAGE,
  sourceHooks,
  sourceOutcome,
} from "./etl-steps";

await runEtlCommand({
  usage: `Usage: npm run etl -- --csv FILE [--covers DIR] [--offline]
Fills the catalogue from files: books and covers named by ISBN; looks up what books lack at the sources outside, and makes
all of it findable. --offline: no source is asked. The counts are those of the books.
${SOURCE_USAGE}`,
  options: { csv: { type: "string" }, covers: { type: "string" }, offline: { type: "boolean" }, ...SOURCE_OPTIONS },
  required: ["csv"],
  run: async (context) => {
    const { csv, covers, offline } = context.values;
    if (!offline && env().providers.names.length === 0)
      return { failed: "No source may be asked: PROVIDERS is none. Use --offline.", isUsage: true };
    const missing = covers ? await checkFolder(String(covers)) : undefined;
    if (missing) return missing;
    const opened = await openGiven(String(csv), context);
    if (!opened.source) return opened;
    const { source } = opened;
    const imported = await importSource(source, sourceHooks(source, "books", context));
    if (!imported.ok) return { failed: imported.message ?? imported.reason };
    const { isComing } = imported.summary;
    const books = sourceOutcome(source, imported.summary);
    if ("failed" in books) return books;
    const { counts, lines, details } = books;
    const more = [...(covers ? [{ name: "covers", run: () => runCovers(String(covers), context, isComing) }] : [])];
    // A dry run would ask about the books that are there, and not about those to come.
    if (!offline && !context.isDryRun) more.push({ name: "enrich", run: () => runEnrich(context) });
    more.push({ name: "index", run: () => runIndex(context) });
    let { isFinished } = books;
    let trouble: string | undefined;
    let isWhole = counts.rejected === 0;
    for (const { name, run } of more) {
      if (!isFinished) break;
      const done = await run();
      if ("failed" in done) return done;
      // Where sources do not answer, what is there is made findable all the same.
      isFinished = done.isFinished || (name === "enrich" && done.trouble !== undefined);
      trouble ??= done.trouble;
      isWhole &&= done.counts.rejected === 0;
      details[name] = { ...done.details, counts: done.counts };
      lines.push(`${name}:`, ...done.lines, `  ${sayCounts(done.counts)}`);
    }
    return { counts, isFinished, isWhole, trouble, details, lines };
  },
});
