import { closeDatabase } from "@/db/client";
import { getCredentials } from "@/lib/accounts/queries";
import { resetSecondFactor } from "@/lib/accounts/second-factor/commands";
import { redis } from "@/lib/platform/redis";

/**
 * `npm run accounts:reset-factor -- <username>`: takes the second factor away from the account of a reader who has lost
 * phone and recovery codes. Whoever runs it has made sure that it is the reader who asks.
 */
const [login] = process.argv.slice(2);
if (login === undefined) {
  console.error("Usage: npm run accounts:reset-factor -- <username>");
  process.exitCode = 2;
} else {
  const account = await getCredentials(login);
  const wasOn = account !== undefined && (await resetSecondFactor(account.id));
  if (wasOn) console.log(`${account.username}: the second factor is off, the password alone opens the account.`);
  else console.error(account ? `${account.username} has no second factor.` : `No account is called ${login}.`);
  if (!wasOn) process.exitCode = 1;
}
redis().disconnect();
await closeDatabase();
