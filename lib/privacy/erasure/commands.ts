import "server-only";
import { deleteAccount, endAllSessions } from "@/lib/accounts/erasure/commands";
import { getDueErasure, listDueErasures } from "@/lib/accounts/erasure/queries";
import type { Leaving } from "@/lib/accounts/erasure/schema";
import { forgetCopies } from "@/lib/copies/household/commands";
import { forgetOwnPictures } from "@/lib/covers/own/commands";
import { forgetInMerges } from "@/lib/duplicates/erasure/commands";
import { forgetEventsOf } from "@/lib/events/erasure/commands";
import { forgetMembership } from "@/lib/households/commands";
import { forgetJobsOf } from "@/lib/jobs/erasure/commands";
import { forgetCollections, forgetInOthersCollections } from "@/lib/library/erasure/commands";
import { forgetInIncidents, forgetInLogs } from "@/lib/ops/erasure/commands";
import { forgetInRedis } from "@/lib/platform/forget-keys";
import { forgetLettersNaming } from "@/lib/platform/forget-mail";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import { forgetReading } from "@/lib/reading/erasure/commands";
import { forgetPhotos, forgetReader } from "@/lib/scans/own/commands";
import { forgetTags } from "@/lib/tags/erasure/commands";
import { forgetPictures } from "../commands";
import { forgetExports } from "../exports/commands";

type Step = (leaving: Leaving, signal: AbortSignal | undefined) => Promise<unknown>;

/**
 * What is done, in this order: nobody acts in the account's name any more, then everything that the database cannot take
 * away by itself goes, then what was written down about it elsewhere. Each can be done again.
 */
const STEPS: Record<string, Step> = {
  sessions: ({ id }) => endAllSessions(id),
  photos: ({ id }, signal) => forgetPictures(() => forgetPhotos(id, new Date(), signal)),
  scans: ({ id }) => forgetReader(id),
  pictures: ({ id }, signal) => forgetPictures(() => forgetOwnPictures(id, new Date(), signal)),
  collections: ({ id }, signal) => forgetCollections(id, signal),
  guests: ({ id }, signal) => forgetInOthersCollections(id, signal),
  tags: ({ id }, signal) => forgetTags(id, signal),
  reading: ({ id }, signal) => forgetReading(id, signal),
  copies: ({ id }, signal) => forgetCopies(id, signal),
  household: ({ id }) => forgetMembership(id),
  merges: ({ id }, signal) => forgetInMerges(id, signal),
  exports: ({ id }) => forgetExports(id),
  letters: (leaving) => forgetLettersNaming(namesOf(leaving)),
  logs: (leaving) => forgetInLogs(leaving),
  incidents: (leaving) => forgetInIncidents(leaving),
  events: ({ id }) => forgetEventsOf(id),
  jobs: ({ id }) => forgetJobsOf(id),
  counts: (leaving) => forgetInRedis(handlesOf(leaving)),
};

/**
 * What counts and short notes in Redis call an account. Not by its name: that may be a word of ours, or a refused address,
 * and whole keys go by one word.
 */
const handlesOf = ({ id, email }: Leaving): string[] => [
  ...["user", "account", "keys-of"].map((kind) => `${kind}-${id}`),
  `"userId":${id}`,
  ...(email === null ? [] : [email]),
];

const namesOf = ({ username, email }: Leaving): string[] => (email === null ? [username] : [username, email]);

const ERASED_AT_ONCE = 100;

/**
 * Erases every account whose grace is over. One that cannot be erased keeps none of the others; it is named by its reference,
 * and all is thrown at the end. Answers with how many.
 */
export async function eraseDueAccounts(now: Date, signal?: AbortSignal): Promise<number> {
  let erased = 0;
  const troubles: unknown[] = [];
  for (const { auditRef } of await listDueErasures(now, ERASED_AT_ONCE)) {
    signal?.throwIfAborted();
    try {
      if ((await eraseAccount(auditRef, now, signal)).ok) erased += 1;
    } catch (error) {
      log.warn("privacy.not_erased", { auditRef, error });
      troubles.push(error);
    }
  }
  if (troubles.length > 0) throw new AggregateError(troubles, `${troubles.length} accounts could not be erased`);
  return erased;
}

/**
 * Erases an account whose grace is over, and everything that is held on its owner; what others rely on stays without a name.
 * As long as its row is there the erasure is not done and begins anew, each step finding what is left; with the row, which
 * goes last, go all rows that hang on it. Fails where it is not due, or done.
 */
async function eraseAccount(auditRef: string, now: Date, signal?: AbortSignal) {
  const leaving = await getDueErasure(auditRef, now);
  if (!leaving) return fail("not_due");
  for (const [name, step] of Object.entries(STEPS)) {
    signal?.throwIfAborted();
    await step(leaving, signal);
    // No more than which step it is: the log is one of the things that are to forget.
    log.debug("privacy.erasing", { step: name });
  }
  await deleteAccount(leaving);
  log.info("privacy.erased", { auditRef });
  return ok();
}
