import "server-only";
import { eq, sql } from "drizzle-orm";
import { db, inTransaction } from "@/db/client";
import { crawls } from "@/db/schema/etl";
import { importRecords, isImportRace, namesOf } from "@/lib/catalog/commands";
import type { Said } from "@/lib/catalog/provenance/schema";
import { listKnownBooks } from "@/lib/catalog/queries";
import type { ImportableRecord, RecordOutcome } from "@/lib/catalog/records/schema";
import type { ProviderRecord } from "@/lib/enrichment/providers/schema";
import { crawlSubject } from "@/lib/enrichment/queries";
import { env } from "@/lib/platform/env";
import { fail, ok } from "@/lib/platform/result";
import { indexBooks } from "@/lib/search/commands";
import { type Named, previewRecord, withOutcomes } from "../rules";
import { noCounts, PROBLEMS } from "../schema";
import { getCrawl } from "./queries";
import { afterPage, type ListState, nameOf } from "./rules";
import { type BookList, type CrawlProblem, type CrawlSummary, crawledSources, type RejectedListing } from "./schema";

export type CrawlOptions = {
  signal?: AbortSignal;
  isDryRun?: boolean;
  /** No page is asked for when so many books have been looked at. */
  limit?: number;
  onProgress?: (list: string, done: number) => void;
  onRejected?: (listing: RejectedListing) => void | Promise<void>;
};

/** A list with where this run is in it; `isDone` when it has no more for this run. */
type Open = BookList & ListState & { crawledAt: Date | null; isDone: boolean };

/**
 * Goes through the sources' lists of new books of these subjects, page by page and each list in its turn, the one first
 * that has waited longest, and brings the books that have an ISBN into the catalogue. A page and where its list stands are
 * one transaction: ended at any moment, the next run goes on there, and a list that was gone through is followed for what
 * is new. A dry run asks, and writes nothing. Fails where nobody may be asked.
 */
export async function crawlLists(subjects: string[], options: CrawlOptions = {}) {
  const sources = crawledSources.filter((source) => env().providers.names.includes(source));
  if (sources.length === 0)
    return fail("offline", `None of the sources that list new books may be asked: ${crawledSources.join(", ")}.`);
  const { signal = new AbortController().signal, isDryRun = false, limit = Number.POSITIVE_INFINITY } = options;
  const summary: CrawlSummary = { counts: noCounts(), rejections: {}, pages: {}, unanswered: 0, isFinished: true };
  const lists = await openLists(subjects.flatMap((subject) => sources.map((source) => ({ source, subject }))));
  const takePage = isDryRun ? previewPages() : importPage;
  try {
    for (let waiting = lists; waiting.length > 0; waiting = waiting.filter(({ isDone }) => !isDone)) {
      for (const list of waiting) {
        signal.throwIfAborted();
        if (summary.counts.read >= limit) return ok({ summary });
        await crawlPage(list, takePage, summary, signal, options);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    summary.isFinished = false;
  }
  return ok({ summary });
}

async function openLists(lists: BookList[]): Promise<Open[]> {
  const open = await Promise.all(
    lists.map(async (list) => {
      const row = await getCrawl(list);
      const state = { nextFrom: row?.nextFrom ?? 0, isComplete: Boolean(row?.completedAt) };
      return { ...list, ...state, crawledAt: row?.crawledAt ?? null, isDone: false };
    }),
  );
  return open.sort((a, b) => (a.crawledAt?.getTime() ?? 0) - (b.crawledAt?.getTime() ?? 0));
}

type Listed = { record: ImportableRecord; said: Said };
/** Takes a page in; undefined where another process has done so meanwhile. */
type TakePage = (list: Open, listed: Listed[], next: number | null) => Promise<RecordOutcome[] | undefined>;

async function crawlPage(
  list: Open,
  takePage: TakePage,
  summary: CrawlSummary,
  signal: AbortSignal,
  { onProgress, onRejected }: CrawlOptions,
): Promise<void> {
  const place = nameOf(list);
  const reject = async (problem: CrawlProblem, explanation: string, raw: string) => {
    summary.rejections[problem] = (summary.rejections[problem] ?? 0) + 1;
    await onRejected?.({ place, problem, explanation, raw });
  };
  const page = await crawlSubject({ source: list.source, subject: list.subject, from: list.nextFrom }, signal);
  if (!page.ok) {
    list.isDone = true;
    summary.unanswered += 1;
    await reject("unanswered", `There was no page to be had: ${page.message}.`, `page ${list.nextFrom}`);
    return;
  }
  const listed = page.records.filter(({ record }) => record.isbn13 !== null).map(toListed);
  const outcomes = await takePage(list, listed, page.next);
  if (!outcomes) {
    list.isDone = true;
    return;
  }
  const nameless = page.records.filter(({ record }) => record.isbn13 === null);
  Object.assign(summary.counts, withOutcomes(summary.counts, outcomes));
  summary.counts.read += page.records.length + page.unread.length;
  summary.counts.rejected += nameless.length + page.unread.length;
  summary.pages[place] = (summary.pages[place] ?? 0) + 1;
  for (const text of page.unread)
    await reject("unreadable", "It stands in the list in a form that is not known, or has no title.", text);
  for (const { record } of nameless)
    await reject("no_isbn", "The list does not say which ISBN it has.", titled(record));
  for (const [at, { record }] of listed.entries())
    if (outcomes[at] === "isbn_of_another_title")
      await reject("isbn_of_another_title", PROBLEMS.isbn_of_another_title, titled(record));
  const hasNews = outcomes.includes("imported");
  Object.assign(list, afterPage(list, { next: page.next, hasNews }));
  onProgress?.(place, summary.counts.read);
}

const toListed = ({ source, confidence, record }: ProviderRecord): Listed => ({
  record,
  said: { source, confidence },
});

const titled = ({ isbn13, title, authors }: ImportableRecord): string =>
  [isbn13, title, authors.join(", ")].filter(Boolean).join(", ");

async function importPage(list: Open, listed: Listed[], next: number | null): Promise<RecordOutcome[] | undefined> {
  const { source, subject, nextFrom, crawledAt } = list;
  const saidOf = new Map(listed.map(({ record, said }) => [record, said]));
  const by = { saidOf: (record: ImportableRecord) => saidOf.get(record) ?? { source, confidence: 0 }, at: new Date() };
  const records = listed.map(({ record }) => record);
  await db
    .insert(crawls)
    .values({ source, subject })
    .onDuplicateKeyUpdate({ set: { subject: sql`subject` } });
  return inTransaction(async (tx) => {
    const row = await getCrawl(list, tx, { isHeld: true });
    if (!row || row.nextFrom !== nextFrom || row.crawledAt?.getTime() !== crawledAt?.getTime()) return undefined;
    const { outcomes, written } = await importRecords(tx, records, by);
    await indexBooks(tx, written);
    const after = afterPage(list, { next, hasNews: outcomes.includes("imported") });
    const now = new Date();
    const completedAt = row.completedAt ?? (after.isComplete ? now : null);
    await tx.update(crawls).set({ nextFrom: after.nextFrom, completedAt, crawledAt: now }).where(eq(crawls.id, row.id));
    list.crawledAt = now;
    return outcomes;
  }, isImportRace);
}

/** What pages would bring, remembering what those before them would have. */
function previewPages(): TakePage {
  const added = new Map<string, Named>();
  return async (_, listed) => {
    const records = listed.map(({ record }) => record);
    const known = await listKnownBooks(db, namesOf(records));
    return records.map((record) => previewRecord(known, added, record));
  };
}
