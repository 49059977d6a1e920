import "server-only";
import { env } from "@/lib/platform/env";
import { readPicture, readText } from "../../http/adapters/client";
import { limitsAt } from "../../http/rules";
import type { Service } from "../../http/schema";
import { fullest, isbnsOfVolume, isPlaceholder, readVolumes, type Volume, volumeRecord } from "../google-books/rules";
import { lacksAny, unreadText } from "../rules";
import type { Provider, ProviderRecord, RecordPage } from "../schema";

const SECOND_MS = 1_000;
const SEARCH_MAX = 20;
/** The most that it gives at once. */
const PAGE = 40;
/** What it says it has is an estimate, and beyond this nothing comes. */
const CRAWL_MAX = 1_000;

function data(): Service {
  const place = { baseUrl: env().providers.googleBooksUrl, publicUrl: "https://www.googleapis.com/books/v1" };
  const limits = limitsAt(place, { name: "googlebooks", max: 2, windowMs: SECOND_MS });
  return { name: "googlebooks", ...place, redirectHosts: ["books.googleapis.com"], limits };
}

function covers(): Service {
  const place = { baseUrl: env().providers.googleBooksCoversUrl, publicUrl: "https://books.google.com" };
  const limits = limitsAt(place, { name: "googlebooks-covers", max: 3, windowMs: SECOND_MS });
  return { name: "googlebooks-covers", ...place, redirectHosts: [".google.com", ".googleusercontent.com"], limits };
}

export const googleBooksServices = () => [data(), covers()];

function ask(
  parameters: Record<string, string>,
  signal: AbortSignal,
  isLacking = (volumes: Volume[]) => volumes.length === 0,
) {
  const service = data();
  const url = new URL(`${service.baseUrl}/volumes`);
  const { googleBooksKey: key } = env().providers;
  for (const [name, value] of Object.entries({ ...parameters, printType: "books", ...(key ? { key } : {}) })) {
    url.searchParams.set(name, value);
  }
  return readText(service, url, {
    accept: "application/json",
    parse: readVolumes,
    isLacking: ({ volumes }) => isLacking(volumes),
    signal,
  });
}

const context = () => ({ coversUrl: covers().baseUrl, now: new Date() });
/** A quotation mark would end the phrase. */
const phrase = (text: string) => `"${text.replace(/"/g, " ")}"`;

export const googleBooks: Provider = {
  name: "googlebooks",
  isbnPrefixes: null,
  // It reads `isbn:` as one search word, so several ISBNs are several questions.
  isbnsMax: 1,

  async lookUp(isbns, signal) {
    const known = new Map<string, ProviderRecord>();
    for (const isbn13 of isbns) {
      const { volumes } = await ask({ q: `isbn:${isbn13}` }, signal, (found) =>
        lacksAny([isbn13], found.flatMap(isbnsOfVolume)),
      );
      const best = fullest(volumes.flatMap((volume) => volumeRecord(volume, { isbn13 }, context()) ?? []));
      if (best) known.set(isbn13, best);
    }
    return known;
  },

  async search(query, signal) {
    const by = query.author === null ? "" : ` inauthor:${phrase(query.author)}`;
    const { volumes } = await ask({ q: `intitle:${phrase(query.title)}${by}`, maxResults: String(SEARCH_MAX) }, signal);
    return volumes.flatMap((volume) => volumeRecord(volume, { query }, context()) ?? []);
  },

  async crawl(subject, from, signal): Promise<RecordPage> {
    const { volumes, unread, count, total } = await ask(
      { q: `subject:${phrase(subject)}`, orderBy: "newest", startIndex: String(from), maxResults: String(PAGE) },
      signal,
      // What is new tomorrow is not in it yet.
      () => true,
    );
    const listed = volumes.map((volume) => ({ volume, record: volumeRecord(volume, { query: null }, context()) }));
    const nameless = listed.flatMap(({ volume, record }) => (record === null ? [volume] : []));
    const next = from + count;
    return {
      records: listed.flatMap(({ record }) => record ?? []),
      unread: [...unread, ...nameless].map(unreadText),
      next: count > 0 && next < Math.min(total, CRAWL_MAX) ? next : null,
    };
  },

  readCover(url, signal) {
    const service = covers();
    if (!url.startsWith(`${service.baseUrl}/books/`)) return undefined;
    return readPicture(service, new URL(url), signal).then((bytes) => ({ bytes, isPlaceholder: isPlaceholder(bytes) }));
  },
};
