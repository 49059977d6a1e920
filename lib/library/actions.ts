"use server";

import { revalidatePath } from "next/cache";
import { action } from "@/lib/accounts/action";
import {
  addBook,
  createCollection,
  removeBook,
  restoreBook,
  shareWithHousehold,
  sortCollection,
  updateCollection,
} from "./commands";
import { deleteCollection, restoreCollection } from "./deleting/commands";
import { previewMerge, requestMerge, undoMerge } from "./joining/commands";
import { mergeInput, undoMergeInput } from "./joining/schema";
import { changeAll, changeLot } from "./lots/commands";
import { changeAllInput, lotInput } from "./lots/schema";
import { moveBook } from "./ordering/commands";
import { moveBookInput } from "./ordering/schema";
import {
  addBookInput,
  collectionBookInput,
  collectionInput,
  createCollectionInput,
  householdInput,
  restoreBookInput,
  sortCollectionInput,
  updateCollectionInput,
} from "./schema";
import { makeLink, nameOwner, restoreLink, revokeLink } from "./sharing/commands";
import { restoreLinkInput, shareInput } from "./sharing/schema";
import { changeQuery, saveQuery } from "./smart/commands";
import { changeQueryInput, saveQueryInput } from "./smart/schema";

// Every page shows collections somewhere (a shelf, a count, "in your collections"), and all of them are dynamic:
// what must be forgotten is the browser's copy of the pages it has been to. A refusal that another tab or device brought
// about says that the page is out of date, so it shows the present state too.
const OUT_OF_DATE = ["already_there", "not_there", "collection_not_found", "already_merging", "merge_not_found"];

function refresh<Value extends { ok: true } | { ok: false; reason: string }>(result: Value): Value {
  if (result.ok || OUT_OF_DATE.includes(result.reason)) revalidatePath("/", "layout");
  return result;
}

export const createCollectionAction = action(
  "library.create_collection",
  "user",
  createCollectionInput,
  async (actor, input) => refresh(await createCollection(actor, input)),
);

export const updateCollectionAction = action(
  "library.update_collection",
  "user",
  updateCollectionInput,
  async (actor, input) => refresh(await updateCollection(actor, input)),
);

export const deleteCollectionAction = action(
  "library.delete_collection",
  "user",
  collectionInput,
  async (actor, input) => refresh(await deleteCollection(actor, input)),
);

export const restoreCollectionAction = action(
  "library.restore_collection",
  "user",
  collectionInput,
  async (actor, input) => refresh(await restoreCollection(actor, input)),
);

export const addBookAction = action("library.add_book", "user", addBookInput, async (actor, input) =>
  refresh(await addBook(actor, input)),
);

export const removeBookAction = action("library.remove_book", "user", collectionBookInput, async (actor, input) =>
  refresh(await removeBook(actor, input)),
);

export const restoreBookAction = action("library.restore_book", "user", restoreBookInput, async (actor, input) =>
  refresh(await restoreBook(actor, input)),
);

export const sortCollectionAction = action(
  "library.sort_collection",
  "user",
  sortCollectionInput,
  async (actor, input) => refresh(await sortCollection(actor, input)),
);

export const moveBookAction = action("library.move_book", "user", moveBookInput, async (actor, input) =>
  refresh(await moveBook(actor, input)),
);

export const changeLotAction = action("library.change_lot", "user", lotInput, async (actor, input) =>
  refresh(await changeLot(actor, input)),
);

// Between two parts of a lot no page is shown anew: the last one does so for all.
export const changeAllAction = action("library.change_all", "user", changeAllInput, async (actor, input) => {
  const result = await changeAll(actor, input);
  return result.ok && result.next !== null ? result : refresh(result);
});

export const saveQueryAction = action("library.save_query", "user", saveQueryInput, async (actor, input) =>
  refresh(await saveQuery(actor, input)),
);

export const changeQueryAction = action("library.change_query", "user", changeQueryInput, async (actor, input) =>
  refresh(await changeQuery(actor, input)),
);

export const previewMergeAction = action("library.preview_merge", "user", mergeInput, previewMerge);

export const requestMergeAction = action("library.request_merge", "user", mergeInput, async (actor, input) =>
  refresh(await requestMerge(actor, input)),
);

export const undoMergeAction = action("library.undo_merge", "user", undoMergeInput, async (actor, input) =>
  refresh(await undoMerge(actor, input)),
);

export const makeLinkAction = action("library.make_link", "user", shareInput, async (actor, input) =>
  refresh(await makeLink(actor, input)),
);

export const nameOwnerAction = action("library.name_owner", "user", shareInput, async (actor, input) =>
  refresh(await nameOwner(actor, input)),
);

export const revokeLinkAction = action("library.revoke_link", "user", collectionInput, async (actor, input) =>
  refresh(await revokeLink(actor, input)),
);

export const restoreLinkAction = action("library.restore_link", "user", restoreLinkInput, async (actor, input) =>
  refresh(await restoreLink(actor, input)),
);

export const shareWithHouseholdAction = action(
  "library.share_with_household",
  "user",
  householdInput,
  async (actor, input) => refresh(await shareWithHousehold(actor, input)),
);
