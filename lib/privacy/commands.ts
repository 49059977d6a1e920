import "server-only";
import { db } from "@/db/client";
import { getConsent, listWithdrawn } from "@/lib/accounts/consents/queries";
import { forgetOwnPictures } from "@/lib/covers/own/commands";
import { recordEvent } from "@/lib/events/commands";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import { forgetPhotos } from "@/lib/scans/own/commands";
import { picturesErased } from "./events";

/**
 * Deletes what was kept by a consent up to the moment at which its reader took it back; what the reader agreed to anew since
 * stays. Twice is once.
 */
export async function carryOutWithdrawal(consentId: number, signal?: AbortSignal) {
  const consent = await getConsent(consentId);
  if (!consent) return fail("account_gone");
  const { userId, purpose, endedAt } = consent;
  if (endedAt === null) return fail("not_withdrawn");
  const forgotten = await forgetPictures(() =>
    purpose === "scan_photos" ? forgetPhotos(userId, endedAt, signal) : forgetOwnPictures(userId, endedAt, signal),
  );
  return ok({ forgotten });
}

/** For so long a withdrawal is looked after whose own job was given up. */
const LOOKED_AFTER_DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;

/**
 * Carries out what is left of withdrawals: nothing may stay that was kept by a consent because a job was given up. One that
 * fails keeps none of the others, and all is thrown at the end. Answers with how many pictures went.
 */
export async function finishWithdrawals(now: Date, signal?: AbortSignal): Promise<number> {
  let forgotten = 0;
  const troubles: unknown[] = [];
  for (const consentId of await listWithdrawn(new Date(now.getTime() - LOOKED_AFTER_DAYS * DAY_MS))) {
    signal?.throwIfAborted();
    try {
      const result = await carryOutWithdrawal(consentId, signal);
      if (result.ok) forgotten += result.forgotten;
    } catch (error) {
      log.warn("privacy.not_withdrawn", { consentId, error });
      troubles.push(error);
    }
  }
  if (troubles.length > 0)
    throw new AggregateError(troubles, `${troubles.length} withdrawals could not be carried out`);
  return forgotten;
}

/**
 * Lets the indexes be written anew where pictures went; also where that was cut short, for then the next try may find none
 * that are left.
 */
export async function forgetPictures(forget: () => Promise<number>): Promise<number> {
  let forgotten: number | undefined;
  try {
    forgotten = await forget();
    return forgotten;
  } finally {
    if (forgotten !== 0) await recordEvent(db, picturesErased, {});
  }
}
