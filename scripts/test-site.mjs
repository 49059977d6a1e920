// A whole site for the end-to-end tests: built as for production, seeded with the demo catalogue, on free ports, with a
// data directory that goes when the tests end.
import path from "node:path";
import { build } from "./build.mjs";
import { findFreePort, until } from "./network.mjs";
import { readSecrets } from "./secrets.mjs";
import { startServices } from "./services.mjs";
import { ROOT, readSettings } from "./settings.mjs";
import { migrate, seed, siteEnvironment, webProcess, workerProcess } from "./site.mjs";
import { createSupervisor } from "./supervisor.mjs";
import { createTemporaryDataDir } from "./temporary.mjs";

// Next to no program begins its search for a port here.
const PORT_FIRST = 28_500;
// One visitor of a test does in a minute what a crowd does in a day.
const RATE_LIMIT_FACTOR = "1000";
const PROVIDER_START_MS = 60_000;

/**
 * Starts it, with `settings` besides in its environment, and returns `{ url, providerUrl, env, adminPassword,
 * readerPassword, stop }`; `env` has what code needs to reach the same database and Redis, `providerUrl` is where the fake
 * provider takes its faults. `say` hears what is being done.
 */
export async function startTestSite({ say = () => {}, settings: given = {} } = {}) {
  const { dir, remove } = await createTemporaryDataDir("site");
  const supervisor = createSupervisor({ dataDir: dir, say, giveUp: (failure) => say(failure.message) });
  const stop = async () => {
    await supervisor.stop();
    remove();
  };
  try {
    const port = await findFreePort(PORT_FIRST);
    const provider = `http://127.0.0.1:${await findFreePort(port + 1)}`;
    // Nothing of the developer's own configuration: neither .env nor the servers named in the environment.
    const { PATH, HOME, TMPDIR = "", TZ = "Asia/Kathmandu" } = process.env;
    const environment = {
      PATH,
      HOME,
      TMPDIR,
      TZ,
      PORT: String(port),
      HOST: "127.0.0.1",
      DATA_DIR: dir,
      MODELS_DIR: path.join(ROOT, "data", "models"),
      RATE_LIMIT_FACTOR,
      LOG_LEVEL: "warn",
      // Letters are read by the tests and sent to nobody.
      MAIL_URL: "folder",
      // Nothing outside is asked: one provider on this machine answers for all.
      OPENLIBRARY_URL: `${provider}/openlibrary`,
      OPENLIBRARY_COVERS_URL: `${provider}/openlibrary-covers`,
      GOOGLE_BOOKS_URL: `${provider}/googlebooks`,
      GOOGLE_BOOKS_COVERS_URL: `${provider}/googlebooks-covers`,
      DNB_URL: `${provider}/dnb`,
      ...given,
    };
    const settings = readSettings(environment, dir);
    const secrets = readSecrets(dir);
    const services = await startServices({ dataDir: dir, settings, supervisor, say, isTest: true });
    const env = siteEnvironment(settings, secrets, services.env);
    const context = { say, owner: dir, runDir: supervisor.runDir };
    // First, so that nobody else takes its port while the rest is prepared.
    await supervisor.start(providerProcess(env, provider));
    await migrate(env, context);
    await seed(env, secrets, context);
    await build({ say });
    say("starting the site");
    await supervisor.start(workerProcess(env));
    await supervisor.start(webProcess(env));
    return {
      url: settings.appUrl,
      providerUrl: provider,
      env,
      adminPassword: secrets.demoAdminPassword,
      readerPassword: secrets.demoReaderPassword,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The fake provider, for the supervisor. */
function providerProcess(env, url) {
  const { port } = new URL(url);
  return {
    name: "provider",
    command: process.execPath,
    args: ["--conditions=react-server", "--import", "tsx", "scripts/fake-provider.ts", "--port", port],
    cwd: ROOT,
    env,
    ready: (isOver) => until(() => fetch(`${url}/control/requests`), PROVIDER_START_MS, isOver),
  };
}
