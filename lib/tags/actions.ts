"use server";

import { action, showPresent } from "@/lib/accounts/action";
import { changeAllTags, changeTags, deleteTag, renameTag, restoreTags } from "./commands";
import { changeAllTagsInput, changeTagsInput, renameTagInput, restoreTagsInput, tagInput } from "./schema";

export const changeTagsAction = action("tags.change_tags", "user", changeTagsInput, async (actor, input) =>
  showPresent(await changeTags(actor, input)),
);

// Between two parts of a lot no page is shown anew: the last one does so for all.
export const changeAllTagsAction = action("tags.change_all_tags", "user", changeAllTagsInput, async (actor, input) => {
  const result = await changeAllTags(actor, input);
  return result.ok && result.next !== null ? result : showPresent(result);
});

export const restoreTagsAction = action("tags.restore_tags", "user", restoreTagsInput, async (actor, input) =>
  showPresent(await restoreTags(actor, input)),
);

export const renameTagAction = action("tags.rename_tag", "user", renameTagInput, async (actor, input) =>
  showPresent(await renameTag(actor, input)),
);

export const deleteTagAction = action("tags.delete_tag", "user", tagInput, async (actor, input) =>
  showPresent(await deleteTag(actor, input)),
);
