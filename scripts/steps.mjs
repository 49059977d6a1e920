// Numbered steps on the terminal: what each does, how it goes on, how long it took.

/** A step that failed for a reason we can name. `advice` says what to do; `output` holds the last lines seen. */
export class StepFailure extends Error {
  constructor(message, advice, output = []) {
    super(message);
    this.name = "StepFailure";
    this.advice = advice;
    this.output = output;
  }
}

/** Thrown out of a step when the user asked to stop: not a failure, nothing to explain. */
export class Interrupted extends Error {
  constructor() {
    super("Stopped");
    this.name = "Interrupted";
  }
}

// A terminal line is redrawn often; a log gets a sign of life now and then.
const REDRAW_MS = 200;
const LOG_PROGRESS_MS = 30_000;

/** Runs steps one after another and reports them on `stream`. `total` is the number printed after the slash. */
export function createSteps(total, stream = process.stdout) {
  let number = 0;
  return {
    /** Prints a line of its own, also while a step redraws its progress. */
    print: (text) => stream.write(`${stream.isTTY ? "\r\x1b[2K" : ""}${text}\n`),

    /**
     * Runs `work({ say })`; `say` replaces the progress text. What `work` returns, if a string, closes the line.
     * Errors pass through with the step's name in `error.step`.
     */
    async run(title, work) {
      number += 1;
      const label = `[${number}/${total}] ${title}`;
      const progress = showProgress(label, stream);
      const started = performance.now();
      try {
        const outcome = await work({ say: progress.say });
        const detail = typeof outcome === "string" ? `: ${outcome}` : "";
        progress.end(
          `${label}${detail} (${seconds(performance.now() - started)})`,
          `      done in ${seconds(performance.now() - started)}${detail}`,
        );
        return outcome;
      } catch (error) {
        const word = error instanceof Interrupted ? "stopped" : "FAILED";
        progress.end(
          `${label}: ${word} after ${seconds(performance.now() - started)}`,
          `      ${word} after ${seconds(performance.now() - started)}`,
        );
        error.step ??= title;
        throw error;
      }
    },
  };
}

/** Prints a failure as people need it: what failed, the last it said, what to do. */
export function printFailure(error, stream = process.stderr) {
  const lines = [
    "",
    `✗ ${error.step ? `${error.step}: ` : ""}${error instanceof StepFailure ? error.message : error.stack}`,
  ];
  if (error.output?.length)
    lines.push(
      "",
      `  The last ${error.output.length} lines of its output:`,
      ...error.output.map((line) => `  | ${line}`),
    );
  if (error.advice) lines.push("", "  What to do:", ...error.advice.split("\n").map((line) => `  ${line}`));
  stream.write(`${lines.join("\n")}\n\n`);
}

/** Milliseconds as people read them: "0.4 s", "2 min 05 s". */
export function seconds(ms) {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const whole = Math.round(ms / 1000);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

function showProgress(label, stream) {
  const started = performance.now();
  const isTerminal = Boolean(stream.isTTY);
  let text = "";
  const elapsed = () => seconds(performance.now() - started);
  const draw = () => {
    if (isTerminal) stream.write(`\r\x1b[2K${`${label} … ${elapsed()} ${text}`.slice(0, (stream.columns || 80) - 1)}`);
    else stream.write(`      … ${elapsed()}${text ? `  ${text}` : ""}\n`);
  };
  if (!isTerminal) stream.write(`${label}\n`);
  const timer = setInterval(draw, isTerminal ? REDRAW_MS : LOG_PROGRESS_MS);
  return {
    say: (next) => {
      text = next;
    },
    end: (terminalLine, logLine) => {
      clearInterval(timer);
      stream.write(isTerminal ? `\r\x1b[2K${terminalLine}\n` : `${logLine}\n`);
    },
  };
}
