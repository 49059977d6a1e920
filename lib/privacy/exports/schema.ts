import { z } from "zod";

export const EXPORT_STATES = ["waiting", "running", "ready", "failed"] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/** A copy of a reader's data, as that reader sees it. */
export type DataExport = {
  id: string;
  state: ExportState;
  partsDone: number;
  parts: number;
  bytes: number | null;
  requestedAt: Date;
  expiresAt: Date | null;
  /** How often it can still be fetched. */
  downloadsLeft: number;
  /** Where to fetch it; signed, and worth nothing to anybody else. Null unless it is ready. */
  href: string | null;
};

/** Each reads everything that is held on a reader; in a browser and over the API together. */
export const EXPORTS_LIMIT = { name: "export", max: 5, windowMs: 24 * 60 * 60_000 };

export const exportInput = z.object({ exportId: z.uuid() });
export type ExportInput = z.output<typeof exportInput>;
