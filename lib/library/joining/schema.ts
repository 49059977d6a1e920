import { z } from "zod";
import type { MovedRows } from "@/db/moving";
import { spelledId as id } from "@/lib/platform/given";
import type { Collection, CollectionSort } from "../schema";
import type { ChangedQuery } from "../smart/schema";

/** For so long a merge can be taken back. */
export const UNDO_DAYS = 30;

export const mergeInput = z
  .object({ keptId: id, goneId: id })
  .refine(({ keptId, goneId }) => keptId !== goneId, "Choose another collection.");
export type MergeInput = z.output<typeof mergeInput>;

export const undoMergeInput = z.object({ mergeId: id });
export type UndoMergeInput = z.output<typeof undoMergeInput>;

/** Who sees a collection besides its owner. */
export type SeenBy = { isLinked: boolean; isShared: boolean };

/** What two collections have, who sees each, and how many books both have. */
export type MergePreview = { counts: [number, number]; seenBy: [SeenBy, SeenBy]; inBoth: number };

/** A merge as its reader sees it. */
export type Merge = Omit<Collection, "id"> & {
  id: number;
  state: "waiting" | "done" | "failed";
  requestedAt: Date;
  /** What it is part of now, which may be deleted for now; null: of what was never carried out, that is gone. */
  kept: (Omit<Collection, "id"> & { isDeleted: boolean }) | null;
};

/** What undoing a merge needs: the collection that went, and which books were its. */
export type MergedCollection = {
  /** `libraryId`: the household that saw it; unknown of merges of former versions. */
  collection: { description: string; sort: CollectionSort; createdAt: string; libraryId?: number | null };
  shelved: MovedRows;
  /** Books that were to come into it once they are known; unknown of merges of former versions. */
  wishes?: MovedRows;
  /** What collections were filled by that named it. */
  queries?: ChangedQuery[];
};
