import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { redis } from "@/lib/platform/redis";
import { UNKNOWN_BOOKS } from "@/scripts/fake-provider/books";
import { type FakeProvider, type Fault, startFakeProvider } from "@/scripts/fake-provider/server";
import type { FailureReason } from "./http/schema";
import { crawlSubject, findCoverImages, listServiceStates, lookUpIsbn, lookUpIsbns, lookUpTitle } from "./queries";

const VORLESER = "9783257229530";
const WEAPONS = "9780316030571";
/** Valid, and nobody's; and one of which the national library is asked as well. */
const NOBODY = "9781234567897";
const NOBODY_GERMAN = "9783999999999";

let fake: FakeProvider;
const never = new AbortController().signal;

beforeAll(async () => {
  fake = await startFakeProvider();
  Object.assign(process.env, fake.settings, {
    PROVIDER_CONTACT: "keeper@example.org",
    APP_URL: "https://books.example",
  });
});

afterAll(() => fake.stop());

beforeEach(async () => {
  await redis().flushdb();
  fake.setFaults([]);
  fake.forget();
});

const bookOf = (isbn13: string) => {
  const book = UNKNOWN_BOOKS.find((one) => one.isbn13 === isbn13);
  if (!book) throw new Error(`no book ${isbn13}`);
  return book;
};
const requestsOf = (service: string) => fake.requests.filter((request) => request.service === service);

describe("lookUpIsbn", () => {
  it("asks all that answer for the ISBN and makes one record of what they say, each field with its origin", async () => {
    const book = bookOf(VORLESER);
    const { outcome, records, failures, merged } = await lookUpIsbn(VORLESER, never);
    expect(outcome).toBe("found");
    expect(failures).toEqual([]);
    expect(records.map(({ source }) => source)).toEqual(["dnb", "openlibrary", "googlebooks"]);
    expect(merged?.record).toMatchObject({
      isbn13: VORLESER,
      isbn10: book.isbn10,
      title: "Der Vorleser",
      authors: ["Bernhard Schlink"],
      pages: 206,
      publicationDate: "1997",
      publishedYear: 1997,
      publisher: "Diogenes",
      languageCode: "de",
      description: book.description,
      genres: ["Literary fiction"],
    });
    expect(merged?.record.workKey).toMatch(/^openlibrary:OL\d+W$/);
    expect(Object.keys(merged?.record.identifiers ?? {}).toSorted()).toEqual(["dnb", "google", "openlibrary"]);
    expect(merged?.origins.title).toMatchObject({
      source: "dnb",
      agreeing: ["dnb", "openlibrary", "googlebooks"],
      reason: "agreed",
    });
    expect(merged?.record.coverUrls[0]).toMatch(/\/b\/id\/\d+-L\.jpg\?default=false$/);
  });

  it("knows the book of every ISBN that the providers know, as it is", async () => {
    const isbns = UNKNOWN_BOOKS.map(({ isbn13 }) => isbn13);
    const found = await lookUpIsbns(isbns, never);
    expect(found.map(({ isbn13 }) => isbn13)).toEqual(isbns);
    for (const { isbn13, merged } of found) {
      const { title, subtitle = null, authors, pages, languageCode, publisher, publicationDate } = bookOf(isbn13);
      expect(merged?.record).toMatchObject({
        title,
        subtitle,
        authors,
        pages,
        languageCode,
        publisher,
        publicationDate,
      });
    }
  });

  it("says who we are with every request", async () => {
    await lookUpIsbn(VORLESER, never);
    expect(fake.requests.length).toBeGreaterThanOrEqual(3);
    for (const { userAgent } of fake.requests)
      expect(userAgent).toMatch(/^Ridizi\/\d+\.\d+\.\d+ \(\+https:\/\/books\.example; keeper@example\.org\)$/);
  });

  it("asks the national library for its own ISBNs only", async () => {
    await lookUpIsbn(WEAPONS, never);
    expect(requestsOf("dnb")).toEqual([]);
    expect(requestsOf("openlibrary").length).toBeGreaterThan(0);
  });

  it("says that nobody knows a book only when all have answered", async () => {
    expect(await lookUpIsbn(NOBODY, never)).toMatchObject({
      outcome: "not_found",
      merged: null,
      records: [],
      failures: [],
    });
    await redis().flushdb();
    fake.setFaults([{ kind: "error", service: "googlebooks" }]);
    const { outcome, failures } = await lookUpIsbn(NOBODY, never);
    expect(outcome).toBe("unanswered");
    expect(failures).toMatchObject([{ source: "googlebooks", reason: "unavailable" }]);
  });

  it("takes nothing for an ISBN that is none", async () => {
    await expect(lookUpIsbn("9783257229531", never)).rejects.toThrow("wrong_check_digit");
    expect(fake.requests).toEqual([]);
  });

  it("stops when its caller does", async () => {
    fake.setFaults([{ kind: "slow" }]);
    const startedAt = Date.now();
    await expect(lookUpIsbn(VORLESER, AbortSignal.timeout(200))).rejects.toThrow(/timeout/i);
    expect(Date.now() - startedAt).toBeLessThan(2_000);
  });

  it("asks a provider again that did not answer in time", async () => {
    fake.setFaults([{ kind: "slow", service: "googlebooks", ms: 30_000, times: 1 }]);
    const { records } = await lookUpIsbn(WEAPONS, never);
    expect(records.map(({ source }) => source).toSorted()).toEqual(["googlebooks", "openlibrary"]);
  });

  const PROBLEMS: [Fault["kind"], FailureReason][] = [
    ["refused", "refused"],
    ["limited", "limited"],
    ["error", "unavailable"],
    ["silent", "unavailable"],
    ["no-body", "malformed"],
    ["page", "malformed"],
    ["malformed", "malformed"],
    ["other-shape", "malformed"],
    ["huge", "malformed"],
    ["elsewhere", "malformed"],
    ["loop", "malformed"],
  ];
  const SOURCES = ["openlibrary", "googlebooks", "dnb"] as const;

  describe.each(SOURCES)("when %s fails", (service) => {
    it.each(PROBLEMS)("with %s, says so as %s and goes by the others", async (kind, reason) => {
      fake.setFaults([{ kind, service }]);
      const { outcome, records, failures, merged } = await lookUpIsbn(VORLESER, never);
      expect(failures).toMatchObject([{ source: service, reason }]);
      expect(outcome).toBe("found");
      expect(records.map(({ source }) => source).toSorted()).toEqual(
        SOURCES.filter((one) => one !== service).toSorted(),
      );
      expect(merged?.record).toMatchObject({ isbn13: VORLESER, title: "Der Vorleser" });
    });

    it.each(["empty", "wrong-isbn"] as const)("with %s, has nothing from it", async (kind) => {
      fake.setFaults([{ kind, service }]);
      const { records, failures } = await lookUpIsbn(VORLESER, never);
      expect(failures).toEqual([]);
      expect(records.map(({ source }) => source).toSorted()).toEqual(
        SOURCES.filter((one) => one !== service).toSorted(),
      );
    });
  });

  it.each(SOURCES)(
    "says that %s has not answered where what it lists is of a shape that nobody knows",
    async (service) => {
      fake.setFaults([{ kind: "other-items", service }]);
      expect(await lookUpIsbn(NOBODY_GERMAN, never)).toMatchObject({
        outcome: "unanswered",
        failures: [{ source: service, reason: "malformed" }],
      });
    },
  );

  it("never has another book for an ISBN, even when all of them answer with one", async () => {
    fake.setFaults([{ kind: "wrong-isbn" }]);
    expect(await lookUpIsbn(VORLESER, never)).toMatchObject({ outcome: "not_found", merged: null });
  });

  it("does what the provider says about waiting, and answers when that is short", async () => {
    fake.setFaults([{ kind: "limited", service: "dnb", retryAfter: "1", times: 1 }]);
    const { records } = await lookUpIsbn(VORLESER, never);
    expect(records.map(({ source }) => source)).toContain("dnb");
    const [first, second] = requestsOf("dnb").map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(950);
  });

  it("says for how long a provider that limits us is left alone, and leaves it alone", async () => {
    fake.setFaults([{ kind: "limited", service: "dnb", retryAfter: "120" }]);
    const { failures } = await lookUpIsbn(VORLESER, never);
    expect(failures).toMatchObject([{ source: "dnb", reason: "limited", retryAfterMs: 120_000 }]);
    expect(await listServiceStates()).toContainEqual(
      expect.objectContaining({ name: "dnb", state: "resting", reason: "limited" }),
    );
    fake.setFaults([]);
    fake.forget();
    const again = await lookUpIsbn("9783518368541", never);
    expect(requestsOf("dnb")).toEqual([]);
    expect(again.failures).toMatchObject([{ source: "dnb", reason: "limited" }]);
    expect(again.outcome).toBe("found");
  });

  it("asks nobody twice within a day, not even about what nobody knows", async () => {
    await lookUpIsbns([VORLESER, NOBODY], never);
    await lookUpIsbn(WEAPONS, never);
    fake.forget();
    const again = await lookUpIsbns([VORLESER, NOBODY], never);
    expect(again.map(({ outcome }) => outcome)).toEqual(["found", "not_found"]);
    expect((await lookUpIsbn(WEAPONS, never)).outcome).toBe("found");
    expect(fake.requests).toEqual([]);
  });

  it.each(SOURCES)("asks %s within two hours again that gave another book for the ISBN", async (service) => {
    fake.setFaults([{ kind: "wrong-isbn", service }]);
    await lookUpIsbn(VORLESER, never);
    const kept = await redis().keys(`ridizi:provider:${service}:answer:*`);
    const ttls = await Promise.all(kept.map((name) => redis().pttl(name)));
    expect(ttls.length).toBeGreaterThan(0);
    expect(Math.min(...ttls)).toBeLessThanOrEqual(3_600_000);
    fake.setFaults([]);
    for (const name of kept.filter((_, at) => (ttls[at] ?? 0) <= 3_600_000)) await redis().del(name);
    const { records } = await lookUpIsbn(VORLESER, never);
    expect(records.map(({ source }) => source)).toContain(service);
  });

  it("does not remember a failure as an answer", async () => {
    fake.setFaults([{ kind: "page", service: "googlebooks" }]);
    await lookUpIsbn(WEAPONS, never);
    fake.setFaults([]);
    const { records } = await lookUpIsbn(WEAPONS, never);
    expect(records.map(({ source }) => source).toSorted()).toEqual(["googlebooks", "openlibrary"]);
  });

  it.each(["/works/", "/authors/"])("still has the edition when %s cannot be had", async (path) => {
    fake.setFaults([{ kind: "refused", service: "openlibrary", path }]);
    for (const { isbn13 } of UNKNOWN_BOOKS) {
      const { records, failures } = await lookUpIsbn(isbn13, never);
      expect(failures).toEqual([]);
      expect(records.find(({ source }) => source === "openlibrary")?.record.isbn13).toBe(isbn13);
      await redis().flushdb();
    }
    expect(fake.requests.some((request) => request.path.startsWith(path))).toBe(true);
  });

  it("asks the work who wrote a book when the edition does not say", async () => {
    for (const { isbn13, authors } of UNKNOWN_BOOKS) {
      const { records } = await lookUpIsbn(isbn13, never);
      expect(records.find(({ source }) => source === "openlibrary")?.record.authors).toEqual(authors);
    }
    expect(fake.requests.some(({ path }) => path.startsWith("/authors/"))).toBe(true);
  });
});

describe("lookUpIsbns", () => {
  it("asks Open Library about 25 at once", async () => {
    const { readFakeBooks } = await import("@/scripts/fake-provider/books");
    const isbns = readFakeBooks()
      .slice(0, 30)
      .map(({ isbn13 }) => isbn13);
    const found = await lookUpIsbns(isbns, never);
    expect(found.every(({ outcome }) => outcome === "found")).toBe(true);
    const asked = requestsOf("openlibrary").filter(({ path }) => path.startsWith("/api/books"));
    expect(asked.map(({ path }) => path.match(/ISBN/g)?.length)).toEqual([25, 5]);
    // And once more for the authors of those that leave them to their work.
    expect(requestsOf("openlibrary").length).toBe(4);
    for (const { records, merged } of found) {
      const { record } = records.find(({ source }) => source === "openlibrary") ?? {};
      expect(record?.authors).toEqual(merged?.record.authors);
      expect(record?.authors.length).toBeGreaterThan(0);
    }
  });
});

describe("an answer of the national library that is cut off", () => {
  const known = UNKNOWN_BOOKS.filter(({ isbn13 }) => isbn13.startsWith("9783"));

  it("is no answer about the books that it lacks: they are asked for one by one", async () => {
    fake.setFaults([{ kind: "crowded", service: "dnb" }]);
    const found = await lookUpIsbns(
      known.map(({ isbn13 }) => isbn13),
      never,
    );
    for (const { records, failures } of found) {
      expect(failures).toEqual([]);
      expect(records.map(({ source }) => source)).toContain("dnb");
    }
    expect(requestsOf("dnb")).toHaveLength(1 + known.length);
  });

  it("to a question for one book says nothing of it", async () => {
    fake.setFaults([{ kind: "crowded", service: "dnb", others: 200 }]);
    const { records, failures } = await lookUpIsbn(VORLESER, never);
    expect(records.map(({ source }) => source)).not.toContain("dnb");
    expect(failures).toMatchObject([{ source: "dnb", reason: "malformed" }]);
  });
});

describe("lookUpTitle", () => {
  it("proposes what fits the words, best first and never as certain", async () => {
    const { records, failures } = await lookUpTitle({ title: "Der Vorleser", author: "Schlink, Bernhard" }, never);
    expect(failures).toEqual([]);
    expect(records[0]?.record).toMatchObject({ title: "Der Vorleser", isbn13: VORLESER });
    for (const { confidence } of records) expect(confidence).toBeLessThanOrEqual(0.9);
    const confidences = records.map(({ confidence }) => confidence);
    expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
  });

  it("goes by the others when one fails", async () => {
    fake.setFaults([{ kind: "error", service: "openlibrary" }]);
    const { records, failures } = await lookUpTitle({ title: "Tintenherz", author: null }, never);
    expect(failures).toMatchObject([{ source: "openlibrary", reason: "unavailable" }]);
    expect(records.map(({ source }) => source).toSorted()).toEqual(["dnb", "googlebooks"]);
  });
});

describe("lists", () => {
  it.each(["openlibrary", "googlebooks"] as const)(
    "crawl a subject of %s to its end, each book once",
    async (source) => {
      const isbns: (string | null)[] = [];
      let from: number | null = 0;
      let pages = 0;
      while (from !== null) {
        const page = await crawlSubject({ source, subject: "Science fiction", from }, never);
        if (!page.ok) throw new Error(page.message);
        isbns.push(...page.records.map(({ record }) => record.isbn13));
        from = page.next;
        pages++;
      }
      const { readFakeBooks } = await import("@/scripts/fake-provider/books");
      const there = readFakeBooks().filter(({ genres }) => genres.includes("Science fiction"));
      expect(isbns.toSorted()).toEqual(there.map(({ isbn13 }) => isbn13).toSorted());
      expect(pages).toBe(Math.ceil(there.length / (source === "openlibrary" ? 50 : 40)));
    },
  );

  it.each(["openlibrary", "googlebooks"] as const)("of %s are asked for anew the next day", async (source) => {
    await crawlSubject({ source, subject: "Science fiction", from: 0 }, never);
    const [kept = "", ...more] = await redis().keys(`ridizi:provider:${source}:answer:*`);
    expect(more).toEqual([]);
    expect(await redis().pttl(kept)).toBeLessThanOrEqual(3_600_000);
  });

  it("say why there is no page", async () => {
    fake.setFaults([{ kind: "refused", service: "openlibrary" }]);
    const page = await crawlSubject({ source: "openlibrary", subject: "Fantasy", from: 0 }, never);
    expect(page).toMatchObject({ ok: false, source: "openlibrary", reason: "refused" });
  });
});

describe("findCoverImages", () => {
  const find = async (isbn13: string, imagesMax = 1) => {
    const { merged } = await lookUpIsbn(isbn13, never);
    fake.forget();
    return findCoverImages({ isbn13, coverUrls: merged?.record.coverUrls ?? [] }, { signal: never, imagesMax });
  };

  it("takes the first good picture, by its own number, and asks for no more", async () => {
    const { images, refusals } = await find(VORLESER);
    expect(images).toMatchObject([{ source: "openlibrary", url: expect.stringContaining("/b/id/") }]);
    expect(images[0]?.height).toBeGreaterThanOrEqual(400);
    expect(refusals).toEqual([]);
    expect(requestsOf("googlebooks-covers")).toEqual([]);
    expect(fake.requests.some(({ path }) => path.includes("/b/isbn/"))).toBe(false);
  });

  it.each([
    ["pixel", "too_small"],
    ["blank", "blank"],
    ["page", "not_a_picture"],
    ["no-body", "not_a_picture"],
    ["malformed", "not_a_picture"],
    ["empty", "not_found"],
    ["refused", "refused"],
    ["elsewhere", "malformed"],
  ] as const)("passes over %s as %s and takes the next", async (kind, reason) => {
    fake.setFaults([{ kind, service: "openlibrary-covers" }]);
    const { images, refusals } = await find(WEAPONS);
    expect(images).toMatchObject([{ source: "googlebooks", url: expect.stringContaining("fife=w800") }]);
    expect(refusals).toMatchObject([{ source: "openlibrary", reason }]);
  });

  it("knows Google's picture of no picture, and asks for the next size", async () => {
    fake.setFaults([
      { kind: "empty", service: "openlibrary-covers" },
      { kind: "placeholder", service: "googlebooks-covers", times: 2 },
    ]);
    const { images, refusals } = await find(WEAPONS);
    expect(refusals.map(({ reason }) => reason)).toEqual(["not_found", "placeholder", "placeholder", "not_found"]);
    expect(images).toMatchObject([{ source: "googlebooks", url: expect.stringContaining("zoom=1"), width: 128 }]);
  });

  it("never asks for the turned-up corner", async () => {
    fake.setFaults([{ kind: "empty", service: "openlibrary-covers" }]);
    await find(WEAPONS, 5);
    expect(requestsOf("googlebooks-covers").length).toBe(3);
    for (const { path } of requestsOf("googlebooks-covers")) expect(path).not.toContain("edge");
  });

  it("looks by ISBN where the record has no picture", async () => {
    const { images } = await findCoverImages({ isbn13: WEAPONS, coverUrls: [] }, { signal: never });
    expect(images).toMatchObject([{ source: "openlibrary", url: expect.stringContaining(`/b/isbn/${WEAPONS}`) }]);
  });

  it("fetches no address that is not a provider's", async () => {
    const coverUrls = [
      "http://127.0.0.1:1/secret.jpg",
      `${fake.url}/control/requests`,
      "https://openlibrary.org.evil.example/b/id/1-L.jpg",
    ];
    expect(await findCoverImages({ isbn13: null, coverUrls }, { signal: never })).toEqual({ images: [], refusals: [] });
    expect(fake.requests).toEqual([]);
  });
});
