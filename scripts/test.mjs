// `npm test`: every check there is, one stage after the other, with the counts in the last line. Plain Node.
// `npm test -- --only unit,db` runs chosen stages; `--reuse-packages` spares the smoke test its own installation.

import { installNodePackages } from "./node-packages.mjs";
import { createSteps, printFailure, seconds } from "./steps.mjs";
import { chooseStages } from "./test-stages.mjs";

const MINUTE_MS = 60_000;

const started = performance.now();
const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => stopping.abort());

const option = process.argv.indexOf("--only");
const stages = chooseStages(option > 0 ? process.argv[option + 1] : undefined);
const isReusing = process.argv.includes("--reuse-packages") && !process.env.CI;
const steps = createSteps(stages.length + 1);
const total = { passed: 0, failed: 0, skipped: 0 };
/** What did not hold at once, in brief: shown last, where it is found though the output was cut. */
const failures = [];

try {
  await steps.run("Install the packages", ({ say }) => installNodePackages({ say, signal: stopping.signal }));
  for (const stage of stages) await runStage(stage);
} catch (error) {
  total.failed += 1;
  if (!stopping.signal.aborted) printFailure(error);
}

sayFailures(failures);
if (total.skipped) console.log(`${total.skipped} skipped; each says why above or in its own words.`);
console.log(`Took ${seconds(performance.now() - started)}.`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

/** Runs one stage and adds its counts; a failed one shows its output and the next one goes on. */
async function runStage(stage) {
  const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(stage.limitMinutes * MINUTE_MS)]);
  const output = [];
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const named = failures.length;
  try {
    await steps.run(stage.title, async ({ say }) => {
      await stage.run({ say, signal, isReusing, counts, output, failures });
      return inWords(counts);
    });
  } catch (error) {
    if (stopping.signal.aborted) throw error;
    if (counts.failed === 0) counts.failed = 1;
    if (signal.aborted) console.log(`      It took longer than ${stage.limitMinutes} minutes.`);
    // The names before the whole output: who reads a part of a log looks around the word "FAILED".
    sayFailures(failures.slice(named));
    if (output.length > 0) console.log(output.map((line) => `      | ${line}`).join("\n"));
    printFailure(Object.assign(error, { output: output.length > 0 ? [] : error.output }), process.stdout);
    console.log(`      ${inWords(counts)}`);
    if (failures.length === named) failures.push(`${stage.title}: ${error.message}`);
  }
  for (const name of Object.keys(total)) total[name] += counts[name];
}

function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;
}

function sayFailures(those) {
  for (const failure of those) console.log(`✗ ${failure.replaceAll("\n", "\n  ")}`);
}
