import "server-only";
import { parseIsbn } from "@/lib/catalog/rules";
import { decodePhoto } from "@/lib/covers/queries";
import { env } from "@/lib/platform/env";
import { breakerOf } from "./http/adapters/client";
import { ProviderError } from "./http/schema";
import { dnb, dnbServices } from "./providers/adapters/dnb";
import { googleBooks, googleBooksServices } from "./providers/adapters/google-books";
import { openLibrary, openLibraryServices } from "./providers/adapters/open-library";
import type { Provider, ProviderName, ProviderRecord, TitleQuery } from "./providers/schema";
import { answersFor, byTrust, coverProblem, isLarge, mergeRecords, outcomeOf, SEARCH_CONFIDENCE_MIN } from "./rules";
import type {
  CoverImage,
  CoverLookUp,
  CoverRefusal,
  IsbnLookUp,
  PageLookUp,
  ProviderFailure,
  ServiceState,
  TitleLookUp,
} from "./schema";

/** How long one question to one provider may take in all: waiting for its budget, trying again, asking for the work. */
const QUESTION_MS = 12_000;
const COVERS_MS = 20_000;

const ALL: Record<ProviderName, { provider: Provider; services: typeof dnbServices }> = {
  openlibrary: { provider: openLibrary, services: openLibraryServices },
  googlebooks: { provider: googleBooks, services: googleBooksServices },
  dnb: { provider: dnb, services: dnbServices },
};

const enabled = (): Provider[] => env().providers.names.map((name) => ALL[name].provider);

/** Beginnings of the ISBN-13s that a provider in use answers for; null: all. */
export function listAnsweredPrefixes(): readonly string[] | null {
  const prefixes = enabled().map(({ isbnPrefixes }) => isbnPrefixes);
  return prefixes.includes(null) ? null : prefixes.flatMap((some) => some ?? []);
}

/**
 * Asks all providers that answer for an ISBN, side by side. Resolves whatever they do; throws for what is no ISBN, and
 * when the signal fires.
 */
export async function lookUpIsbn(isbn13: string, signal: AbortSignal): Promise<IsbnLookUp> {
  const [found] = await lookUpIsbns([isbn13], signal);
  if (!found) throw new Error("a look-up without an answer");
  return found;
}

/** As `lookUpIsbn`, for many at once with as few requests as each provider allows; in the order asked. */
export async function lookUpIsbns(isbns: readonly string[], signal: AbortSignal): Promise<IsbnLookUp[]> {
  const wanted = isbns.map((isbn) => {
    const parsed = parseIsbn(isbn);
    if (typeof parsed === "string") throw new TypeError(`${isbn} is no ISBN: ${parsed}`);
    return parsed;
  });
  const providers = enabled();
  const answers = await Promise.all(
    providers.map((provider) =>
      lookUpWith(
        provider,
        [...new Set(wanted.map(({ isbn13 }) => isbn13))].filter((isbn13) => answersFor(provider, isbn13)),
        signal,
      ),
    ),
  );
  return wanted.map((isbn) => {
    const asked = providers.filter((provider) => answersFor(provider, isbn.isbn13));
    const records = answers.flatMap(({ known }) => known.get(isbn.isbn13) ?? []).toSorted(byTrust);
    const failures = answers.flatMap(({ failed }) => failed.get(isbn.isbn13) ?? []);
    return {
      isbn13: isbn.isbn13,
      outcome: outcomeOf(asked.length, records.length, failures),
      merged: mergeRecords(isbn, records),
      records,
      failures,
    };
  });
}

async function lookUpWith(provider: Provider, isbns: readonly string[], signal: AbortSignal) {
  const known = new Map<string, ProviderRecord>();
  const failed = new Map<string, ProviderFailure>();
  const questions: string[][] = [];
  for (let from = 0; from < isbns.length; from += provider.isbnsMax)
    questions.push(isbns.slice(from, from + provider.isbnsMax));
  for (let some = questions.shift(); some; some = questions.shift()) {
    const asked = some;
    const answer = await question(provider, signal, (within) => provider.lookUp(asked, within));
    if (!answer.ok && answer.failure.reason === "malformed" && some.length > 1) {
      // One record that cannot be read must not hide the others for ever.
      questions.unshift(...some.map((one) => [one]));
      continue;
    }
    for (const isbn of some) {
      if (!answer.ok) failed.set(isbn, answer.failure);
      else {
        const record = answer.value.get(isbn);
        if (record) known.set(isbn, record);
      }
    }
  }
  return { known, failed };
}

/** Books that may be meant by a title, best first: proposals with a confidence below 1, never an answer. */
export async function lookUpTitle(query: TitleQuery, signal: AbortSignal): Promise<TitleLookUp> {
  const answers = await Promise.all(
    enabled().map((provider) => question(provider, signal, (within) => provider.search(query, within))),
  );
  return {
    records: answers
      .flatMap((answer) => (answer.ok ? answer.value : []))
      .filter(({ confidence }) => confidence >= SEARCH_CONFIDENCE_MIN)
      .toSorted((a, b) => b.confidence - a.confidence),
    failures: answers.flatMap((answer) => (answer.ok ? [] : [answer.failure])),
  };
}

/** New books of a subject, newest first, page by page; empty from a provider that has no such lists, or may not be asked. */
export async function crawlSubject(
  { source, subject, from }: { source: ProviderName; subject: string; from: number },
  signal: AbortSignal,
): Promise<PageLookUp> {
  const provider = enabled().find(({ name }) => name === source);
  const ask = provider?.crawl?.bind(provider, subject, from);
  if (!provider || !ask) return { ok: true, records: [], unread: [], next: null };
  const answer = await question(provider, signal, ask);
  return answer.ok ? { ok: true, ...answer.value } : { ok: false, ...answer.failure };
}

/**
 * Pictures for an edition, best first: the addresses of its record, then what providers have by its ISBN. Stops at
 * `imagesMax` large ones; smaller ones come after them. `refusals` names every other picture and why it was not taken.
 */
export async function findCoverImages(
  { isbn13, coverUrls }: { isbn13: string | null; coverUrls: readonly string[] },
  { signal, imagesMax = 1 }: { signal: AbortSignal; imagesMax?: number },
): Promise<CoverLookUp> {
  const providers = enabled();
  const byIsbn = isbn13 === null ? [] : providers.flatMap((provider) => provider.coverUrls?.(isbn13) ?? []);
  const within = AbortSignal.any([signal, AbortSignal.timeout(COVERS_MS)]);
  const images: CoverImage[] = [];
  const refusals: CoverRefusal[] = [];
  for (const url of new Set([...coverUrls, ...byIsbn])) {
    if (images.filter(isLarge).length >= imagesMax) break;
    const taken = await tryCover(providers, url, within);
    signal.throwIfAborted();
    if (taken === undefined) continue;
    if ("reason" in taken) refusals.push(taken);
    else images.push(taken);
  }
  return { images: images.toSorted((a, b) => Number(isLarge(b)) - Number(isLarge(a))), refusals };
}

/** Undefined for an address that belongs to no provider: such ones are never fetched. */
async function tryCover(
  providers: readonly Provider[],
  url: string,
  signal: AbortSignal,
): Promise<CoverImage | CoverRefusal | undefined> {
  for (const provider of providers) {
    const reading = provider.readCover?.(url, signal);
    if (!reading) continue;
    const named = { source: provider.name, url };
    try {
      const { bytes, isPlaceholder } = await reading;
      if (isPlaceholder) return { ...named, reason: "placeholder" };
      const decoded = await decodePhoto(bytes);
      if (!decoded.ok) return { ...named, reason: decoded.reason === "too_small" ? "too_small" : "not_a_picture" };
      const { picture } = decoded;
      const problem = coverProblem(picture);
      return problem
        ? { ...named, reason: problem }
        : { ...named, bytes, width: picture.width, height: picture.height };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return { ...named, reason: error.reason };
    }
  }
  return undefined;
}

/** How each service of the providers in use is doing, as all processes see it. */
export const listServiceStates = (): Promise<ServiceState[]> =>
  Promise.all(
    env()
      .providers.names.flatMap((name) => ALL[name].services())
      .map(async (service) => {
        const { openUntil, reason } = await breakerOf(service);
        const isResting = openUntil > Date.now();
        return {
          name: service.name,
          state: isResting ? "resting" : "ready",
          restingUntil: isResting ? new Date(openUntil) : null,
          reason: isResting ? reason : null,
        };
      }),
  );

type Answered<Value> = { ok: true; value: Value } | { ok: false; failure: ProviderFailure };

/** One question within its time. What a provider does wrong is its failure; only the caller's signal ends more than that. */
async function question<Value>(
  { name }: Provider,
  signal: AbortSignal,
  ask: (within: AbortSignal) => Promise<Value>,
): Promise<Answered<Value>> {
  try {
    const value = await ask(AbortSignal.any([signal, AbortSignal.timeout(QUESTION_MS)]));
    signal.throwIfAborted();
    return { ok: true, value };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ProviderError)) throw error;
    const { reason, message, retryAfterMs } = error;
    // A missing page where a list should be is the provider's trouble, not an answer about a book.
    return {
      ok: false,
      failure: { source: name, reason: reason === "not_found" ? "unavailable" : reason, message, retryAfterMs },
    };
  }
}
