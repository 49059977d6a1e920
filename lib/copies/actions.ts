"use server";

import { action, showPresent } from "@/lib/accounts/action";
import { addCopy, deleteCopy, moveAll, moveCopies, ownBook, putBack, restoreCopy, updateCopy } from "./commands";
import {
  addCopyInput,
  copyInput,
  moveAllInput,
  moveCopiesInput,
  ownBookInput,
  putBackInput,
  restoreCopyInput,
  updateCopyInput,
} from "./schema";

export const addCopyAction = action("copies.add_copy", "user", addCopyInput, async (actor, input) =>
  showPresent(await addCopy(actor, input)),
);

export const ownBookAction = action("copies.own_book", "user", ownBookInput, async (actor, input) =>
  showPresent(await ownBook(actor, input)),
);

export const updateCopyAction = action("copies.update_copy", "user", updateCopyInput, async (actor, input) =>
  showPresent(await updateCopy(actor, input)),
);

export const deleteCopyAction = action("copies.delete_copy", "user", copyInput, async (actor, input) =>
  showPresent(await deleteCopy(actor, input)),
);

export const restoreCopyAction = action("copies.restore_copy", "user", restoreCopyInput, async (actor, input) =>
  showPresent(await restoreCopy(actor, input)),
);

export const moveCopiesAction = action("copies.move_copies", "user", moveCopiesInput, async (actor, input) =>
  showPresent(await moveCopies(actor, input)),
);

export const moveAllAction = action("copies.move_all", "user", moveAllInput, async (actor, input) =>
  showPresent(await moveAll(actor, input)),
);

export const putBackAction = action("copies.put_back", "user", putBackInput, async (actor, input) =>
  showPresent(await putBack(actor, input)),
);
