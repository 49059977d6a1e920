import { type SyncOptions, sync } from "@/lib/ops/drift/commands";
import { DRIFT_KINDS, type DriftKind } from "@/lib/ops/drift/schema";
import { relayBatch } from "@/workers/relay";
import { runEtlCommand } from "./etl-harness";

const SAID_OF_A_KIND = 20;
const MINUTE_MS = 60_000;

const LEFT: Record<string, string> = {
  not_mended: "",
  storage_away: " (so many files are missing that the storage itself is likely away; --force mends all the same)",
  database_away:
    " (so many files have no row that it is likely another database than theirs; --force removes them all the same)",
  event_unreadable: " (no release that is here can read it)",
};

await runEtlCommand({
  usage: `Usage: npm run sync | npm run sync:repair
Compares tables, files and indexes with each other and names everything that has drifted apart, by kind and id. \`sync\` only
looks; \`sync:repair\` mends what it finds and, run again, finds nothing. \`read\` counts what was looked at, \`repaired\` what was
mended, \`rejected\` what is not in order still. Smaller pictures that are not there are in order: pages make them.

  --deep         read every file, and make every vector and every cover's details anew to compare them: 0.2 s a cover
  --force        replace covers without files, and remove files without covers, also where these are so many that the
                 storage, or the database, seems to be away
  --grace N      leave alone what is younger than N minutes, on which the worker may be at work (10)
`,
  options: {
    repair: { type: "boolean" },
    deep: { type: "boolean" },
    force: { type: "boolean" },
    grace: { type: "string" },
  },
  run: async ({ values, isDryRun, signal, progress, reject, say }) => {
    const grace = Number(values.grace ?? 10);
    if (!(grace >= 0)) return { failed: "--grace is a number of minutes.", isUsage: true };
    const drift: { kind: DriftKind; id: number | string; detail?: string; left?: string }[] = [];
    const said = new Map<DriftKind, number>();
    const options: SyncOptions = {
      mending: values.repair && !isDryRun ? "all" : "none",
      isDeep: values.deep === true,
      isForced: values.force === true,
      settledAfterMs: grace * MINUTE_MS,
      relay: relayBatch,
      signal,
      onProgress: (step, checked, total) => progress(step, checked, total, { count: checked, name: "checked" }),
      onDrift: async ({ kind, id, detail }, left) => {
        drift.push({ kind, id, detail, left });
        const times = (said.get(kind) ?? 0) + 1;
        said.set(kind, times);
        const what = `${kind} ${id}${detail ? ` ${detail}` : ""}`;
        const ending = left === undefined ? " mended" : (LEFT[left] ?? ` (${left.replaceAll("_", " ")})`);
        if (times <= SAID_OF_A_KIND) say(`  ${what}${ending}`);
        if (times === SAID_OF_A_KIND + 1) say(`  … more of ${kind}: --report FILE names them all`);
        if (left !== undefined)
          await reject({ place: `${kind} ${id}`, reason: left, explanation: DRIFT_KINDS[kind], raw: detail ?? "" });
      },
    };
    const { checked, found, left, mended, isFinished } = await sync(new Date(), options);
    const rejected = Object.values(left).reduce((sum, count) => sum + count, 0);
    const unchanged = checked - mended - rejected;
    return {
      counts: { read: checked, imported: 0, updated: mended, unchanged, repaired: mended, rejected },
      isFinished,
      details: { found, left, drift },
      lines: Object.entries(found).map(
        ([kind, count]) => `  ${count.toLocaleString("en")} × ${DRIFT_KINDS[kind as DriftKind]} (${kind})`,
      ),
    };
  },
});
