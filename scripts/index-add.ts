import { closeDatabase } from "@/db/client";
import { addToIndex } from "@/lib/covers/vectors/commands";
import { redis } from "@/lib/platform/redis";

/** `npm run index:add -- <isbn>…`: makes the covers of these books findable in every running process. */
const isbns = process.argv.slice(2);
if (isbns.length === 0) {
  console.error("Usage: npm run index:add -- <isbn> [<isbn> …]");
  process.exitCode = 2;
}
for (const isbn of isbns) {
  const result = await addToIndex(isbn);
  console.log(`${isbn}: ${result.ok ? "in the index" : result.reason}`);
  if (!result.ok) process.exitCode = 1;
}
redis().disconnect();
await closeDatabase();
