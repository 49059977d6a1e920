import { existsSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** The value that `percent` of the figures do not exceed (nearest rank). */
export function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

const digits = (ms: number) => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0));

/** "12 / 34 ms": what half and what 95 of a hundred stay under. */
export const p50p95 = (times: number[]) => `${digits(percentile(times, 50))} / ${digits(percentile(times, 95))} ms`;

export const percent = (part: number, whole: number) => (whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`);

export const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

/** Milliseconds that one call takes. */
export async function timed<Value>(work: () => Promise<Value> | Value): Promise<{ value: Value; ms: number }> {
  const startedAt = performance.now();
  const value = await work();
  return { value, ms: performance.now() - startedAt };
}

/** Times of `count` calls one after another, after some that do not count. */
export async function timesOf(count: number, work: (at: number) => Promise<unknown> | unknown, warmUps = 3) {
  for (let at = 0; at < warmUps; at++) await work(at);
  const times: number[] = [];
  for (let at = 0; at < count; at++) times.push((await timed(() => work(at))).ms);
  return times;
}

export function table(header: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

const RESULTS = path.resolve("bench/RESULTS.md");

/**
 * Prints a report; with `--record` it also replaces the section of this command in RESULTS.md, with the day and the
 * machine. How busy the machine was is said too: times from a shared one are only comparable within one run.
 */
export function report(command: string, body: string): void {
  const load = os.loadavg()[0] ?? 0;
  const machine = `${os.cpus().length} cores (${os.cpus()[0]?.model.trim()}), Node ${process.versions.node}, load ${load.toFixed(1)} at the end`;
  console.log(`\n${body}\n\n${machine}`);
  if (!process.argv.includes("--record")) return;
  const heading = `## \`npm run ${command}\``;
  const section = `${heading}\n${new Date().toISOString().slice(0, 10)}, ${machine}\n\n${body.trim()}\n`;
  const text = existsSync(RESULTS) ? readFileSync(RESULTS, "utf8") : "";
  const sections = text.split(/^(?=## )/m);
  const at = sections.findIndex((part) => part.startsWith(`${heading}\n`));
  if (at >= 0) sections[at] = `${section}\n`;
  else sections.push(`${section}\n`);
  writeFileSync(RESULTS, `${sections.map((part) => part.trimEnd()).join("\n\n")}\n`);
}

/** `--name value` of this command. */
export function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}
