// Types of network.mjs for the TypeScript that uses it.
export function findFreePort(first: number): Promise<number>;
