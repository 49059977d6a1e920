import "server-only";
import { env } from "@/lib/platform/env";
import { readPicture, readText } from "../../http/adapters/client";
import { limitsAt } from "../../http/rules";
import { ProviderError, type Service } from "../../http/schema";
import {
  author,
  authorNames,
  type Completion,
  coverUrlByIsbn,
  type Edition,
  editionRecord,
  idOf,
  isbnsOfEdition,
  readDetails,
  readSearch,
  readWorkAuthors,
  type Work,
  work,
} from "../open-library/rules";
import { lacksAny, readJson } from "../rules";
import type { Provider, ProviderRecord, RecordPage } from "../schema";

const SECOND_MS = 1_000;
const ISBNS_MAX = 25;
const SEARCH_MAX = 20;
const PAGE = 50;
/** Its search refuses to go deeper: of a subject that has more, the newest are seen. */
const CRAWL_MAX = 10_000;
const AUTHORS_MAX = 6;

const SEARCH_FIELDS = [
  ...["key", "title", "subtitle", "author_name", "isbn", "subject", "language", "cover_i"],
  ...["ratings_average", "ratings_count", "editions", "editions.key", "editions.title", "editions.subtitle"],
  ...["editions.isbn", "editions.publisher", "editions.publish_date", "editions.language", "editions.cover_i"],
].join(",");

/** Those who say who they are may ask three times a second, others once: https://openlibrary.org/developers/api */
function data(): Service {
  const { openLibraryUrl: baseUrl, contact } = env().providers;
  const place = { baseUrl, publicUrl: "https://openlibrary.org" };
  const limits = limitsAt(place, { name: "openlibrary", max: contact ? 3 : 1, windowMs: SECOND_MS });
  return { name: "openlibrary", ...place, redirectHosts: ["www.openlibrary.org"], limits };
}

/** Pictures lie at the Internet Archive, to which it sends on. */
const coversPlace = () => ({
  baseUrl: env().providers.openLibraryCoversUrl,
  publicUrl: "https://covers.openlibrary.org",
  redirectHosts: ["archive.org", ".archive.org"],
});
const COVERS_LIMIT = { name: "openlibrary-covers", max: 3, windowMs: SECOND_MS };
/** By ISBN it counts: a hundred in five minutes and address, then 403. Those by number go on, so this has its own breaker. */
const BY_ISBN_LIMIT = { name: "openlibrary-covers-by-isbn", max: 100, windowMs: 300 * SECOND_MS };

function covers(): Service {
  const place = coversPlace();
  return { name: COVERS_LIMIT.name, ...place, limits: limitsAt(place, COVERS_LIMIT) };
}

function coversByIsbn(): Service {
  const place = coversPlace();
  return { name: BY_ISBN_LIMIT.name, ...place, limits: limitsAt(place, BY_ISBN_LIMIT, COVERS_LIMIT) };
}

export const openLibraryServices = () => [data(), covers(), coversByIsbn()];

function ask<Value>(
  path: string,
  parameters: Record<string, string>,
  read: { parse: (body: string) => Value; isLacking?: (value: Value) => boolean },
  signal: AbortSignal,
): Promise<Value> {
  const service = data();
  const url = new URL(`${service.baseUrl}${path}`);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return readText(service, url, { accept: "application/json", isLacking: () => false, ...read, signal });
}

async function orNothing<Value>(asked: Promise<Value>): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ProviderError && error.reason === "not_found") return null;
    throw error;
  }
}

const OWN_KEY = /^(\/(?:works|authors|books)\/)?OL\d+[WAM]$/;

const getWork = (key: string, signal: AbortSignal): Promise<Work | null> =>
  OWN_KEY.test(key)
    ? orNothing(ask(`/works/${idOf(key)}.json`, {}, { parse: (body) => readJson(body, work) }, signal))
    : Promise.resolve(null);

const getAuthorName = async (key: string, signal: AbortSignal): Promise<string | null> => {
  if (!OWN_KEY.test(key)) return null;
  const path = `/authors/${idOf(key)}.json`;
  return (await orNothing(ask(path, {}, { parse: (body) => readJson(body, author) }, signal)))?.name ?? null;
};

/** Finds what an edition leaves to others. One that fails leaves it open: the edition is known all the same. */
type Complete = (found: Edition) => Promise<Completion>;
const NOTHING: Completion = { authors: null, work: null };

/** Asks for each key once. */
function onceEach<Value>(get: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const asked = new Map<string, Promise<Value>>();
  return (key) => {
    const answer = asked.get(key) ?? get(key);
    asked.set(key, answer);
    return answer;
  };
}

/** Names from the authors, whom the edition or its work names; with the work's text where the edition has none. */
function fromWork(signal: AbortSignal): Complete {
  const workOf = onceEach((key) => getWork(key, signal));
  const nameOf = onceEach((key) => getAuthorName(key, signal));

  /** All names, in order; null when one of them is not known, for half the authors would be a wrong answer. */
  async function namesOf(keys: readonly string[]): Promise<string[] | null> {
    if (keys.length === 0 || keys.length > AUTHORS_MAX) return null;
    const names = (await Promise.all(keys.map(nameOf))).filter((name) => name !== null);
    return names.length === keys.length ? names : null;
  }

  return async (found) => {
    const lacksAuthors = authorNames(found) === null;
    const lacksText = found.description === undefined || (found.subjects ?? []).length === 0;
    const ownKeys = (found.authors ?? []).flatMap(({ key }) => key ?? []);
    const workKey = lacksText || (lacksAuthors && ownKeys.length === 0) ? found.works?.[0]?.key : undefined;
    const ofWork = workKey === undefined ? null : await workOf(workKey);
    const keys = ownKeys.length > 0 ? ownKeys : (ofWork?.authors ?? []).map((entry) => entry.author.key);
    return { authors: lacksAuthors ? await namesOf(keys) : null, work: ofWork };
  };
}

/** Names of many at once, from one search for the ISBNs of those that lack them; each further question would cost a second. */
function fromSearch(editions: readonly Edition[], wanted: readonly string[], signal: AbortSignal): Complete {
  const lacking = editions.filter((found) => authorNames(found) === null).flatMap(isbnsOfEdition);
  const isbns = wanted.filter((isbn) => lacking.includes(isbn));
  if (isbns.length === 0) return async () => NOTHING;
  const searched = ask(
    "/search.json",
    { q: `isbn:(${isbns.join(" OR ")})`, fields: "key,author_name", limit: String(ISBNS_MAX) },
    { parse: readWorkAuthors, isLacking: (authors) => authors.size === 0 },
    signal,
  );
  return async (found) => ({ authors: (await searched).get(idOf(found.works?.[0]?.key ?? "")) ?? null, work: null });
}

async function recordsOf(
  editions: readonly Edition[],
  wanted: readonly string[],
  complete: Complete,
): Promise<ProviderRecord[]> {
  const context = { coversUrl: covers().baseUrl, now: new Date() };
  const records = await Promise.all(
    editions.map(async (found) => {
      const asked = isbnsOfEdition(found).filter((isbn) => wanted.includes(isbn));
      if (asked.length === 0) return [];
      const completion = await complete(found).catch((error: unknown) => {
        if (error instanceof ProviderError) return NOTHING;
        throw error;
      });
      return asked.flatMap((isbn) => editionRecord(found, isbn, completion, context) ?? []);
    }),
  );
  return records.flat();
}

export const openLibrary: Provider = {
  name: "openlibrary",
  isbnPrefixes: null,
  isbnsMax: ISBNS_MAX,

  async lookUp(isbns, signal) {
    const bibkeys = isbns.map((isbn) => `ISBN:${isbn}`).join(",");
    const editions = await ask(
      "/api/books",
      { bibkeys, jscmd: "details", format: "json" },
      { parse: readDetails, isLacking: (found) => lacksAny(isbns, found.flatMap(isbnsOfEdition)) },
      signal,
    );
    const known = new Map<string, ProviderRecord>();
    const complete = isbns.length === 1 ? fromWork(signal) : fromSearch(editions, isbns, signal);
    for (const one of await recordsOf(editions, isbns, complete)) {
      const isbn = one.record.isbn13;
      const before = isbn === null ? undefined : known.get(isbn);
      if (isbn !== null && (before === undefined || one.confidence > before.confidence)) known.set(isbn, one);
    }
    return known;
  },

  async search(query, signal) {
    const context = { coversUrl: covers().baseUrl, now: new Date() };
    const { records } = await ask(
      "/search.json",
      {
        title: query.title,
        ...(query.author === null ? {} : { author: query.author }),
        fields: SEARCH_FIELDS,
        limit: String(SEARCH_MAX),
      },
      { parse: (body) => readSearch(body, query, context), isLacking: ({ count }) => count === 0 },
      signal,
    );
    return records;
  },

  async crawl(subject, from, signal): Promise<RecordPage> {
    const context = { coversUrl: covers().baseUrl, now: new Date() };
    const { records, unread, count, total } = await ask(
      "/search.json",
      {
        q: `subject:"${subject.replace(/["\\]/g, " ")}"`,
        sort: "new",
        fields: SEARCH_FIELDS,
        limit: String(PAGE),
        offset: String(from),
      },
      // What is new tomorrow is not in it yet.
      { parse: (body) => readSearch(body, null, context), isLacking: () => true },
      signal,
    );
    // It says itself that there is more, here or on the page before.
    if (count === 0 && (from < total || (from > 0 && total === 0)))
      throw new ProviderError("malformed", "its list breaks off");
    const next = from + count;
    return { records, unread, next: count > 0 && next < Math.min(total, CRAWL_MAX) ? next : null };
  },

  coverUrls: (isbn13) => [coverUrlByIsbn(covers().baseUrl, isbn13)],

  readCover(url, signal) {
    const service = url.includes("/b/isbn/") ? coversByIsbn() : covers();
    if (!url.startsWith(`${service.baseUrl}/b/`)) return undefined;
    return readPicture(service, new URL(url), signal).then((bytes) => ({ bytes, isPlaceholder: false }));
  },
};
