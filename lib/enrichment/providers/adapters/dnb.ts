import "server-only";
import { env } from "@/lib/platform/env";
import { readText } from "../../http/adapters/client";
import { limitsAt } from "../../http/rules";
import { ProviderError, type Service } from "../../http/schema";
import { readMarcXml } from "../dnb/adapters/marc-xml";
import { isbnsOfMarc, isSet, type MarcRecord, marcRecord } from "../dnb/rules";
import { lacksAny } from "../rules";
import type { Provider, ProviderRecord } from "../schema";

const ISBNS_MAX = 10;
/** An ISBN can stand on the part, on its set and on a second form of it. */
const RECORDS_AN_ISBN = 4;
/** The most that it gives at once. */
const RECORDS_MAX = 100;
const SEARCH_MAX = 20;

/** No key and no published limit; its records are CC0. It has no covers that may be kept. */
function service(): Service {
  const place = { baseUrl: env().providers.dnbUrl, publicUrl: "https://services.dnb.de/sru/dnb" };
  return {
    name: "dnb",
    ...place,
    redirectHosts: [],
    limits: limitsAt(place, { name: "dnb", max: 2, windowMs: 1_000 }),
  };
}

export const dnbServices = () => [service()];

function ask(
  query: string,
  recordsMax: number,
  signal: AbortSignal,
  isLacking = (records: MarcRecord[]) => records.length === 0,
) {
  const url = new URL(service().baseUrl);
  const parameters = {
    version: "1.1",
    operation: "searchRetrieve",
    query,
    recordSchema: "MARC21-xml",
    maximumRecords: String(recordsMax),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return readText(service(), url, {
    accept: "application/xml",
    parse: readMarcXml,
    isLacking: ({ records }) => isLacking(records),
    signal,
  });
}

/** A quoted term of CQL. */
const term = (text: string) => `"${text.replace(/["\\]/g, " ").trim()}"`;

export const dnb: Provider = {
  name: "dnb",
  isbnPrefixes: ["9783"],
  isbnsMax: ISBNS_MAX,

  async lookUp(isbns, signal) {
    const isSingle = isbns.length === 1;
    const { records, total } = await ask(
      isbns.map((isbn) => `isbn=${isbn}`).join(" or "),
      isSingle ? RECORDS_MAX : isbns.length * RECORDS_AN_ISBN,
      signal,
      (found) => lacksAny(isbns, found.flatMap(isbnsOfMarc)),
    );
    const known = new Map<string, ProviderRecord>();
    for (const marc of records.toSorted((a, b) => Number(isSet(a)) - Number(isSet(b)))) {
      for (const isbn13 of isbns) {
        const found = known.has(isbn13) ? null : marcRecord(marc, { isbn13 }, new Date());
        if (found) known.set(isbn13, found);
      }
    }
    if (total <= records.length) return known;
    // There are more than it gave: what is not among these may be among those, be it only the part of a set.
    const parts = records.filter((marc) => !isSet(marc)).flatMap(isbnsOfMarc);
    if (isSingle && lacksAny(isbns, [...known.keys()])) throw new ProviderError("malformed", "its answer is cut off");
    for (const isbn of isSingle ? [] : isbns.filter((one) => !parts.includes(one)))
      for (const [isbn13, found] of await dnb.lookUp([isbn], signal)) known.set(isbn13, found);
    return known;
  },

  async search(query, signal) {
    const by = query.author === null ? "" : ` and per=${term(query.author)}`;
    const { records } = await ask(`tit=${term(query.title)}${by} and mat=books`, SEARCH_MAX, signal);
    return records.flatMap((marc) => marcRecord(marc, { query }, new Date()) ?? []);
  },
};
