// Types of services.mjs for the TypeScript that uses it: the tests' set-up and the benches.
export type Services = {
  /** DB_HOST, DB_PORT, DB_USER, DB_PASS, DB_NAME and REDIS_URL. */
  env: Record<string, string>;
  summary: string;
  stop: () => Promise<void>;
};

export function startServices(options: {
  dataDir: string;
  settings?: { database: { host?: string; name: string; user: string }; redisUrl?: string };
  isTest?: boolean;
}): Promise<Services>;
