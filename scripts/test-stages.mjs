// The stages of `npm test` and how each one counts.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { run as runNodeTests } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { provideChromium } from "./chromium.mjs";
import { runCommand } from "./run-command.mjs";
import { ROOT } from "./settings.mjs";
import { StepFailure } from "./steps.mjs";

const bin = (...parts) => path.join(ROOT, "node_modules", ...parts);

// What `npm run imports` passes on, so that both look at the same files.
const IMPORT_ARGUMENTS = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"))
  .scripts.imports.split(" ")
  .slice(1);

const STAGES = [
  // Next writes the types of its routes and of imported files first; a fresh checkout has none.
  staticStage("types", "Check the types", [
    [bin("next", "dist", "bin", "next"), "typegen"],
    [bin("typescript", "bin", "tsc"), "--noEmit"],
  ]),
  staticStage("lint", "Check style and likely mistakes", [[bin("@biomejs", "biome", "bin", "biome"), "check", "."]]),
  staticStage("imports", "Check the import rules", [
    [bin("dependency-cruiser", "bin", "dependency-cruise.mjs"), ...IMPORT_ARGUMENTS],
  ]),
  staticStage("seed", "Check the demo catalogue", [["scripts/check-seed.mjs"]]),
  staticStage("secrets", "Look for secrets in the files", [[bin("secretlint", "bin", "secretlint.js"), "**/*"]]),
  staticStage("advisories", "Look for known holes in the packages", [["scripts/advisories.mjs"]]),
  vitestStage("unit", "Test the rules and views"),
  vitestStage("db", "Test commands and queries on MariaDB and Redis"),
  { name: "e2e", title: "Test the site in Chromium", limitMinutes: 35, run: runPlaywright },
  { name: "smoke", title: "Test `npm run up` in a clean copy", limitMinutes: 20, run: runSmoke },
];

const STATIC = ["types", "lint", "imports", "seed", "secrets", "advisories"];

/** The stages named in a comma-separated list, `static` standing for those that start nothing; all without a list. */
export function chooseStages(list) {
  if (!list) return STAGES;
  const names = list.split(",").flatMap((name) => (name === "static" ? STATIC : [name]));
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.error(
      `No stage is called ${unknown.join(", ")}; there are static, ${STAGES.map(({ name }) => name).join(", ")}.`,
    );
    process.exit(1);
  }
  return STAGES.filter(({ name }) => names.includes(name));
}

function staticStage(name, title, commands) {
  const run = async (context) => {
    for (const args of commands) await runNode(args, context);
    context.counts.passed += 1;
  };
  return { name, title, limitMinutes: 10, run };
}

function vitestStage(name, title) {
  const run = (context) =>
    withReport(async (report) => {
      const args = [
        bin("vitest", "vitest.mjs"),
        "run",
        "--project",
        name,
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${report}`,
      ];
      await runNode(args, context).finally(() => countVitest(report, context));
    });
  return { name, title, limitMinutes: 25, run };
}

async function runPlaywright(context) {
  await provideChromium(context);
  await withReport(async (report) => {
    const args = [bin("@playwright", "test", "cli.js"), "test", "--reporter=list,json"];
    await runNode(args, context, { PLAYWRIGHT_JSON_OUTPUT_NAME: report }).finally(() =>
      countPlaywright(report, context),
    );
  });
}

/** The smoke test is a program of node:test, so that it needs nothing of the copy that it tests. */
async function runSmoke({ say, signal, isReusing, counts, output, failures }) {
  process.env.SMOKE_REUSE_PACKAGES = isReusing ? "1" : "";
  const events = runNodeTests({ files: [path.join(ROOT, "e2e", "up.smoke.mjs")], signal });
  for await (const { type, data } of events) {
    if (type === "test:stdout" || type === "test:stderr") {
      const lines = data.message.trimEnd().split("\n");
      output.push(...lines);
      say(lines.at(-1));
    }
    // The file itself is reported like a test too; only those within it count.
    if (data.nesting === 0 && (type === "test:pass" || type === "test:fail") && !data.name.endsWith(".mjs")) {
      counts[type === "test:pass" ? "passed" : "failed"] += 1;
      output.push(`${type === "test:pass" ? "✓" : "✗"} ${data.name}`);
      if (type === "test:fail") {
        const reason = String(data.details.error.cause?.stack ?? data.details.error);
        output.push(reason);
        failures.push(inBrief(data.name, reason));
      }
    }
  }
  if (counts.failed > 0 || counts.passed === 0) throw new StepFailure("The smoke test failed.");
}

async function runNode(args, { say, signal, output }, env = {}) {
  await runCommand(process.execPath, args, {
    cwd: ROOT,
    signal,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", NEXT_TELEMETRY_DISABLED: "1", ...env },
    failure: `${path.relative(ROOT, args[0])} failed`,
    onLine: (line) => {
      output.push(line);
      say(line.trim());
    },
  });
}

async function withReport(work) {
  const dir = mkdtempSync(path.join(os.tmpdir(), "ridizi-report-"));
  try {
    await work(path.join(dir, "report.json"));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Counts of a report of vitest, and of each failure its name and what it said first. */
function countVitest(report, { counts, failures }) {
  if (!existsSync(report)) return;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  // A file that does not even load has no tests to fail, and is a failure all the same.
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.every((test) => test.status !== "failed"),
  );
  counts.passed += numPassedTests;
  counts.failed += numFailedTests + unloaded.length;
  counts.skipped += numPendingTests + numTodoTests;
  for (const { name, message } of unloaded) failures.push(inBrief(path.relative(ROOT, name), message));
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.filter(({ status }) => status === "failed");
    for (const { fullName, failureMessages } of failed) {
      failures.push(inBrief(`${path.relative(ROOT, name)} › ${fullName}`, failureMessages[0]));
    }
  }
}

/** Counts of a report of playwright. What held at the second try has passed, and is named so that it is looked at. */
function countPlaywright(report, { counts, failures }) {
  if (!existsSync(report)) return;
  const { stats, suites, errors } = JSON.parse(readFileSync(report, "utf8"));
  counts.passed += stats.expected + stats.flaky;
  counts.failed += stats.unexpected + (errors.length > 0 && stats.unexpected === 0 ? 1 : 0);
  counts.skipped += stats.skipped;
  for (const { message } of errors) failures.push(inBrief("playwright", message));
  for (const { file, title, tests } of suites.flatMap(specsOf)) {
    for (const { status, results } of tests) {
      if (status !== "unexpected" && status !== "flaky") continue;
      const name = `${file} › ${title}${status === "flaky" ? " (passed at the second try)" : ""}`;
      failures.push(inBrief(name, results[0]?.error?.message));
    }
  }
}

const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];

const BRIEF = 600;

/** A failure's name and the beginning of what it said, without the colours of a terminal. */
const inBrief = (name, message = "") => `${name}\n${stripVTControlCharacters(message).slice(0, BRIEF)}`.trimEnd();
