import { z } from "zod";
import type { dailyStats } from "@/db/schema/ops";

/** `YYYY-MM-DD`, a day that there is. */
export const day = z.iso.date();

/** Figures of a day, as its row holds them. */
export type DayFigures = Omit<typeof dailyStats.$inferSelect, "date" | "countedAt">;
