import { recordDays } from "@/lib/ops/figures/commands";
import { day } from "@/lib/ops/figures/schema";
import { runEtlCommand } from "./etl-harness";

await runEtlCommand({
  usage: `Usage: npm run stats:daily [-- --from YYYY-MM-DD] [--to YYYY-MM-DD]
Counts the figures of each day (UTC) and keeps them, a row a day: of the days up to today those that have not been counted
after their end. A day that is counted again changes only where the tables say something else by now. \`read\` counts days.

  --from, --to   these days, both among them, up to today at most
`,
  options: { from: { type: "string" }, to: { type: "string" } },
  run: async ({ values: { from, to }, isDryRun, signal, progress }) => {
    const days = day.optional();
    const [first, last] = [days.safeParse(from), days.safeParse(to)];
    if (!first.success || !last.success) return { failed: "--from and --to are days, as 2026-05-31.", isUsage: true };
    const { recorded, isFinished } = await recordDays(new Date(), {
      ...{ from: first.data, to: last.data, signal, isDryRun },
      onProgress: (done, total) => progress("days", done, total, { count: done, name: "days" }),
    });
    const countOf = (outcome: (typeof recorded)[number]["outcome"]) =>
      recorded.filter((entry) => entry.outcome === outcome).length;
    const [imported, updated, unchanged] = [countOf("imported"), countOf("updated"), countOf("unchanged")];
    return {
      counts: { read: recorded.length, imported, updated, unchanged, repaired: 0, rejected: 0 },
      isFinished,
      details: { days: recorded.map(({ day, figures }) => ({ day, ...figures })) },
      lines: recorded.map(
        ({ day, figures: f }) =>
          `  ${day}  ${f.totalBooks} books (+${f.booksAddedToday}) · ${f.totalCovers} covers (+${f.coversAddedToday}) · ${f.totalUsers} users, ${f.activeUsersToday} active · ${f.imageScansToday + f.barcodeScansToday} scans, ${f.successfulScansToday} matches · ${f.jobsDoneToday} jobs, ${f.workerErrorsToday} given up`,
      ),
    };
  },
});
