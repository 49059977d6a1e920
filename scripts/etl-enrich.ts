import { runEtlCommand } from "./etl-harness";
import { LIMIT_IS_A_NUMBER, readLimit, runEnrich } from "./etl-steps";

await runEtlCommand({
  usage: `Usage: npm run etl:enrich [-- --limit N] [--again]
Asks Open Library, Google Books and the national library about the books with an ISBN that lack a field or a real cover,
fills what is empty and proposes the rest. A book that was asked about rests for a month. \`updated\` counts books that got
something. A dry run asks as well.

  --limit N      at most N books
  --again        also those that were asked about lately`,
  options: { limit: { type: "string" }, again: { type: "boolean" } },
  run: async (context) => {
    const limit = readLimit(context.values);
    if (limit === null) return LIMIT_IS_A_NUMBER;
    return runEnrich(context, { limit, isAgain: context.values.again === true });
  },
});
