"use server";

import { action, showPresent } from "@/lib/accounts/action";
import { changeTags, deleteTag, renameTag, restoreTags } from "./commands";
import { changeTagsInput, renameTagInput, restoreTagsInput, tagInput } from "./schema";

export const changeTagsAction = action("tags.change_tags", "user", changeTagsInput, async (actor, input) =>
  showPresent(await changeTags(actor, input)),
);

export const restoreTagsAction = action("tags.restore_tags", "user", restoreTagsInput, async (actor, input) =>
  showPresent(await restoreTags(actor, input)),
);

export const renameTagAction = action("tags.rename_tag", "user", renameTagInput, async (actor, input) =>
  showPresent(await renameTag(actor, input)),
);

export const deleteTagAction = action("tags.delete_tag", "user", tagInput, async (actor, input) =>
  showPresent(await deleteTag(actor, input)),
);
