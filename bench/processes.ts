import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second for every process that asks. */
const TICK_MS = 10;

/** Resident memory of a process. */
export const residentBytes = (pid: number) => Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)])) * 1_024;

/** Processor time that a process has used so far, all threads; undefined where the system does not tell it finely. */
export function processorMs(pid: number): number | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  // The name in brackets may hold spaces; user and system time are the 14th and 15th fields of the line.
  const fields = readFileSync(file, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Processor time a call that `work` cost a process, in words. */
export async function processorTimeOf(pid: number, calls: number, work: () => Promise<unknown>): Promise<string> {
  const before = processorMs(pid);
  await work();
  const after = processorMs(pid);
  return before === undefined || after === undefined ? "–" : `${((after - before) / calls).toFixed(1)} ms`;
}
