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
    Object.assign(process.env, await findServices(readSettings()));
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    end(error);
  }
}
// Afterwards: a database that goes away in the middle would otherwise end the command with the text of a query.
process.on("uncaughtException", end);
