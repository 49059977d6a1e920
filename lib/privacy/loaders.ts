import "server-only";
import { listConsents } from "@/lib/accounts/consents/queries";
import { getAuditRef } from "@/lib/accounts/erasure/queries";
import { loader } from "@/lib/accounts/loader";
import { listOwnPictures } from "@/lib/covers/own/queries";
import { listOwnFeedback, listOwnPhotos, listOwnWishes } from "@/lib/scans/own/queries";
import { getLatestExport } from "./exports/queries";
import { countHeld } from "./inventory/queries";

/** Everything that the page about a reader's data shows. */
export const loadOwnData = loader("user", "/account/privacy", async (actor) => {
  const auditRef = await getAuditRef(actor.id);
  const [counts, consents, feedback, photos, pictures, wishes, latestExport] = await Promise.all([
    countHeld({ id: actor.id, auditRef }),
    listConsents(actor.id),
    listOwnFeedback(actor.id),
    listOwnPhotos(actor.id),
    listOwnPictures(actor.id),
    listOwnWishes(actor.id),
    getLatestExport(actor.id),
  ]);
  return { counts, consents, feedback, photos, pictures, wishes, latestExport };
});
