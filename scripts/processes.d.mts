// Types of processes.mjs for the TypeScript that uses it.
export type ProcessRecord = { pid: number; started: string; boot: string; url?: string };
export const OWNER_VARIABLE: string;
export function describeProcess(pid: number): ProcessRecord | undefined;
export function isRunning(record: ProcessRecord | undefined): boolean;
export function recordProcess(runDir: string, name: string, pid: number): void;
export function readRecord(file: string): ProcessRecord | undefined;
export function takeLock(file: string, details?: { url?: string }): Promise<ProcessRecord | undefined>;
export function releaseLock(file: string): void;
export function leftoverNames(runDir: string): string[];
export function endLeftovers(
  runDir: string,
  names: string[],
  owner: string,
  options?: { timeoutMs?: number },
): Promise<string[]>;
