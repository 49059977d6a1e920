import { prune } from "@/lib/ops/pruning/commands";
import { countPrunable } from "@/lib/ops/pruning/queries";
import { KEPT_DAYS, type KeptDays, PRUNED } from "@/lib/ops/pruning/schema";
import { runEtlCommand } from "./etl-harness";

const AGES = Object.keys(KEPT_DAYS) as (keyof KeptDays)[];

await runEtlCommand({
  usage: `Usage: npm run jobs:prune [-- --done N] [--failed N] [--events N] [--logs N]
Removes what is over and older than so many days: jobs that are done (${KEPT_DAYS.done}), jobs that were given up (${KEPT_DAYS.failed}), events
that have become jobs (${KEPT_DAYS.events}) and lines of the log (${KEPT_DAYS.logs}). \`read\` counts all there are, \`updated\` those removed. A job
that is done is also how a repeated event is known to be done: keep these for an hour at least (0.05).
`,
  options: Object.fromEntries(AGES.map((name) => [name, { type: "string" as const }])),
  run: async ({ values, isDryRun, signal, progress }) => {
    const kept = { ...KEPT_DAYS };
    for (const name of AGES) {
      if (values[name] === undefined) continue;
      kept[name] = Number(values[name]);
      if (!(kept[name] >= 0) || values[name] === "") return { failed: `--${name} is a number of days.`, isUsage: true };
    }
    const now = new Date();
    const found = await countPrunable(kept, now);
    const [read, old] = [sumOf("all"), sumOf("old")];
    function sumOf(what: "all" | "old") {
      return PRUNED.reduce((sum, kind) => sum + found[kind][what], 0);
    }
    let done = 0;
    const updated = isDryRun
      ? old
      : await prune(kept, now, {
          signal,
          onRemoved: (kind, count) => {
            done += count;
            progress(kind, done, old, { count: done, name: "removed" });
          },
        });
    return {
      // Some may have come, or gone with age, since they were counted.
      counts: {
        read: Math.max(read, updated),
        imported: 0,
        updated,
        unchanged: Math.max(0, read - updated),
        repaired: 0,
        rejected: 0,
      },
      isFinished: !signal.aborted,
      details: { kept, found },
      lines: PRUNED.map((kind) => `  ${kind}: ${found[kind].old} of ${found[kind].all} are old enough`),
    };
  },
});
