// Types of supervisor.mjs for the TypeScript that uses it.
export type ProcessSpec = {
  name: string;
  command: string;
  args: string[];
  isSpared?: boolean;
  stopTimeoutMs?: number;
  ready?: (isOver: () => boolean) => Promise<unknown>;
};
export function createSupervisor(options: {
  dataDir: string;
  say: (text: string) => void;
  giveUp: (failure: Error) => void;
  backoffMs?: number;
}): {
  runDir: string;
  start: (spec: ProcessSpec) => Promise<unknown>;
  tail: (name: string) => string[];
  stop: () => Promise<void>;
  kill: () => void;
};
