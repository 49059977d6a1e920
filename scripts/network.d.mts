// Types of network.mjs for the TypeScript that uses it.
export function findFreePort(first: number): Promise<number>;
export function until<Answer>(
  question: () => Promise<Answer>,
  timeoutMs: number,
  isOver?: () => boolean | undefined,
): Promise<Answer>;
