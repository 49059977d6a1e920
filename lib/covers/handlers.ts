import "server-only";
import { handle, skip } from "@/lib/jobs/schema";
import { drawMissingCover } from "./commands";
import * as jobs from "./jobs";
import { embedCover } from "./vectors/commands";
import { snapshotIndex } from "./vectors/index/commands";

export const coverHandlers = [
  handle(jobs.drawCover, async ({ bookId }) => {
    const result = await drawMissingCover(bookId);
    if (!result.ok) return skip(result.reason);
  }),
  handle(jobs.embedCover, async ({ coverId }) => {
    const result = await embedCover(coverId);
    if (result.ok) return;
    // A lost file is worth another look: a restored backup or a slow network disk brings it back.
    if (result.reason === "file_lost") throw new Error(`the file of cover ${coverId} is not in storage`);
    return skip(result.reason);
  }),
  handle(jobs.snapshotIndex, async (_, signal) => {
    const result = await snapshotIndex({ signal });
    if (!result.ok) return skip(result.reason);
  }),
];
