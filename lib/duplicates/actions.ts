"use server";

import { action, showPresent } from "@/lib/accounts/action";
import { comparePair } from "./commands";
import { joinPair, keepApart, mergePair, reopenPair, undoMerge } from "./merging/commands";
import { comparePairInput, decidePairInput, mergePairInput, reopenPairInput, undoMergeInput } from "./schema";

export const mergePairAction = action("duplicates.merge_pair", "moderator", mergePairInput, async (actor, input) =>
  showPresent(await mergePair(actor, input)),
);

export const keepApartAction = action("duplicates.keep_apart", "moderator", decidePairInput, async (actor, input) =>
  showPresent(await keepApart(actor, input)),
);

export const joinPairAction = action("duplicates.join_pair", "moderator", decidePairInput, async (actor, input) =>
  showPresent(await joinPair(actor, input)),
);

export const reopenPairAction = action("duplicates.reopen_pair", "moderator", reopenPairInput, async (actor, input) =>
  showPresent(await reopenPair(actor, input)),
);

export const undoMergeAction = action("duplicates.undo_merge", "moderator", undoMergeInput, async (actor, input) =>
  showPresent(await undoMerge(actor, input)),
);

export const comparePairAction = action(
  "duplicates.compare_pair",
  "moderator",
  comparePairInput,
  async (actor, input) => showPresent(await comparePair(actor, input)),
);
