import { env } from "@/lib/platform/env";
import { runEtlCommand } from "./etl-harness";
import { LIMIT_IS_A_NUMBER, readLimit, runCrawl } from "./etl-steps";

/** Some twenty pages, which take a minute. */
const LIMIT = 1_000;

await runEtlCommand({
  usage: `Usage: npm run etl:sync [-- --subjects "Poetry, Sea stories"] [--limit N]
Goes through the lists of new books that Open Library and Google Books have of each subject, and brings those with an ISBN
into the catalogue. It remembers where it was: run daily, it goes on through each list, and then follows what is new. A
dry run asks as well.

  --subjects     with commas between; without it those of CRAWL_SUBJECTS
  --limit N      no further page when N books have been looked at (${LIMIT.toLocaleString("en")})`,
  options: { subjects: { type: "string" }, limit: { type: "string" } },
  run: async (context) => {
    const limit = readLimit(context.values);
    if (limit === null) return LIMIT_IS_A_NUMBER;
    const { subjects } = context.values;
    const given = String(subjects ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean);
    if (subjects !== undefined && given.length === 0)
      return { failed: "--subjects names at least one.", isUsage: true };
    const wanted = given.length > 0 ? [...new Set(given)] : env().providers.crawlSubjects;
    return runCrawl(wanted, context, limit ?? LIMIT);
  },
});
