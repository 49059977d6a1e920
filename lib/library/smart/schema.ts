import { z } from "zod";
import { savedQuery } from "@/lib/shelf/schema";
import { createCollectionInput, id } from "../schema";

export const saveQueryInput = createCollectionInput.extend({ query: savedQuery });
export type SaveQueryInput = z.output<typeof saveQueryInput>;

export const changeQueryInput = z.object({ collectionId: id, query: savedQuery });
export type ChangeQueryInput = z.output<typeof changeQueryInput>;
