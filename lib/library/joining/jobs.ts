import { z } from "zod";
import { defineJob } from "@/lib/jobs/schema";

/** Makes two collections one. Somebody looks at it while it is done. */
export const mergeCollections = defineJob("library.merge_collections", z.object({ mergeId: z.int() }), {
  priority: "reader",
});
