import "server-only";
import { cache } from "react";
import { requireActor } from "@/lib/accounts/session";
import { listRecentScans } from "./queries";

/** The signed-in reader's own history. */
export const loadRecentScans = cache(async (cursor?: string) => {
  const actor = await requireActor("/history");
  return listRecentScans(actor.id, cursor);
});
