"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/accounts/action";
import { jobReference } from "@/lib/jobs/schema";
import { discardJob, pauseQueue, resumeQueue, retryAllJobs, retryJob } from "./commands";
import { queueInput } from "./schema";

/** Also after a refusal: somebody else may have been quicker. */
async function shown<Outcome>(work: Promise<Outcome>): Promise<Outcome> {
  const result = await work;
  revalidatePath("/admin/jobs");
  return result;
}

export const pauseQueueAction = action("ops.pause_queue", "admin", queueInput, (actor, input) =>
  shown(pauseQueue(actor, input)),
);

export const resumeQueueAction = action("ops.resume_queue", "admin", queueInput, (actor, input) =>
  shown(resumeQueue(actor, input)),
);

export const retryJobAction = action("ops.retry_job", "admin", jobReference, (actor, input) =>
  shown(retryJob(actor, input)),
);

export const retryAllJobsAction = action("ops.retry_all_jobs", "admin", z.object({}), (actor) =>
  shown(retryAllJobs(actor)),
);

export const discardJobAction = action("ops.discard_job", "admin", jobReference, (actor, input) =>
  shown(discardJob(actor, input)),
);
