import "server-only";
import { env } from "./env";
import { keptText } from "./error-text";

const LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
type Level = Exclude<(typeof LEVELS)[number], "silent">;
type Context = Record<string, unknown>;

function plain(error: Error) {
  const { name, cause } = error;
  return {
    name,
    ...keptText(error),
    ...(cause === undefined ? {} : { cause }),
    ...(error instanceof AggregateError ? { errors: error.errors } : {}),
  };
}

/** JSON of anything: errors with their causes, big integers as text, and what contains itself only once. */
function toJson(line: Context): string {
  const ancestors: unknown[] = [];
  const sources = new Map<unknown, unknown>();
  return JSON.stringify(line, function replace(this: unknown, _key, value: unknown) {
    if (typeof value === "bigint") return String(value);
    if (typeof value !== "object" || value === null) return value;
    // `this` holds the value: what is above it on the way from the top are its ancestors.
    const holder = sources.get(this) ?? this;
    while (ancestors.length > 0 && ancestors.at(-1) !== holder) ancestors.pop();
    if (ancestors.includes(value)) return "[circular]";
    ancestors.push(value);
    if (!(value instanceof Error)) return value;
    const shown = plain(value);
    sources.set(shown, value);
    return shown;
  });
}

function write(level: Level, message: string, context: Context = {}) {
  if (LEVELS.indexOf(level) < LEVELS.indexOf(env().logLevel)) return;
  process.stdout.write(`${toJson({ at: new Date().toISOString(), level, message, ...context })}\n`);
}

/** One JSON object a line on stdout. Callers never pass what a person typed: passwords hide in input. */
export const log = {
  debug: (message: string, context?: Context) => write("debug", message, context),
  info: (message: string, context?: Context) => write("info", message, context),
  warn: (message: string, context?: Context) => write("warn", message, context),
  error: (message: string, context?: Context) => write("error", message, context),
};
