// Types of site.mjs for the benches.
export type BenchServer = {
  address: string;
  pid: number;
  /** From the start of the process until it answered anything, and until it could recognise a book. */
  firstAnswerMs: number;
  readyMs: number;
  /** By how much the event loop of the server was late since the last reading, milliseconds. */
  readLoopDelay: () => Promise<{ p50: number; p99: number; max: number }>;
  stop: () => Promise<void>;
};

export type BenchSite = {
  /** Which model's vectors its index holds, e.g. `ridizi-cover@0123456789ab`. */
  model: string;
  env: Record<string, string>;
  run: <Result>(file: string, ...args: string[]) => Promise<Result>;
  startWeb: () => Promise<BenchServer>;
  close: () => Promise<void>;
};

export const CACHE: string;
export function openSite(covers: number, say?: (line: string) => void): Promise<BenchSite>;
