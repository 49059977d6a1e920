import "server-only";
import { db } from "@/db/client";
import { getConsent } from "@/lib/accounts/consents/queries";
import { forgetOwnPictures } from "@/lib/covers/own/commands";
import { recordEvent } from "@/lib/events/commands";
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
  const forgotten =
    purpose === "scan_photos"
      ? await forgetPhotos(userId, endedAt, signal)
      : await forgetOwnPictures(userId, endedAt, signal);
  await noteErased(forgotten);
  return ok({ forgotten });
}

/** Lets the indexes be written anew where pictures went. */
export async function noteErased(pictures: number): Promise<void> {
  if (pictures > 0) await recordEvent(db, picturesErased, {});
}
