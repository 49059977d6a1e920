"use server";

import { revalidatePath } from "next/cache";
import { action } from "@/lib/accounts/action";
import { decideProposals, editBook, lockField, undoChange } from "./commands";
import { decideProposalsInput, editBookInput, lockFieldInput, undoChangeInput } from "./schema";

/** Also after a refusal: what somebody else decided meanwhile is no longer to be decided. */
function showPresent<Result>(result: Result): Result {
  revalidatePath("/", "layout");
  return result;
}

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
