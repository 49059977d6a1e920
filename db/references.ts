import "server-only";
import { pendingAskers } from "./schema/scans";

// Rows of modules that name a row of one below them, which cannot know them: they go along where it becomes part of another.

/** Books that readers want in a collection once they are known. */
export const WISHES = { table: pendingAskers, on: pendingAskers.collectionId };
