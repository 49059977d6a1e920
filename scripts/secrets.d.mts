// Types of secrets.mjs for the TypeScript that uses it.
export type Secrets = Record<
  | "authSecret"
  | "databasePassword"
  | "databaseRootPassword"
  | "redisPassword"
  | "demoAdminPassword"
  | "demoReaderPassword",
  string
>;
export function readSecrets(dataDir: string, overrides?: Partial<Secrets>): Secrets;
