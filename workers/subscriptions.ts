import type { z } from "zod";
import { consentWithdrawn } from "@/lib/accounts/consents/events";
import { letterAskedFor } from "@/lib/accounts/events";
import { sendLetter } from "@/lib/accounts/jobs";
import { bookAdded, bookChanged } from "@/lib/catalog/events";
import { coverAdded } from "@/lib/covers/events";
import { drawCover, embedCover, extractFeatures } from "@/lib/covers/jobs";
import { lookAtBook, lookAtCover } from "@/lib/duplicates/jobs";
import type { EventDefinition } from "@/lib/events/schema";
import type { JobDefinition, NewJob, Priority } from "@/lib/jobs/schema";
import { mergeRequested } from "@/lib/library/joining/events";
import { mergeCollections } from "@/lib/library/joining/jobs";
import { exportRequested, picturesErased } from "@/lib/privacy/events";
import { carryOutWithdrawal, makeExport, renewSnapshots } from "@/lib/privacy/jobs";
import { bookAskedFor, pendingFound } from "@/lib/scans/pending/events";
import { coverPending, lookUpPending } from "@/lib/scans/pending/jobs";
import { photoSettled } from "@/lib/scans/photos/events";
import { clearPhoto } from "@/lib/scans/photos/jobs";
import { indexBook } from "@/lib/search/jobs";
import { importWanted } from "@/lib/transfers/events";
import { landPending, runImport } from "@/lib/transfers/jobs";

export type Subscription = {
  event: EventDefinition;
  job: JobDefinition;
  /** The job of one event but its id. Throws for a payload that is not as the event or the job says. */
  toJob: (payload: unknown) => Omit<NewJob, "id">;
};

/** `priorityOf`: where it is not always the job's own. */
function on<Event extends z.ZodType, Payload extends z.ZodType>(
  event: EventDefinition<Event>,
  job: JobDefinition<Payload>,
  toPayload: (payload: z.output<Event>) => z.input<Payload>,
  priorityOf: (payload: z.output<Event>) => Priority = () => job.priority,
): Subscription {
  return {
    event,
    job,
    toJob: (raw) => {
      const payload = event.payload.parse(raw);
      return { job, payload: job.payload.parse(toPayload(payload)), priority: priorityOf(payload) };
    },
  };
}

const soonerIfAwaited = ({ isAwaited }: { isAwaited?: boolean }): Priority => (isAwaited ? "reader" : "normal");

/** What follows from what, in one list. */
export const subscriptions: Subscription[] = [
  on(bookAdded, drawCover, ({ bookId }) => ({ bookId }), soonerIfAwaited),
  on(bookAdded, indexBook, ({ bookId }) => ({ bookId }), soonerIfAwaited),
  on(bookChanged, indexBook, ({ bookId }) => ({ bookId })),
  on(bookAdded, lookAtBook, ({ bookId }) => ({ bookId })),
  on(bookChanged, lookAtBook, ({ bookId }) => ({ bookId })),
  on(coverAdded, embedCover, ({ coverId }) => ({ coverId }), soonerIfAwaited),
  on(coverAdded, extractFeatures, ({ coverId }) => ({ coverId }), soonerIfAwaited),
  on(coverAdded, lookAtCover, ({ coverId }) => ({ coverId })),
  on(bookAskedFor, lookUpPending, ({ pendingId }) => ({ pendingId }), soonerIfAwaited),
  on(pendingFound, coverPending, ({ pendingId }) => ({ pendingId }), soonerIfAwaited),
  on(pendingFound, landPending, ({ pendingId }) => ({ pendingId })),
  on(importWanted, runImport, ({ importId }) => ({ importId })),
  on(photoSettled, clearPhoto, ({ photoId }) => ({ photoId })),
  on(mergeRequested, mergeCollections, ({ mergeId }) => ({ mergeId })),
  on(exportRequested, makeExport, ({ exportId }) => ({ exportId })),
  on(consentWithdrawn, carryOutWithdrawal, ({ consentId }) => ({ consentId })),
  on(picturesErased, renewSnapshots, () => ({})),
  on(letterAskedFor, sendLetter, ({ letterId }) => ({ letterId })),
];
