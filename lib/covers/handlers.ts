import "server-only";
import { handle, skip } from "@/lib/jobs/schema";
import { log } from "@/lib/platform/log";
import type { Fail } from "@/lib/platform/result";
import { expireSpares } from "./choice/commands";
import { drawMissingCover } from "./commands";
import { extractCoverFeatures, fillFeatures, snapshotDetails } from "./features/commands";
import { fillHashes } from "./hashes/commands";
import * as jobs from "./jobs";
import { forgetSettled } from "./pending/commands";
import { embedCover } from "./vectors/commands";
import { fillIndex, pruneModels, snapshotIndex } from "./vectors/index/commands";
import { listModelsInUse } from "./vectors/models/queries";

type Outcome = { ok: true } | Fail<"cover_not_found" | "already_there" | "file_lost" | "file_damaged">;

function settle(coverId: number, result: Outcome) {
  if (result.ok) return;
  // A lost file is worth another look: a restored backup or a slow network disk brings it back.
  if (result.reason === "file_lost") throw new Error(`the file of cover ${coverId} is not in storage`);
  if (result.reason === "file_damaged") throw new Error(`the file of cover ${coverId} is damaged`);
  return skip(result.reason);
}

export const coverHandlers = [
  handle(jobs.drawCover, async ({ bookId }) => {
    const result = await drawMissingCover(bookId);
    if (!result.ok) return skip(result.reason);
  }),
  handle(jobs.embedCover, async ({ coverId }) => settle(coverId, await embedCover(coverId))),
  handle(jobs.extractFeatures, async ({ coverId }) => settle(coverId, await extractCoverFeatures(coverId))),
  handle(jobs.fillFeatures, async (_, signal) => {
    const result = await fillFeatures(signal);
    if (!result.ok) return skip(result.reason);
  }),
  handle(jobs.fillHashes, async (_, signal) => {
    const { hashed, lost } = await fillHashes(signal);
    if (hashed === 0) return skip(lost === 0 ? "nothing_missing" : "files_lost");
  }),
  handle(jobs.snapshotDetails, async (_, signal) => {
    const result = await snapshotDetails({ signal });
    if (!result.ok) return skip(result.reason);
  }),
  handle(jobs.snapshotIndex, async (_, signal) => {
    const results = [];
    for (const of of await listModelsInUse()) results.push(await snapshotIndex({ of, signal }));
    const reasons = results.flatMap((result) => (result.ok ? [] : result.reason));
    if (reasons.length === results.length) return skip(reasons.join(", "));
  }),
  handle(jobs.fillIndex, async (_, signal) => {
    const result = await fillIndex(signal);
    if (!result.ok) return skip(result.reason);
  }),
  handle(jobs.pruneModels, async (_, signal) => {
    const result = await pruneModels(new Date(), signal);
    if (!result.ok) return skip(result.reason);
  }),
  handle(jobs.expireSpares, async (_, signal) => {
    const now = new Date();
    const expired = (await expireSpares(now, signal)) + (await forgetSettled(now, signal));
    if (expired === 0) return skip("nothing_expired");
    log.info("covers.spares_expired", { expired });
  }),
];
