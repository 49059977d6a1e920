import "server-only";
import { createHash } from "node:crypto";
import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { bookChanges, bookProposals } from "@/db/schema/catalog";
import type { Actor } from "@/lib/accounts/schema";
import { recordEvent } from "@/lib/events/commands";
import { bookChanged } from "../../events";
import { filling, recordChanges, writeChanges } from "../../provenance/commands";
import { canCurate } from "../../provenance/policy";
import { getChange } from "../../provenance/queries";
import { canonical } from "../../provenance/rules";
import type { FieldValue, Origin } from "../../provenance/schema";
import { holdBookToFill } from "../../queries";
import { listClaims, mapUnclaimed } from "./queries";
import { CLAIMED, type MadeClaim, type SeriesClaim } from "./schema";

type HashedClaim = SeriesClaim & { valueHash: string };

/**
 * Takes from a reader's own file of which series books are, in the caller's transaction: only of books of whose series nobody
 * has said anything. Who looks after the catalogue fills it by that, and it can be undone there as anything else; of any other
 * reader it is a proposal, for all would see it: one of a book at a time, and not again what was decided about. Answers with
 * what is to be taken back at an undo.
 */
export async function claimSeries(tx: Tx, actor: Actor, claims: SeriesClaim[], at: Date): Promise<MadeClaim[]> {
  const sure = claims.map(({ bookId, series }) => ({
    bookId,
    series: series.filter(({ position, range }) => position !== null || range !== undefined),
  }));
  const said = new Map(sure.filter(({ series }) => series.length > 0).map((claim) => [claim.bookId, claim]));
  const open = await mapUnclaimed(tx, [...said.keys()]);
  const news = [...said.values()]
    .map((claim): HashedClaim => ({ ...claim, valueHash: hashOf(claim) }))
    .filter(({ bookId, valueHash }) => open.get(bookId)?.has(valueHash) === false)
    .sort((a, b) => a.bookId - b.bookId);
  if (news.length === 0) return [];
  return canCurate(actor) ? fillSeries(tx, news, at) : proposeSeries(tx, news, at);
}

const hashOf = ({ series }: SeriesClaim): string =>
  createHash("sha256").update(canonical("series", { series })).digest("hex");

async function fillSeries(tx: Tx, claims: SeriesClaim[], at: Date): Promise<MadeClaim[]> {
  const made: MadeClaim[] = [];
  for (const { bookId, series } of claims) {
    const book = await holdBookToFill(tx, bookId);
    if (!book || book.series !== null) continue;
    const rows = await writeChanges(
      tx,
      book,
      filling(book, { series }, () => CLAIMED, at),
    );
    const [changeId] = await recordChanges(tx, rows);
    await recordEvent(tx, bookChanged, { bookId });
    if (changeId !== undefined) made.push({ bookId, changeId });
  }
  return made;
}

async function proposeSeries(tx: Tx, claims: HashedClaim[], at: Date): Promise<MadeClaim[]> {
  const rows = claims.map(({ bookId, series, valueHash }) => {
    return { bookId, field: "series", value: { series }, valueHash, ...CLAIMED, saidAt: at };
  });
  // What another source proposes already needs no second word.
  await tx.insert(bookProposals).ignore().values(rows);
  const [bookIds, hashes] = [claims.map(({ bookId }) => bookId), claims.map(({ valueHash }) => valueHash)];
  const made = await listClaims(tx, bookIds, hashes, at);
  return made.map(({ id, bookId }) => ({ bookId, proposalId: id }));
}

/** Takes claims back, in the caller's transaction; what was decided or changed since stays. */
export async function takeBackClaims(tx: Tx, made: MadeClaim[]): Promise<void> {
  const proposalIds = made.flatMap((one) => ("proposalId" in one ? one.proposalId : []));
  if (proposalIds.length > 0)
    await tx
      .delete(bookProposals)
      .where(and(inArray(bookProposals.id, proposalIds), eq(bookProposals.state, "proposed")));
  // In one order, as they were made: two that are at the same books wait for one another.
  for (const one of made.toSorted((a, b) => a.bookId - b.bookId)) {
    if (!("changeId" in one)) continue;
    const book = await holdBookToFill(tx, one.bookId);
    const change = await getChange(tx, one.bookId, one.changeId);
    if (!book || !change?.isLatest) continue;
    const before = { value: change.oldValue as FieldValue, origin: change.oldOrigin as Origin | null };
    await writeChanges(tx, book, [{ field: "series", kind: "undone", ...before }]);
    // As if it had never been said: the same file may say it again.
    await tx.delete(bookChanges).where(eq(bookChanges.id, one.changeId));
    await recordEvent(tx, bookChanged, { bookId: one.bookId });
  }
}
