// The output of long-running processes: kept in files that do not grow without end.
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { TAIL_LINES } from "./run-command.mjs";

const LOG_BYTES_MAX = 10 * 1024 * 1024;
// Stands before the time of each opening, so that a tail shows this run's lines and not an older one's.
const STARTED = "--- opened at ";

/**
 * Opens `logsDir/name.log` for appending; a large one becomes `name.log.1` first. With `echo(line, isError)` the
 * output passes through us, else the process writes to the file itself and goes on doing so if we are killed.
 */
export function openLog(logsDir, name, echo) {
  mkdirSync(logsDir, { recursive: true });
  const file = path.join(logsDir, `${name}.log`);
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
  let handle = openSync(file, "a", 0o600);
  writeSync(handle, `${STARTED}${new Date().toISOString()}\n`);

  const write = (line) => {
    writeSync(handle, `${line}\n`);
    if (fstatSync(handle).size < LOG_BYTES_MAX) return;
    closeSync(handle);
    renameSync(file, `${file}.1`);
    handle = openSync(file, "a", 0o600);
  };
  const attach = (child) => {
    for (const [stream, isError] of [
      [child.stdout, false],
      [child.stderr, true],
    ]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        if (handle === undefined) return;
        write(line);
        echo(line, isError);
      });
    }
  };
  return {
    file,
    stdio: echo ? ["ignore", "pipe", "pipe"] : ["ignore", handle, handle],
    attach,
    tail: () => readFileSync(file, "utf8").split(STARTED).at(-1).trim().split("\n").slice(1).slice(-TAIL_LINES),
    close: () => {
      if (handle !== undefined) closeSync(handle);
      handle = undefined;
    },
  };
}
