// Types of temporary.mjs for the TypeScript that uses it.
export function createTemporaryDataDir(label: string): Promise<{ dir: string; remove: () => void }>;
