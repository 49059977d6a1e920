import { runEtlCommand } from "./etl-harness";
import { runIndex } from "./etl-steps";

await runEtlCommand({
  usage: `Usage: npm run etl:index
Makes what books need to be found and lack: search rows, vectors and details of their covers, and snapshots of both
indexes. The worker does the same by itself; this is for a site whose worker is not running. \`read\` counts what lacked.
`,
  options: {},
  run: runIndex,
});
