// Types of certificates.mjs for the TypeScript that uses it.
export function isLocalAddress(address: string): boolean;
export function localNames(host?: string): string[];
export function provideCertificate(
  dataDir: string,
  names: string[],
  now?: Date,
): Promise<{ dir: string; isNew: boolean; names: string[]; validTo: Date }>;
