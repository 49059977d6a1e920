import type { z } from "zod";
import { bookAdded } from "@/lib/catalog/events";
import { coverAdded } from "@/lib/covers/events";
import { drawCover, embedCover, extractFeatures } from "@/lib/covers/jobs";
import type { EventDefinition } from "@/lib/events/schema";
import type { JobDefinition } from "@/lib/jobs/schema";
import { photoSettled } from "@/lib/scans/photos/events";
import { clearPhoto } from "@/lib/scans/photos/jobs";
import { indexBook } from "@/lib/search/jobs";

export type Subscription = {
  event: EventDefinition;
  job: JobDefinition;
  toPayload: (payload: unknown) => unknown;
};

function on<Event extends z.ZodType, Payload extends z.ZodType>(
  event: EventDefinition<Event>,
  job: JobDefinition<Payload>,
  toPayload: (payload: z.output<Event>) => z.input<Payload>,
): Subscription {
  return { event, job, toPayload: (payload) => toPayload(event.payload.parse(payload)) };
}

/** What follows from what, in one list. */
export const subscriptions: Subscription[] = [
  on(bookAdded, drawCover, ({ bookId }) => ({ bookId })),
  on(bookAdded, indexBook, ({ bookId }) => ({ bookId })),
  on(coverAdded, embedCover, ({ coverId }) => ({ coverId })),
  on(coverAdded, extractFeatures, ({ coverId }) => ({ coverId })),
  on(photoSettled, clearPhoto, ({ photoId }) => ({ photoId })),
];
