// Loaded before a command (`node --import ./scripts/with-site.mjs`): lets it reach the database and the Redis of the site in
// DATA_DIR, which listen on ports and with passwords of their own, and says in one line what to do where they are not there.
import { explainFailure, isOurMistake } from "./failure.mjs";
import { findServices } from "./services.mjs";
import { readSettings } from "./settings.mjs";
import { StepFailure } from "./steps.mjs";

const FAILED = 1;

function end(error) {
  const advice = error instanceof StepFailure ? ` ${error.advice.replaceAll("\n", " ")}` : "";
  console.error(`${explainFailure(error)}${advice}`);
  // Frames only: a library may bring megabytes of its own source as a message.
  if (!advice && isOurMistake(error)) console.error(error.stack.split("\n").filter(isFrame).join("\n"));
  process.exit(FAILED);
}

const isFrame = (line) => /^\s+at /.test(line);

if (!process.argv.includes("--help")) {
  try {
    const settings = readSettings();
    const found = await findServices(settings);
    Object.assign(process.env, found);
    // What was found counts; the file that it may have come from would be a second word.
    for (const name of Object.keys(found)) delete process.env[`${name}_FILE`];
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    end(error);
  }
}
// Afterwards: a database that goes away in the middle would otherwise end the command with the text of a query.
process.on("uncaughtException", end);
