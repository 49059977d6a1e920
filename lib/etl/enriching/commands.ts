import "server-only";
import { db, inTransaction } from "@/db/client";
import { bookLookups } from "@/db/schema/etl";
import { enrichBook } from "@/lib/catalog/provenance/commands";
import { fieldsWith } from "@/lib/catalog/provenance/rules";
import type { BookField } from "@/lib/catalog/provenance/schema";
import { listKnownBooks } from "@/lib/catalog/queries";
import { fillEmpty, isOfAnotherBook } from "@/lib/catalog/records/rules";
import { offerCovers } from "@/lib/covers/choice/commands";
import { findCoverImages, listAnsweredPrefixes, lookUpIsbns } from "@/lib/enrichment/queries";
import { describeFailures } from "@/lib/enrichment/rules";
import type { IsbnLookUp, MergedRecord, ProviderFailure } from "@/lib/enrichment/schema";
import { env } from "@/lib/platform/env";
import { fail, ok } from "@/lib/platform/result";
import { sleep } from "@/lib/platform/sleep";
import { storageErrorOf } from "@/lib/platform/storage-error";
import { indexBooks } from "@/lib/search/commands";
import { noCounts, PROBLEMS, STORAGE_TROUBLES } from "../schema";
import { countBooksToEnrich, holdAskedBook, listBooksToEnrich } from "./queries";
import { waitMsOf } from "./rules";
import type { EnrichProblem, EnrichSummary, LookupOutcome, RejectedBook } from "./schema";

/** ISBNs of one question: as many as Open Library takes. */
const BATCH = 25;
/** How often all are asked again of whom none has answered, before it is called an outage. */
const OUTAGE_TRIES = 5;

export type EnrichOptions = {
  signal?: AbortSignal;
  isDryRun?: boolean;
  /** At most so many books. */
  limit?: number;
  /** Also books that were asked about lately. */
  isAgain?: boolean;
  outageTries?: number;
  onProgress?: (done: number, total: number) => void;
  onRejected?: (book: RejectedBook) => void | Promise<void>;
};

type Book = Awaited<ReturnType<typeof listBooksToEnrich>>[number];
type Known = Awaited<ReturnType<typeof listKnownBooks>>[number];

/** What one book got. `problem`: nothing, and why. */
type Gain = { filled: (BookField | "cover")[]; proposed: number; problem?: EnrichProblem; explanation?: string };

/**
 * Asks the sources about the books that lack something, fills what is empty and proposes the rest; a book without a real
 * cover gets one. Books of whose ISBN no source in use knows anything are left alone. It is written down which books were asked about, so a run that was ended goes on with the others, and a
 * second run asks nobody. A dry run asks, and writes nothing. Where nobody answers it waits, and then ends with `trouble`:
 * no book is passed over for an outage. A cover that cannot be stored ends it as well, with what it has done. Fails where nobody may be asked.
 */
export async function enrichBooks(options: EnrichOptions = {}) {
  if (env().providers.names.length === 0) return fail("offline", "No source may be asked: PROVIDERS is none.");
  const { signal = new AbortController().signal, isDryRun = false, limit = Number.POSITIVE_INFINITY } = options;
  const choice = { now: new Date(), isAgain: options.isAgain ?? false, prefixes: listAnsweredPrefixes() };
  const summary: EnrichSummary = { counts: noCounts(), filled: {}, proposed: 0, rejections: {}, isFinished: true };
  const total = Math.min(limit, await countBooksToEnrich(choice));
  const { counts } = summary;
  try {
    for (let after = 0; counts.read < limit; ) {
      signal.throwIfAborted();
      const books = await listBooksToEnrich(choice, after, Math.min(BATCH, limit - counts.read));
      const last = books.at(-1);
      if (!last) break;
      const answers = await askPatiently(books, signal, options.outageTries ?? OUTAGE_TRIES);
      if (!answers.ok) return ok({ summary: { ...summary, isFinished: false, trouble: answers.message } });
      const known = await listKnownBooks(db, { isbns: books.map(({ isbn13 }) => isbn13), sourceKeys: [] });
      const tried: number[] = [];
      try {
        for (const [at, book] of books.entries()) {
          const [answer, present] = [answers.found[at], known.find(({ id }) => id === book.id)];
          if (!answer) continue;
          tried.push(book.id);
          const gain = await enrichOne(book, present, answer, { isDryRun, signal });
          count(summary, gain);
          const { problem, explanation = "" } = gain;
          if (problem) await options.onRejected?.({ isbn13: book.isbn13, title: book.title, problem, explanation });
          options.onProgress?.(counts.read, total);
        }
      } finally {
        // The worker does it as well, but not every site runs one while it is filled.
        if (!isDryRun) await inTransaction((tx) => indexBooks(tx, tried));
      }
      after = last.id;
    }
  } catch (error) {
    const storage = storageErrorOf(error);
    if (storage)
      summary.trouble = `A cover could not be stored: ${STORAGE_TROUBLES[storage.trouble]} (${storage.place}).`;
    else if (!signal.aborted) throw error;
    summary.isFinished = false;
  }
  return ok({ summary });
}

function count(summary: EnrichSummary, { filled, proposed, problem }: Gain): void {
  const { counts, rejections } = summary;
  counts.read += 1;
  counts[problem ? "rejected" : filled.length > 0 ? "updated" : "unchanged"] += 1;
  if (problem) rejections[problem] = (rejections[problem] ?? 0) + 1;
  for (const field of filled) summary.filled[field] = (summary.filled[field] ?? 0) + 1;
  summary.proposed += proposed;
}

/** Whether all who were asked have answered, or one of them who knows. Nobody's answer is none. */
const isAnswered = ({ outcome }: IsbnLookUp): boolean => outcome === "found" || outcome === "not_found";

/** Asks about books until at least one source has answered about one of them. */
async function askPatiently(books: Book[], signal: AbortSignal, triesMax: number) {
  for (let tries = 1; ; tries++) {
    const found = await lookUpIsbns(
      books.map(({ isbn13 }) => isbn13),
      signal,
    );
    if (found.some(isAnswered)) return ok({ found });
    const failures: ProviderFailure[] = found.flatMap((one) => one.failures);
    if (tries >= triesMax) return fail("outage", `Nobody answers: ${describeFailures(failures)}.`);
    await sleep(waitMsOf(failures), signal);
    signal.throwIfAborted();
  }
}

const GONE: Gain = {
  filled: [],
  proposed: 0,
  problem: "book_gone",
  explanation: "The book was removed, or given another ISBN, meanwhile.",
};

async function enrichOne(
  book: Book,
  known: Known | undefined,
  answer: IsbnLookUp,
  { isDryRun, signal }: { isDryRun: boolean; signal: AbortSignal },
): Promise<Gain> {
  const nothing = (problem: EnrichProblem, explanation: string): Gain => ({
    filled: [],
    proposed: 0,
    problem,
    explanation,
  });
  const { merged, failures } = answer;
  const remember = (what: LookupOutcome) => (isDryRun ? undefined : noteLookup(book, what));
  if (!known) return GONE;
  if (!isAnswered(answer)) return nothing("unanswered", `Not all have answered: ${describeFailures(failures)}.`);
  if (!merged) {
    await remember("not_found");
    return nothing("not_found", "No source knows this ISBN.");
  }
  if (isOfAnotherBook(known, merged.record)) {
    await remember("another_title");
    const theirs = `${merged.record.title}, ${merged.record.authors.join(", ")}`;
    return nothing("isbn_of_another_title", `${PROBLEMS.isbn_of_another_title} The sources say: ${theirs}`);
  }
  if (isDryRun) return previewGain(book, known, merged);
  const { mayHaveCoverLater, ...gain } = await writeGain(book, merged, signal);
  if (gain.problem) return gain;
  await remember(failures.length > 0 || mayHaveCoverLater ? "partly" : "found");
  return gain;
}

function previewGain(book: Book, known: Known, { record }: MergedRecord): Gain {
  const filled: Gain["filled"] = fieldsWith(fillEmpty(known, record));
  // Whether a picture that is named is one is seen when it is fetched.
  if (book.lacksCover && record.coverUrls.length > 0) filled.push("cover");
  return { filled, proposed: 0 };
}

async function writeGain(
  book: Book,
  merged: MergedRecord,
  signal: AbortSignal,
): Promise<Gain & { mayHaveCoverLater?: boolean }> {
  const { record, origins, fetchedAt: at } = merged;
  const by = origins.title ?? { source: "openlibrary", confidence: 0 };
  const enriched = await enrichBook({ bookId: book.id, record, by, origins, at });
  // It had the record's own ISBN when it was listed.
  if (!enriched.ok) return GONE;
  const cover = book.lacksCover ? await offerFoundCover(book, record.coverUrls, signal) : "none";
  const filled: Gain["filled"] = cover === "filled" ? [...enriched.filled, "cover"] : enriched.filled;
  const proposed = enriched.proposed.length + (cover === "proposed" ? 1 : 0);
  return { filled, proposed, mayHaveCoverLater: cover === "later" };
}

/**
 * Offers a book the best picture that is found. `filled`: it stands for the book now; `proposed`: a person decides;
 * `none`: it adds nothing; `later`: a source may have one another time.
 */
async function offerFoundCover(
  { id, isbn13 }: Book,
  coverUrls: string[],
  signal: AbortSignal,
): Promise<"filled" | "proposed" | "none" | "later"> {
  const { images, refusals } = await findCoverImages({ isbn13, coverUrls }, { signal, imagesMax: 2 });
  const offers = images.map(({ source, bytes }) => ({ provider: source, bytes }));
  if (offers.length > 0) {
    const offered = await offerCovers(id, offers);
    if (!offered.ok) return "none";
    return offered.verdict === "proposed" ? "proposed" : "filled";
  }
  return refusals.some(({ reason }) => reason === "limited" || reason === "unavailable") ? "later" : "none";
}

/** Writes down that the sources were asked about a book, unless it is gone by now or has another ISBN. */
async function noteLookup(book: Book, outcome: LookupOutcome): Promise<void> {
  const lookedUpAt = new Date();
  await inTransaction(async (tx) => {
    if (!(await holdAskedBook(tx, book))) return;
    await tx
      .insert(bookLookups)
      .values({ bookId: book.id, outcome, lookedUpAt })
      .onDuplicateKeyUpdate({ set: { outcome, lookedUpAt } });
  });
}
