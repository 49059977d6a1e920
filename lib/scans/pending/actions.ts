"use server";

import { action, showPresent } from "@/lib/accounts/action";
import {
  approvePending,
  askForTitle,
  chooseCandidate,
  markTold,
  rejectPending,
  reopenPending,
  retryPending,
  typeBook,
  wish,
} from "./commands";
import {
  approvePendingInput,
  askByTitleInput,
  chooseCandidateInput,
  pendingInput,
  typeBookInput,
  wishInput,
} from "./schema";

export const askForTitleAction = action("scans.ask_for_title", "user", askByTitleInput, askForTitle);

export const wishAction = action("scans.wish", "user", wishInput, wish);

export const markToldAction = action("scans.mark_told", "user", pendingInput, markTold);

export const chooseCandidateAction = action(
  "scans.choose_candidate",
  "user",
  chooseCandidateInput,
  async (actor, input) => showPresent(await chooseCandidate(actor, input)),
);

export const typeBookAction = action("scans.type_book", "user", typeBookInput, async (actor, input) =>
  showPresent(await typeBook(actor, input)),
);

export const approvePendingAction = action(
  "scans.approve_pending",
  "moderator",
  approvePendingInput,
  async (actor, input) => showPresent(await approvePending(actor, input)),
);

export const rejectPendingAction = action("scans.reject_pending", "moderator", pendingInput, async (actor, input) =>
  showPresent(await rejectPending(actor, input)),
);

export const reopenPendingAction = action("scans.reopen_pending", "moderator", pendingInput, async (actor, input) =>
  showPresent(await reopenPending(actor, input)),
);

export const retryPendingAction = action("scans.retry_pending", "moderator", pendingInput, async (actor, input) =>
  showPresent(await retryPending(actor, input)),
);
