import "server-only";
import { handle, skip } from "@/lib/jobs/schema";
import { log } from "@/lib/platform/log";
import { indexBook, renewIndex } from "./commands";
import * as jobs from "./jobs";

export const searchHandlers = [
  handle(jobs.indexBook, ({ bookId }) => indexBook(bookId)),
  handle(jobs.renewIndex, async (_, signal) => {
    const renewed = await renewIndex(signal);
    if (renewed === 0) return skip("nothing_outdated");
    log.info("search.index_renewed", { renewed });
  }),
];
