import "server-only";
import { eq } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { scanFeedback, scanLogs } from "@/db/schema/scans";

const SCAN = {
  id: scanLogs.id,
  status: scanLogs.status,
  bookId: scanLogs.bookId,
  userId: scanLogs.userId,
  timestamp: scanLogs.timestamp,
};

type ScanRow = Omit<typeof scanLogs.$inferSelect, "requestId" | "kind" | "message" | "isbn" | "extra">;

/** A scan as far as feedback on it goes. `ownerId`: whose it is, or who spoke about a visitor's; null when nobody knows. */
export type JudgedScan = ScanRow & { ownerId: number | null };

/** The scan behind a handle. */
export async function getJudgedScan(requestId: string): Promise<JudgedScan | undefined> {
  const [scan] = await db.select(SCAN).from(scanLogs).where(eq(scanLogs.requestId, requestId));
  return scan && withOwner(db, scan);
}

/** The same, held until the caller's transaction ends: words about one scan take turns. */
export async function holdJudgedScan(tx: Tx, id: number): Promise<JudgedScan | undefined> {
  const [scan] = await tx.select(SCAN).from(scanLogs).where(eq(scanLogs.id, id)).for("update");
  return scan && withOwner(tx, scan);
}

async function withOwner(tx: Tx, scan: ScanRow): Promise<JudgedScan> {
  if (scan.userId !== null) return { ...scan, ownerId: scan.userId };
  const [given] = await tx
    .select({ userId: scanFeedback.userId })
    .from(scanFeedback)
    .where(eq(scanFeedback.scanId, scan.id));
  return { ...scan, ownerId: given?.userId ?? null };
}

export async function getFeedbackIdOfScan(tx: Tx, scanId: number): Promise<number | undefined> {
  const [row] = await tx.select({ id: scanFeedback.id }).from(scanFeedback).where(eq(scanFeedback.scanId, scanId));
  return row?.id;
}
