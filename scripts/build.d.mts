// Types of build.mjs for the TypeScript that uses it.
export function buildDirectory(): string;
