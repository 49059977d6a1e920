import type { copies, places } from "@/db/schema/copies";

type CopyRow = typeof copies.$inferSelect;

/** A copy as an import brings it. `place`: from the home down to the shelf; none where nobody has said. */
export type ImportedCopy = Pick<
  CopyRow,
  "condition" | "acquiredOn" | "acquiredFrom" | "price" | "currency" | "isSigned" | "notes"
> & { place: Pick<typeof places.$inferSelect, "kind" | "name">[] };

export type CopiesToImport = { bookId: number; copies: ImportedCopy[] };

/** What was made, with what it said then: it is taken back only where it still says that. */
export type MadeCopy = { id: number; bookId: number; says: string };
