// Types of failure.mjs for the TypeScript that uses it.
export function explainFailure(error: unknown): string;
