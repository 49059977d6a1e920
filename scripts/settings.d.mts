// Types of settings.mjs for the TypeScript that uses it.
export const ROOT: string;
export const SECRET_NAMES: string[];
export function parseEnvFile(text: string): Record<string, string>;
export function readSettings(
  environment?: Record<string, string | undefined>,
  root?: string,
): {
  port: number;
  host: string;
  appUrl: string;
  dataDir: string;
  modelsDir: string;
  database: { password: string | undefined };
  env: Record<string, string | undefined>;
};
