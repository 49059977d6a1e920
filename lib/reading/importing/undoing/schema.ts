import type { Status } from "../../schema";

/** What an import made of a reader's row about a work, and the readings and quotes that it brought. */
export type MadeByImport = {
  status?: { before: Status | null; after: Status };
  rating?: number;
  review?: string;
  readings: { id: number }[];
  quotes: { id: number }[];
};
