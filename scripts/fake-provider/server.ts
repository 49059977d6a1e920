import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import sharp from "sharp";
import { z } from "zod";
import { renderCover } from "@/lib/covers/adapters/cover-artist";
import { fold } from "@/lib/search/rules";
import { type FakeBook, readFakeBooks } from "./books";
import {
  authorId,
  coverId,
  googleVolume,
  marcRecord,
  type Numbered,
  openLibraryAuthor,
  openLibraryDetails,
  openLibraryDoc,
  openLibraryWork,
  sruResponse,
  volumeId,
  workId,
} from "./shapes";

const SERVICES = ["openlibrary", "openlibrary-covers", "googlebooks", "googlebooks-covers", "dnb"] as const;
type FakeService = (typeof SERVICES)[number];

/** What goes wrong, and for what: everything, one service, one path, one ISBN, so many times. */
export const fault = z.object({
  kind: z.enum([
    "refused", // 403
    "limited", // 429
    "error", // 500
    "empty", // nothing known
    "no-body", // 200 and not a byte
    "page", // a web page with status 200
    "malformed", // half of the answer
    "other-shape", // JSON or XML of something else
    "other-items", // the right list, and in it what nobody can read
    "crowded", // so many records of other books first, for dnb
    "wrong-isbn", // the record of another book
    "other-pages", // the right book with more pages than the others say
    "slow", // waits for `ms`, then answers
    "silent", // the connection is cut
    "huge", // an answer that does not end
    "pixel", // a GIF of one pixel, for covers
    "placeholder", // "image not available", for covers
    "blank", // a picture of one colour, for covers
    "elsewhere", // sends on to a host that is not its own
    "loop", // sends on to itself
  ]),
  service: z.enum(SERVICES).optional(),
  isbn: z.string().optional(),
  /** Only requests whose path contains it. */
  path: z.string().optional(),
  /** How often; without it until it is cleared. */
  times: z.int().positive().optional(),
  ms: z.int().nonnegative().default(5_000),
  others: z.int().positive().default(50),
  retryAfter: z.string().optional(),
  /** Where `elsewhere` leads. */
  location: z.string().default("http://169.254.169.254/latest/meta-data/"),
});
export type Fault = z.input<typeof fault>;

export type FakeRequest = { service: FakeService; path: string; userAgent: string; at: number };

export type FakeProvider = {
  url: string;
  /** The settings with which Ridizi asks this one. */
  settings: Record<string, string>;
  /** Replaces all faults. */
  setFaults(faults: Fault[]): void;
  /** All requests since the last `forget`, oldest first. */
  requests: FakeRequest[];
  forget(): void;
  stop(): Promise<void>;
};

const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
const HUGE_CHUNK = Buffer.alloc(1_000_000, 0x20);
const HUGE_CHUNKS = 40;
const PAGE = "<!DOCTYPE html><html><head><title>Down for maintenance</title></head><body>Back soon.</body></html>";

type Answer = { status?: number; type: string; body: string | Buffer; headers?: Record<string, string> };
const json = (value: unknown): Answer => ({ type: "application/json", body: JSON.stringify(value) });
const xml = (body: string): Answer => ({ type: "text/xml;charset=UTF-8", body });
const jpeg = (body: Buffer): Answer => ({ type: "image/jpeg", body });
const notFound: Answer = { status: 404, type: "application/json", body: '{"error": "notfound"}' };

/**
 * Starts a server on this machine that answers like Open Library, Google Books and the German National Library, from the
 * demo catalogue and a few books more, and that fails as they do when it is told to. Port 0 takes a free one.
 */
export async function startFakeProvider({
  port = 0,
  books = readFakeBooks(),
}: {
  port?: number;
  books?: FakeBook[];
} = {}): Promise<FakeProvider> {
  const shelf = new Shelf(books);
  const requests: FakeRequest[] = [];
  let faults: z.output<typeof fault>[] = [];
  const setFaults = (next: Fault[]) => {
    faults = next.map((one) => fault.parse(one));
  };
  const takeFault = (service: FakeService, path: string, isbns: string[]) => {
    const found = faults.find(
      (one) =>
        (one.service ?? service) === service &&
        path.includes(one.path ?? "") &&
        (one.isbn === undefined || isbns.includes(one.isbn)),
    );
    if (found?.times !== undefined && --found.times === 0) faults = faults.filter((one) => one !== found);
    return found;
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname.startsWith("/control/")) return control(request, response, url.pathname);
    const service = SERVICES.find((name) => url.pathname === `/${name}` || url.pathname.startsWith(`/${name}/`));
    if (!service) return send(response, notFound);
    const path = url.pathname.slice(service.length + 1);
    const userAgent = request.headers["user-agent"] ?? "";
    requests.push({ service, path: `${path}${url.search}`, userAgent, at: Date.now() });
    const asked = shelf.isbnsIn(service, path, url.searchParams);
    const wrong = takeFault(service, path, asked);
    if (wrong?.kind === "silent") return void request.socket.destroy();
    if (wrong?.kind === "huge") return sendHuge(response);
    if (wrong?.kind === "slow") await wait(wrong.ms);
    return send(response, await answerWith(shelf, wrong, service, path, url));
  }

  async function control(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (path === "/control/requests") return send(response, json(requests));
    if (path !== "/control/faults") return send(response, notFound);
    if (request.method === "PUT") {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const parsed = z.array(fault).safeParse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
      if (!parsed.success) return send(response, { ...json({ error: z.prettifyError(parsed.error) }), status: 400 });
      faults = parsed.data;
    }
    if (request.method === "DELETE") faults = [];
    send(response, json(faults));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      send(response, { status: 500, type: "text/plain", body: String(error) });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    settings: {
      OPENLIBRARY_URL: `${url}/openlibrary`,
      OPENLIBRARY_COVERS_URL: `${url}/openlibrary-covers`,
      GOOGLE_BOOKS_URL: `${url}/googlebooks`,
      GOOGLE_BOOKS_COVERS_URL: `${url}/googlebooks-covers`,
      DNB_URL: `${url}/dnb`,
    },
    setFaults,
    requests,
    forget: () => {
      requests.length = 0;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, { status = 200, type, body, headers }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": type, ...headers }).end(body);
}

async function sendHuge(response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "application/json" });
  for (let sent = 0; sent < HUGE_CHUNKS && !response.destroyed; sent++) {
    if (!response.write(HUGE_CHUNK)) await Promise.race([once(response, "drain"), once(response, "close")]);
  }
  response.end();
}

const once = (response: ServerResponse, event: string) =>
  new Promise<void>((resolve) => response.once(event, () => resolve()));

async function answerWith(
  shelf: Shelf,
  wrong: z.output<typeof fault> | undefined,
  service: FakeService,
  path: string,
  url: URL,
): Promise<Answer> {
  const headers = wrong?.retryAfter === undefined ? undefined : { "retry-after": wrong.retryAfter };
  const failed = (status: number, error: string): Answer => ({ ...json({ error }), status, headers });
  switch (wrong?.kind) {
    case "refused":
      return failed(403, "forbidden");
    case "limited":
      return failed(429, "too many requests");
    case "error":
      return failed(500, "internal error");
    case "no-body":
      return { type: "application/json", body: "" };
    case "page":
      return { type: "text/html; charset=utf-8", body: PAGE };
    case "other-shape":
      return service === "dnb" ? xml("<other/>") : json(["other"]);
    case "other-items":
      return service === "dnb" ? xml(sruResponse(["<other/>"], 1)) : json({ totalItems: 1, items: [{}], docs: [{}] });
    case "crowded":
      return shelf.dnb(url.searchParams, "right", wrong.others);
    case "pixel":
      return { type: "image/gif", body: PIXEL };
    case "blank":
      return jpeg(await plainPicture("#e8e4da").jpeg().toBuffer());
    case "placeholder":
      return {
        type: "image/png",
        body: await plainPicture("#ffffff")
          .composite([{ input: GREY_BAR, top: 300, left: 60 }])
          .png()
          .toBuffer(),
      };
    case "elsewhere":
      return { status: 302, type: "text/plain", body: "", headers: { location: wrong.location } };
    case "loop":
      return { status: 302, type: "text/plain", body: "", headers: { location: `${url.pathname}${url.search}` } };
    default: {
      const mode = MODES.find((one) => one === wrong?.kind) ?? "right";
      const answer = await shelf.answer(service, path, url.searchParams, mode);
      if (wrong?.kind !== "malformed") return answer;
      return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) };
    }
  }
}

const plainPicture = (background: string) => sharp({ create: { width: 480, height: 720, channels: 3, background } });
const GREY_BAR = await sharp({ create: { width: 360, height: 90, channels: 3, background: "#9a9a9a" } })
  .png()
  .toBuffer();

const MODES = ["empty", "wrong-isbn", "other-pages"] as const;
type Mode = "right" | (typeof MODES)[number];

/** The books, and how each service finds them. */
class Shelf {
  private readonly books: Numbered[];
  private readonly byIsbn: Map<string, Numbered>;
  private readonly drawn = new Map<string, Promise<Buffer>>();

  constructor(books: FakeBook[]) {
    this.books = books.map((book, at) => ({ ...book, at }));
    this.byIsbn = new Map(this.books.map((book) => [book.isbn13, book]));
  }

  /** The ISBNs that a request is about, so that a fault of one of them meets all that is asked of it. */
  isbnsIn(service: FakeService, path: string, query: URLSearchParams): string[] {
    const text = decodeURIComponent(`${path} ${query}`);
    const named = text.match(/97[89]\d{10}/g) ?? [];
    const about = this.books.filter(
      (book) =>
        text.includes(volumeId(book)) ||
        (service === "openlibrary" && text.includes(workId(book))) ||
        (service === "openlibrary-covers" && path.includes(`/${coverId(book)}-`)),
    );
    return [...named, ...about.map(({ isbn13 }) => isbn13)];
  }

  async answer(service: FakeService, path: string, query: URLSearchParams, mode: Mode): Promise<Answer> {
    switch (service) {
      case "openlibrary":
        return this.openLibrary(path, query, mode);
      case "openlibrary-covers":
        return mode === "empty" ? notFound : this.openLibraryCover(path);
      case "googlebooks":
        return this.google(query, mode);
      case "googlebooks-covers":
        return mode === "empty" ? notFound : this.googleCover(path, query);
      case "dnb":
        return this.dnb(query, mode);
    }
  }

  private openLibrary(path: string, query: URLSearchParams, mode: Mode): Answer {
    if (path === "/api/books") {
      const asked = (query.get("bibkeys") ?? "").split(",").map((key) => key.replace("ISBN:", ""));
      const entries = asked.flatMap((isbn) => {
        const book = this.find(isbn, mode);
        return book ? [openLibraryDetails(isbn, book)] : [];
      });
      return json(Object.assign({}, ...entries));
    }
    if (path === "/search.json") {
      const subject = /subject:"(.*)"/.exec(query.get("q") ?? "")?.[1];
      const isbns = /isbn:\((.*)\)/.exec(query.get("q") ?? "")?.[1]?.split(" OR ");
      const found =
        mode === "empty"
          ? []
          : isbns
            ? isbns.flatMap((isbn) => this.find(isbn, mode) ?? [])
            : this.search(query.get("title"), query.get("author"), subject);
      const [offset, limit] = [Number(query.get("offset") ?? 0), Number(query.get("limit") ?? 100)];
      const docs = found.slice(offset, offset + limit).map(openLibraryDoc);
      return json({ numFound: found.length, start: offset, numFoundExact: true, num_found: found.length, docs });
    }
    const [, kind, id] = /^\/(works|authors)\/(OL\d+[WA])\.json$/.exec(path) ?? [];
    if (kind === "authors") {
      const name = this.books.flatMap(({ authors }) => authors).find((one) => authorId(one) === id);
      return name ? json(openLibraryAuthor(name)) : notFound;
    }
    const first = this.books.find((book) => workId(book) === id);
    return first && kind === "works" && mode !== "empty" ? json(openLibraryWork(first)) : notFound;
  }

  /** As the real one, which keeps its pictures elsewhere and sends there. */
  private async openLibraryCover(path: string): Promise<Answer> {
    const [, kind, name] = /^\/b\/(id|isbn|archive)\/(\w+?)(?:-L)?\.jpg$/.exec(path) ?? [];
    const book = this.books.find((one) => (kind === "isbn" ? one.isbn13 : String(coverId(one))) === name);
    if (!book) return notFound;
    if (kind === "archive") return jpeg(await this.cover(book));
    const location = `/openlibrary-covers/b/archive/${coverId(book)}.jpg`;
    return { status: 302, type: "text/plain", body: "", headers: { location } };
  }

  private google(query: URLSearchParams, mode: Mode): Answer {
    const q = query.get("q") ?? "";
    const isbn = /^isbn:(\d{13})$/.exec(q)?.[1];
    const one = (name: string) => new RegExp(`${name}:"([^"]*)"`).exec(q)?.[1];
    const found = isbn
      ? [this.find(isbn, mode)].filter((book) => book !== undefined)
      : mode === "empty"
        ? []
        : this.search(one("intitle"), one("inauthor"), one("subject"));
    const from = Number(query.get("startIndex") ?? 0);
    const items = found.slice(from, from + Number(query.get("maxResults") ?? 10)).map(googleVolume);
    // Nothing found has no list at all.
    return json({ kind: "books#volumes", totalItems: found.length, ...(items.length > 0 ? { items } : {}) });
  }

  private async googleCover(path: string, query: URLSearchParams): Promise<Answer> {
    const id = query.get("id") ?? path.slice(path.lastIndexOf("/") + 1);
    const book = this.books.find((one) => volumeId(one) === id);
    if (!book) return notFound;
    const front = sharp(await this.cover(book)).resize({ width: query.get("zoom") === "1" ? 128 : 600 });
    if (query.get("edge") === "curl") front.composite([{ input: CURL, gravity: "southeast" }]);
    return jpeg(await front.jpeg().toBuffer());
  }

  /** With so many other books before those that were asked for; of all, no more than the request wants. */
  dnb(parameters: URLSearchParams, mode: Mode, othersCount = 0): Answer {
    const query = parameters.get("query") ?? "";
    const isbns = [...query.matchAll(/isbn=(\d{13})/g)].map((match) => match[1] ?? "");
    const term = (index: string) => new RegExp(`${index}="([^"]*)"`).exec(query)?.[1];
    const found =
      isbns.length > 0
        ? isbns.map((isbn) => this.find(isbn, mode)).filter((book) => book !== undefined)
        : mode === "empty"
          ? []
          : this.search(term("tit"), term("per"), undefined);
    const own = this.books.filter(({ isbn13 }) => isbn13.startsWith("9783"));
    const others = own.filter((book) => !found.includes(book));
    const crowd = Array.from({ length: othersCount }, (_, at) => others[at % others.length]).filter(
      (book) => book !== undefined,
    );
    const listed = [...crowd, ...found.filter((book) => own.includes(book))];
    const recordsMax = Number(parameters.get("maximumRecords") ?? 10);
    return xml(sruResponse(listed.slice(0, recordsMax).map(marcRecord), listed.length));
  }

  private find(isbn: string, mode: Mode): Numbered | undefined {
    if (mode === "empty") return undefined;
    const book = this.byIsbn.get(isbn);
    if (mode === "right" || !book) return book;
    if (mode === "other-pages") return { ...book, pages: (book.pages ?? 0) + 40 };
    return this.books.find((other) => other.workKey !== book.workKey && other.isbn13.slice(0, 4) === isbn.slice(0, 4));
  }

  private search(
    title: string | null | undefined,
    author: string | null | undefined,
    subject: string | undefined,
  ): Numbered[] {
    const words = (text: string) => fold(text).split(" ");
    const has = (where: string, what: string | null | undefined) =>
      !what || words(what).every((word) => words(where).includes(word));
    return this.books.filter(
      (book) =>
        has(`${book.title} ${book.subtitle ?? ""}`, title) &&
        has(book.authors.join(" "), author) &&
        (subject === undefined || book.genres.some((genre) => fold(genre) === fold(subject))),
    );
  }

  /** The cover that Ridizi itself would draw, once for each book. */
  private cover(book: Numbered): Promise<Buffer> {
    const known = this.drawn.get(book.isbn13);
    if (known) return known;
    const drawing = renderCover({ ...book, key: book.isbn13, year: Number(book.publicationDate?.slice(0, 4)) || null });
    this.drawn.set(book.isbn13, drawing);
    return drawing;
  }
}

/** The turned-up corner that `edge=curl` draws. */
const CURL = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><path d="M60 0V60H0Z" fill="#fff"/></svg>`,
);
