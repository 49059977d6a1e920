// Types of build.mjs for the tests and benches.
export function buildDirectory(): string;
export function build(options?: {
  say?: (line: string) => void;
  signal?: AbortSignal;
}): Promise<{ directory: string; isNew: boolean }>;
