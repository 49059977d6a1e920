import "server-only";
import { readFileSync } from "node:fs";

/** Variables that nobody but the site should know: each may lie in a file instead, which `<NAME>_FILE` names. */
export const SECRET_NAMES = [
  ...["AUTH_SECRET", "DB_PASS", "REDIS_URL", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY", "GOOGLE_BOOKS_KEY"],
  ...["OIDC_CLIENT_SECRET", "MAIL_URL", "DEMO_ADMIN_PASSWORD", "DEMO_READER_PASSWORD"],
] as const;

type Source = Record<string, string | undefined>;

/**
 * The variables with the secrets that lie in files, as Docker and systemd hand them over, and what is wrong with them: one
 * that is given in both ways, or a file that cannot be read or is empty. The line break at a file's end is not part of it.
 */
export function readSecretFiles(source: Source): { values: Source; problems: string[] } {
  const values = { ...source };
  const problems: string[] = [];
  for (const name of SECRET_NAMES) {
    const file = source[`${name}_FILE`];
    if (!file) continue;
    if (source[name]) problems.push(`${name}_FILE: ${name} is set as well; only one of the two can count`);
    else {
      const read = readSecret(file);
      if ("text" in read) values[name] = read.text;
      else problems.push(`${name}_FILE: ${file} ${read.problem}`);
    }
  }
  return { values, problems };
}

/** What `.env` says of a secret in one way does not count where the real environment says it in the other. */
export function overruled(merged: Source, given: Source): Source {
  const values = { ...merged };
  for (const name of SECRET_NAMES) {
    if (given[name] && !given[`${name}_FILE`]) delete values[`${name}_FILE`];
    if (given[`${name}_FILE`] && !given[name]) delete values[name];
  }
  return values;
}

function readSecret(file: string): { text: string } | { problem: string } {
  try {
    const text = readFileSync(file, "utf8").replace(/\r?\n$/, "");
    return text === "" ? { problem: "is empty" } : { text };
  } catch (error) {
    return { problem: `cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})` };
  }
}
