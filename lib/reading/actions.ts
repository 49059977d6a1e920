"use server";

import { action, showPresent } from "@/lib/accounts/action";
import { deleteReading, rate, restoreReading, saveReading, saveReview, setProgress, setStatus } from "./commands";
import { setGoal } from "./goals/commands";
import { setGoalInput } from "./goals/schema";
import { restoreStatuses, setStatuses } from "./lots/commands";
import { restoreStatusesInput, setStatusesInput } from "./lots/schema";
import { addQuote, deleteQuote, restoreQuote, updateQuote } from "./quotes/commands";
import { addQuoteInput, quoteInput, restoreQuoteInput, updateQuoteInput } from "./quotes/schema";
import {
  rateInput,
  readingInput,
  restoreInput,
  reviewInput,
  saveReadingInput,
  setProgressInput,
  setStatusInput,
} from "./schema";

// What is said of a book shows on its page, in the room and in the figures: every copy that the browser has is out of date.

export const setStatusAction = action("reading.set_status", "user", setStatusInput, async (actor, input) =>
  showPresent(await setStatus(actor, input)),
);

export const setProgressAction = action("reading.set_progress", "user", setProgressInput, async (actor, input) =>
  showPresent(await setProgress(actor, input)),
);

export const rateAction = action("reading.rate", "user", rateInput, async (actor, input) =>
  showPresent(await rate(actor, input)),
);

export const saveReviewAction = action("reading.save_review", "user", reviewInput, async (actor, input) =>
  showPresent(await saveReview(actor, input)),
);

export const saveReadingAction = action("reading.save_reading", "user", saveReadingInput, async (actor, input) =>
  showPresent(await saveReading(actor, input)),
);

export const deleteReadingAction = action("reading.delete_reading", "user", readingInput, async (actor, input) =>
  showPresent(await deleteReading(actor, input)),
);

export const restoreReadingAction = action("reading.restore", "user", restoreInput, async (actor, input) =>
  showPresent(await restoreReading(actor, input)),
);

export const setStatusesAction = action("reading.set_statuses", "user", setStatusesInput, async (actor, input) =>
  showPresent(await setStatuses(actor, input)),
);

export const restoreStatusesAction = action(
  "reading.restore_statuses",
  "user",
  restoreStatusesInput,
  async (actor, input) => showPresent(await restoreStatuses(actor, input)),
);

export const setGoalAction = action("reading.set_goal", "user", setGoalInput, async (actor, input) =>
  showPresent(await setGoal(actor, input)),
);

export const addQuoteAction = action("reading.add_quote", "user", addQuoteInput, async (actor, input) =>
  showPresent(await addQuote(actor, input)),
);

export const updateQuoteAction = action("reading.update_quote", "user", updateQuoteInput, async (actor, input) =>
  showPresent(await updateQuote(actor, input)),
);

export const deleteQuoteAction = action("reading.delete_quote", "user", quoteInput, async (actor, input) =>
  showPresent(await deleteQuote(actor, input)),
);

export const restoreQuoteAction = action("reading.restore_quote", "user", restoreQuoteInput, async (actor, input) =>
  showPresent(await restoreQuote(actor, input)),
);
