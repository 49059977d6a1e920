import "server-only";
import { and, asc, eq, gt, isNull, lt, or } from "drizzle-orm";
import { db } from "@/db/client";
import { scanPhotos } from "@/db/schema/scans";

const PHOTO = { id: scanPhotos.id, feedbackId: scanPhotos.feedbackId, coverId: scanPhotos.coverId };

export async function getPhoto(id: string) {
  const [row] = await db.select(PHOTO).from(scanPhotos).where(eq(scanPhotos.id, id)).limit(1);
  return row;
}

/**
 * Photos that nobody decided about before `unmoderated`, and those kept before `alone` that have no feedback: by their
 * ids, those after `after`.
 */
export function listExpiredPhotos(
  { unmoderated, alone }: { unmoderated: Date; alone: Date },
  limit: number,
  after: string,
) {
  return db
    .select(PHOTO)
    .from(scanPhotos)
    .where(
      and(
        gt(scanPhotos.id, after),
        or(
          and(isNull(scanPhotos.coverId), lt(scanPhotos.createdAt, unmoderated)),
          and(isNull(scanPhotos.feedbackId), lt(scanPhotos.createdAt, alone)),
        ),
      ),
    )
    .orderBy(asc(scanPhotos.id))
    .limit(limit);
}
