import "server-only";
import { handle, skip } from "@/lib/jobs/schema";
import { carryOutMerge } from "./commands";
import { mergeCollections } from "./jobs";

export const joiningHandlers = [
  handle(mergeCollections, async ({ mergeId }) => {
    const result = await carryOutMerge(mergeId);
    if (!result.ok) return skip(result.reason);
  }),
];
