import "server-only";
import { cache } from "react";
import { requireActor } from "@/lib/accounts/session";
import { canManageJobs } from "./policy";
import { getJobBoard } from "./queries";

/** How the work behind the site stands; undefined for readers who may not know. */
export const loadJobBoard = cache(async () => {
  const actor = await requireActor("/admin/jobs");
  return canManageJobs(actor) ? getJobBoard(new Date()) : undefined;
});
