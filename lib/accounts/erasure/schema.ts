import { z } from "zod";
import { typedOnceMore } from "../proof/schema";

export const requestErasureInput = z.object({
  /** Not for whoever has none. */
  password: typedOnceMore,
});
export type RequestErasureInput = z.output<typeof requestErasureInput>;

/** An account that waits for its erasure. */
export type Leaver = { userId: number; username: string; erasureDueAt: Date };

/** Whom an erasure takes away: by what their name can be found. */
export type Leaving = { id: number; username: string; email: string | null; auditRef: string };
