import type { Said } from "../../provenance/schema";
import type { InSeries } from "../../records/schema";

/** What a reader's own file says of the series of a book. */
export type SeriesClaim = { bookId: number; series: InSeries[] };

/** What became of such a claim, so that exactly this can be taken back. */
export type MadeClaim = { bookId: number } & ({ changeId: number } | { proposalId: number });

/** The least of all sources: a line of a file that somebody has had for years. */
export const CLAIMED: Said = { source: "reader", confidence: 0.2 };
