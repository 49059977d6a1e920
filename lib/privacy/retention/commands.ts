import "server-only";
import { forgetDeleted } from "@/lib/library/deleting/commands";
import { forgetMerges } from "@/lib/library/joining/commands";
import { unnameOldScans } from "@/lib/scans/own/commands";
import { finishWithdrawals } from "../commands";
import { expireExports } from "../exports/commands";
import { keptSince } from "./rules";

/** Removes what the rules say that this job removes, and what a withdrawal has left. Answers with how much of each; twice is once. */
export async function prune(now: Date, signal?: AbortSignal) {
  return {
    namedScans: await unnameOldScans(keptSince("namedScans", now), signal),
    collectionMerges: await forgetMerges(now),
    deletedCollections: await forgetDeleted(keptSince("deletedCollections", now), signal),
    exports: await expireExports(now),
    withdrawn: await finishWithdrawals(now, signal),
  };
}
