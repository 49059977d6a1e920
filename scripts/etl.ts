import { importSource } from "@/lib/etl/commands";
import { runEtlCommand } from "./etl-harness";
import { openGiven, runCovers, runIndex, SOURCE_OPTIONS, SOURCE_USAGE, sourceHooks, sourceOutcome } from "./etl-steps";

await runEtlCommand({
  usage: `Usage: npm run etl -- --csv FILE [--covers DIR] --offline
Fills the catalogue from files: books, covers named by ISBN, and all that makes them findable. --offline: no source
outside is asked. The counts are those of the books.
${SOURCE_USAGE}`,
  options: { csv: { type: "string" }, covers: { type: "string" }, offline: { type: "boolean" }, ...SOURCE_OPTIONS },
  required: ["csv", "offline"],
  run: async (context) => {
    const { csv, covers } = context.values;
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
    more.push({ name: "index", run: () => runIndex(context) });
    let { isFinished } = books;
    let isWhole = counts.rejected === 0;
    for (const { name, run } of more) {
      if (!isFinished) break;
      const done = await run();
      if ("failed" in done) return done;
      isFinished = done.isFinished;
      isWhole &&= done.counts.rejected === 0;
      details[name] = { ...done.details, counts: done.counts };
      lines.push(`${name}:`, ...done.lines, `  ${JSON.stringify(done.counts)}`);
    }
    return { counts, isFinished, isWhole, details, lines };
  },
});
