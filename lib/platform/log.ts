import "server-only";
import { env } from "./env";

const LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
type Level = Exclude<(typeof LEVELS)[number], "silent">;
type Context = Record<string, unknown>;

function plain(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const cause = value.cause === undefined ? undefined : plain(value.cause);
  return { name: value.name, message: value.message, stack: value.stack, ...(cause === undefined ? {} : { cause }) };
}

function write(level: Level, message: string, context: Context = {}) {
  if (LEVELS.indexOf(level) < LEVELS.indexOf(env().logLevel)) return;
  const fields = Object.fromEntries(Object.entries(context).map(([key, value]) => [key, plain(value)]));
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...fields })}\n`);
}

/** One JSON object a line on stdout. Callers never pass what a person typed: passwords hide in input. */
export const log = {
  debug: (message: string, context?: Context) => write("debug", message, context),
  info: (message: string, context?: Context) => write("info", message, context),
  warn: (message: string, context?: Context) => write("warn", message, context),
  error: (message: string, context?: Context) => write("error", message, context),
};
