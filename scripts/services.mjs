// MariaDB and Redis for a data directory: those that the environment names, else instances of our own.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createMariadbFiles, findMariadb, mariadbProcess } from "./mariadb.mjs";
import { findFreePort, greetDatabase, greetRedis, portTrouble, until } from "./network.mjs";
import { redisAddress, redisProcess } from "./redis.mjs";
import { readSecrets } from "./secrets.mjs";
import { readSettings } from "./settings.mjs";
import { StepFailure } from "./steps.mjs";
import { createSupervisor } from "./supervisor.mjs";
import { findProgram, installSystemPackages } from "./system-packages.mjs";

const EXTERNAL_TIMEOUT_MS = 60_000;
// A command that finds a service away may have met it while it is started again, but has no reason to wait for long.
const FOUND_TIMEOUT_MS = 3_000;
// Below every system's range for outgoing connections, and far from 3306 and 6379.
const PORT_FIRST = 20_000;
const PORT_SPREAD = 8_000;
const MISSING_ADVICE = [
  "Debian, Ubuntu:  sudo apt-get install mariadb-server redis-server",
  "macOS:           brew install mariadb redis",
  "Docker:          docker compose up   (needs none of this)",
  "Or name servers that you already have: DB_HOST, DB_USER, DB_PASS, DB_NAME and REDIS_URL (see .env.example).",
].join("\n");

const BRING_UP_ADVICE =
  "Start the site with `npm run up`, or only what this needs with `npm run up -- --services-only`; for another data directory set DATA_DIR, for servers of your own DB_HOST and REDIS_URL (see .env.example).";

/**
 * Starts or finds both services and returns `{ env, summary, stop }`: `env` holds DB_* and REDIS_URL for the app.
 * With a `supervisor` the processes are its own; without one they live until `stop()`, which is how tests and benches
 * use this. `isTest` trades safety after a crash for speed and lets the account create databases named `<name>_…`.
 */
export async function startServices({
  dataDir,
  settings = readSettings(),
  supervisor,
  say = () => {},
  signal,
  isTest = false,
}) {
  const secrets = readSecrets(dataDir);
  const ownSupervisor = supervisor ? undefined : createSupervisor({ dataDir, say, giveUp: () => undefined });
  const context = {
    dataDir,
    servicesDir: path.join(dataDir, "services"),
    secrets,
    supervisor: supervisor ?? ownSupervisor,
    say,
    signal,
    isTest,
  };
  const { database, redisUrl } = settings;
  try {
    if (!database.host || !redisUrl) await providePrograms({ database: !database.host, redis: !redisUrl }, context);
    const forDatabase = database.host ? await reachDatabase(database, signal) : await startMariadb(database, context);
    const forRedis = redisUrl ? await reachRedis(redisUrl, signal) : await startRedis(context);
    return {
      env: { ...forDatabase.env, ...forRedis.env },
      summary: `${forDatabase.summary}, ${forRedis.summary}`,
      stop: async () => ownSupervisor?.stop(),
    };
  } catch (error) {
    await ownSupervisor?.stop();
    throw error;
  }
}

/**
 * DB_* and REDIS_URL of the services that a site uses, for commands beside it: those that the environment names, else our
 * own of this data directory. Starts nothing; throws StepFailure where one of them does not answer.
 */
export async function findServices({ dataDir, database, redisUrl }) {
  const isOwn = { database: !database.host, redis: !redisUrl };
  const ports = isOwn.database || isOwn.redis ? readPorts(path.join(dataDir, "services")) : {};
  if ((isOwn.database && !ports.mariadb) || (isOwn.redis && !ports.redis))
    throw new StepFailure(`There is no site in ${dataDir} yet.`, BRING_UP_ADVICE);
  const secrets = isOwn.database || isOwn.redis ? readSecrets(dataDir) : {};
  const env = {
    ...(isOwn.database ? ownDatabase(database, ports.mariadb, secrets) : givenDatabase(database)),
    REDIS_URL: redisUrl ?? redisAddress(ports.redis, secrets.redisPassword),
  };
  const { hostname, port, host } = new URL(env.REDIS_URL);
  await answers("The database", `${env.DB_HOST}:${env.DB_PORT}`, isOwn.database, () =>
    greetDatabase(env.DB_HOST, Number(env.DB_PORT)),
  );
  await answers("Redis", port ? host : `${hostname}:6379`, isOwn.redis, () => greetRedis(env.REDIS_URL));
  return env;
}

async function answers(what, where, isOwn, greet) {
  await until(greet, FOUND_TIMEOUT_MS).catch((error) => {
    const advice = isOwn ? BRING_UP_ADVICE : "Start that server, or correct DB_HOST, DB_PORT and REDIS_URL.";
    throw new StepFailure(`${what} at ${where} does not answer (${error.code ?? error.message}).`, advice);
  });
}

async function providePrograms(needed, { say, signal }) {
  const missing = () => [
    ...(needed.database && !(findMariadb() && findProgram("mariadb-install-db", "mysql_install_db"))
      ? ["MariaDB"]
      : []),
    ...(needed.redis && !findProgram("redis-server") ? ["Redis"] : []),
  ];
  const names = missing();
  if (names.length === 0) return;
  const packages = names.flatMap((name) =>
    name === "MariaDB"
      ? ["mariadb-server-core|mariadb-server", "mariadb-client-core|mariadb-client"]
      : ["redis-server"],
  );
  const what = names.join(" and ");
  await installSystemPackages(packages, { what, advice: MISSING_ADVICE, say, signal });
  if (missing().length > 0) throw new StepFailure(`Still not found after the installation: ${what}.`, MISSING_ADVICE);
}

const givenDatabase = ({ host, port, user, password, name }) => ({
  ...{ DB_HOST: host, DB_PORT: String(port), DB_USER: user, DB_PASS: password ?? "", DB_NAME: name },
});

const ownDatabase = ({ name, user }, port, { databasePassword }) =>
  givenDatabase({ host: "127.0.0.1", port, user, password: databasePassword, name });

async function reachDatabase(database, signal) {
  const { host, port } = database;
  const version = await until(
    () => greetDatabase(host, port),
    EXTERNAL_TIMEOUT_MS,
    () => signal?.aborted,
  ).catch((error) => {
    const advice =
      "Start that server, correct DB_HOST and DB_PORT, or leave DB_HOST empty: then Ridizi runs a MariaDB of its own.";
    throw new StepFailure(
      `The database at ${host}:${port} did not answer within ${EXTERNAL_TIMEOUT_MS / 1000} s (${error.message || error.code}).`,
      advice,
    );
  });
  return {
    env: givenDatabase(database),
    summary: `database ${version} at ${host}:${port}`,
  };
}

async function reachRedis(url, signal) {
  const { host } = new URL(url);
  await until(
    () => greetRedis(url),
    EXTERNAL_TIMEOUT_MS,
    () => signal?.aborted,
  ).catch((error) => {
    const advice = "Start that server, correct REDIS_URL, or leave it empty: then Ridizi runs a Redis of its own.";
    throw new StepFailure(
      `Redis at ${host} did not answer within ${EXTERNAL_TIMEOUT_MS / 1000} s (${error.message || error.code}).`,
      advice,
    );
  });
  return { env: { REDIS_URL: url }, summary: `Redis at ${host}` };
}

async function startMariadb({ name, user }, { dataDir, servicesDir, secrets, supervisor, say, signal, isTest }) {
  mkdirSync(servicesDir, { recursive: true });
  say("creating the database files");
  await createMariadbFiles(servicesDir, { signal, owner: dataDir, runDir: supervisor.runDir });
  const port = await rememberedPort(servicesDir, "mariadb", say);
  say(`starting MariaDB on 127.0.0.1:${port}`);
  const database = { name, user, password: secrets.databasePassword };
  const version = await supervisor.start(
    mariadbProcess({
      program: findMariadb(),
      servicesDir,
      port,
      database,
      rootPassword: secrets.databaseRootPassword,
      isTest,
    }),
  );
  return {
    env: ownDatabase(database, port, secrets),
    summary: `MariaDB ${version.split("-")[0]} on 127.0.0.1:${port}`,
  };
}

async function startRedis({ servicesDir, secrets, supervisor, say, isTest }) {
  mkdirSync(servicesDir, { recursive: true });
  const port = await rememberedPort(servicesDir, "redis", say);
  say(`starting Redis on 127.0.0.1:${port}`);
  const spec = redisProcess({
    program: findProgram("redis-server"),
    servicesDir,
    port,
    password: secrets.redisPassword,
    isTest,
  });
  await supervisor.start(spec);
  return { env: { REDIS_URL: spec.url }, summary: `Redis on 127.0.0.1:${port}` };
}

/** The port of a service: chosen once for a data directory, and again only if somebody else took it meanwhile. */
async function rememberedPort(servicesDir, service, say) {
  const ports = readPorts(servicesDir);
  if (ports[service] && !(await portTrouble(ports[service]))) return ports[service];
  if (ports[service]) say(`port ${ports[service]} is taken by another program; choosing another one for ${service}`);
  // Where the search begins depends on the directory, so that instances started together do not meet.
  const start = createHash("sha256").update(`${servicesDir} ${service}`).digest().readUInt16BE() % PORT_SPREAD;
  ports[service] = await findFreePort(PORT_FIRST + start);
  writeFileSync(portsFile(servicesDir), JSON.stringify(ports));
  return ports[service];
}

const portsFile = (servicesDir) => path.join(servicesDir, "ports.json");

function readPorts(servicesDir) {
  const file = portsFile(servicesDir);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}
