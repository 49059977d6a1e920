// The steps of `up`, in their order, and the way back down.
import { accessSync, chmodSync, constants, mkdirSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { keepCertificate, secured, securedAddresses } from "./https.mjs";
import { lanAddresses, portTrouble } from "./network.mjs";
import { installNodePackages } from "./node-packages.mjs";
import { endLeftovers, leftoverNames, releaseLock, takeLock } from "./processes.mjs";
import { killCommands, runCommand } from "./run-command.mjs";
import { readSecrets } from "./secrets.mjs";
import { startServices } from "./services.mjs";
import { ROOT, readSettings } from "./settings.mjs";
import { migrate, seed, siteEnvironment, webProcess, workerProcess } from "./site.mjs";
import { createSteps, printFailure, StepFailure, seconds } from "./steps.mjs";
import { createSupervisor } from "./supervisor.mjs";

// By their numbers, as shells report an end by a signal.
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
const PRIVATE_FOLDERS = ["covers", "index", "logs", "models", "run", "scans", "services"];
const PARENT_CHECK_MS = 500;
const SAME_SIGNAL_MS = 1000;
const BUILD_SCRIPT = fileURLToPath(new URL("build.mjs", import.meta.url));

/**
 * Brings the site up, keeps it up until a signal, and takes it down again. Returns the exit code: 0 after a wanted
 * stop of a running site, 128 + signal when stopped on the way, 1 after a failure. Nothing it started outlives it.
 */
export async function up({ isDev, isServicesOnly, isHttps }) {
  const started = performance.now();
  const stopping = new AbortController();
  const steps = createSteps(isServicesOnly ? 3 : (isDev ? 6 : 7) + (isHttps ? 1 : 0));
  let supervisor;
  let lock;
  let isUp = false;
  let failure;
  const stopSignal = onStopSignal(stopping, () => {
    killCommands();
    supervisor?.kill();
  });
  try {
    let settings = readSettings();
    if (isHttps) settings = secured(settings);
    const { dataDir } = settings;
    const secretsOf = () => readSecrets(dataDir, settings.secrets);
    supervisor = createSupervisor({
      dataDir,
      say: (text) => steps.print(`${clock()} ${text}`),
      giveUp: (reason) => {
        failure ??= reason;
        stopping.abort();
      },
    });
    const context = (say) => ({ say, signal: stopping.signal, owner: dataDir, runDir: supervisor.runDir });

    await steps.run("Check this machine", async () => {
      lock = await takeDataDir(settings);
      const ended = await endLeftovers(supervisor.runDir, leftoverNames(supervisor.runDir), dataDir);
      if (!isServicesOnly) await checkPort(settings);
      return [
        `Node ${process.versions.node}`,
        ...(ended.length ? [`ended what an earlier run left behind: ${ended.join(", ")}`] : []),
      ].join("; ");
    });
    await steps.run("Install the packages", ({ say }) => installNodePackages(context(say)));
    let services;
    await steps.run("Start MariaDB and Redis", async ({ say }) => {
      services = await startServices({ dataDir, settings, supervisor, say, signal: stopping.signal });
      return services.summary;
    });
    if (isServicesOnly) {
      const lines = Object.entries(services.env).map(([name, value]) => `${name}=${value}`);
      steps.print(`\n${lines.join("\n")}\n\nCtrl-C stops both.\n`);
    } else {
      let certificate;
      if (isHttps)
        await steps.run("Make the certificate", async () => {
          certificate = await keepCertificate(settings, stopping.signal);
          return certificate.summary;
        });
      await startSite({ settings, secrets: secretsOf(), services, supervisor, steps, context, isDev });
      steps.print(welcome(settings, secretsOf(), performance.now() - started, certificate));
    }
    isUp = true;
    await aborted(stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted) failure ??= error;
  }

  if (failure) printFailure(failure);
  await supervisor?.stop();
  if (lock) releaseLock(lock);
  if (failure) return 1;
  steps.print("Ridizi has stopped; nothing is left running.");
  return isUp ? 0 : EXIT_CODES[stopSignal()];
}

async function startSite({ settings, secrets, services, supervisor, steps, context, isDev }) {
  const env = siteEnvironment(settings, secrets, services.env, { isDev });
  await steps.run("Bring the database to the present schema", ({ say }) => migrate(env, context(say)));
  await steps.run("Import the demo catalogue", ({ say }) => seed(env, secrets, context(say)));
  if (!isDev) {
    await steps.run("Build the app", ({ say }) =>
      runCommand(process.execPath, [BUILD_SCRIPT], {
        ...context(say),
        cwd: ROOT,
        onLine: (line) => say(line),
        failure: "The app could not be built",
      }).then((tail) => tail.at(-1)),
    );
  }
  await steps.run("Start the site", async ({ say }) => {
    // Before that, a failing process shows its last lines with the failure.
    let isStarted = false;
    const echo = (name) => (line, isError) => {
      if (isDev || (isError && isStarted)) steps.print(`${name.padEnd(6)} | ${line}`);
    };
    say("waiting until a book can be recognised");
    await supervisor.start(workerProcess(env, { isDev, echo: echo("worker") }));
    await supervisor.start(webProcess(env, { isDev, echo: echo("web") }));
    isStarted = true;
  });
}

/** Photos of readers, logs and the database are nobody else's business, also where an older version left the door open. */
function closeFolders(dataDir) {
  for (const name of PRIVATE_FOLDERS) {
    const folder = path.join(dataDir, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // What belongs to another account is that one's to close.
    if (statSync(folder).uid === os.userInfo().uid) chmodSync(folder, 0o700);
  }
}

/** One `up` at a time works with a data directory; returns the lock's file. */
async function takeDataDir({ dataDir, appUrl }) {
  try {
    closeFolders(dataDir);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StepFailure(
      `The data directory ${dataDir} cannot be written (${error.code}).`,
      "Run as the user who owns it, or choose another one: DATA_DIR=… npm run up",
    );
  }
  const lock = path.join(dataDir, "run", "up.lock");
  const holder = await takeLock(lock, { url: appUrl });
  if (holder) {
    throw new StepFailure(
      `Ridizi is already running with this data directory: process ${holder.pid}, ${holder.url}`,
      `Open ${holder.url}, or stop it with Ctrl-C in its terminal (or: kill ${holder.pid}).\nA second instance beside it needs a port and data of its own: PORT=3001 DATA_DIR=data/var/second npm run up`,
    );
  }
  return lock;
}

async function checkPort({ port, host }) {
  const trouble = await portTrouble(port, host);
  if (!trouble) return;
  if (trouble === "EADDRINUSE") {
    throw new StepFailure(
      `Port ${port} is used by another program.`,
      `Stop that program, or take another port: PORT=${port + 1} npm run up`,
    );
  }
  if (trouble === "EACCES")
    throw new StepFailure(`Port ${port} is reserved for root.`, "Take a port above 1023: PORT=3000 npm run up");
  throw new StepFailure(`The site cannot listen on ${host}:${port} (${trouble}).`, "Correct HOST and PORT.");
}

/** Ctrl-C and its kin stop in order; asked a second time, everything is ended at once. */
function onStopSignal(stopping, force) {
  let first;
  let firstAt = 0;
  const handle = (name) => {
    if (first) {
      // One Ctrl-C under npm arrives twice: from the terminal, and from npm, which passes on its own.
      if (performance.now() - firstAt < SAME_SIGNAL_MS) return;
      force();
      process.exit(1);
    }
    first = name;
    firstAt = performance.now();
    process.stdout.write("\nStopping … (once more to force)\n");
    stopping.abort();
  };
  for (const name of Object.keys(EXIT_CODES)) process.on(name, handle);
  // npm passes some signals on and dies of the others; left without it, nobody could stop us from a terminal.
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && !first && handle("SIGHUP"), PARENT_CHECK_MS).unref();
  }
  // A closed terminal must not break the orderly stop.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  return () => first;
}

function aborted(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    // The timer keeps the process alive, since a signal handler alone does not.
    const timer = setInterval(() => undefined, 60_000);
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      resolve();
    });
  });
}

function welcome({ port, appUrl, dataDir }, secrets, ms, certificate) {
  const addresses = lanAddresses();
  const lan = certificate ? securedAddresses(addresses) : addresses;
  const scheme = certificate ? "https" : "http";
  const row = (label, text) => `  ${label.padEnd(22)}${text}`;
  return [
    "",
    `Ridizi is ready (${seconds(ms)}).`,
    "",
    row("Address", appUrl),
    ...lan.map((address, index) => row(index ? "" : "In the local network", `${scheme}://${address}:${port}`)),
    ...(lan.length < addresses.length
      ? [
          row(
            "",
            "No certificate for addresses of the internet: give a name by APP_URL, or put a proxy before the site.",
          ),
        ]
      : []),
    ...(certificate ? trustLines(certificate, row) : []),
    ...(lan.length && !certificate
      ? [row("", "A phone's browser opens its camera only for https or localhost; by plain http, upload a photo.")]
      : []),
    row("Demo accounts", `librarian  ${secrets.demoAdminPassword}   (looks after the catalogue)`),
    row("", `reader     ${secrets.demoReaderPassword}`),
    row("Data and logs", path.relative(ROOT, dataDir).startsWith("..") ? dataDir : path.relative(ROOT, dataDir)),
    row("Stop", "Ctrl-C"),
    "",
  ].join("\n");
}

/** What a phone needs once, with a picture of the address to scan. */
function trustLines({ trustUrl, fingerprint, validTo, qrCode }, row) {
  return [
    row("Trust it once", `${trustUrl}   (without that, browsers warn and keep the camera shut)`),
    row("Its fingerprint", fingerprint),
    row("Valid until", `${validTo.toISOString().slice(0, 10)}, renewed by itself`),
    "",
    ...qrCode
      .trimEnd()
      .split("\n")
      .map((line) => `  ${line}`),
    "",
  ];
}

const clock = () => new Date().toTimeString().slice(0, 8);
