import { z } from "zod";
import { spelledId as id } from "@/lib/platform/given";
import { savedQuery, shelfQuery } from "@/lib/shelf/schema";
import { createCollectionInput } from "../schema";

export const saveQueryInput = createCollectionInput.extend({ query: savedQuery });
export type SaveQueryInput = z.output<typeof saveQueryInput>;

export const changeQueryInput = z.object({ collectionId: id, query: savedQuery });
export type ChangeQueryInput = z.output<typeof changeQueryInput>;

/** What a collection was filled by before something that its query names was called otherwise, and what then. */
export const changedQuery = z.object({ collectionId: id, before: shelfQuery, after: shelfQuery });
export type ChangedQuery = z.output<typeof changedQuery>;
