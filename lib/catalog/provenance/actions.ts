"use server";

import { action, showPresent } from "@/lib/accounts/action";
import { decideProposals, editBook, lockField, undoChange } from "./commands";
import { decideProposalsInput, editBookInput, lockFieldInput, undoChangeInput } from "./schema";

export const editBookAction = action("catalog.edit_book", "moderator", editBookInput, async (actor, input) =>
  showPresent(await editBook(actor, input)),
);

export const lockFieldAction = action("catalog.lock_field", "moderator", lockFieldInput, async (actor, input) =>
  showPresent(await lockField(actor, input)),
);

export const decideProposalsAction = action(
  "catalog.decide_proposals",
  "moderator",
  decideProposalsInput,
  async (actor, input) => showPresent(await decideProposals(actor, input)),
);

export const undoChangeAction = action("catalog.undo_change", "moderator", undoChangeInput, async (actor, input) =>
  showPresent(await undoChange(actor, input)),
);
