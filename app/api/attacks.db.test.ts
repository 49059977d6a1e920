import { gzipSync } from "node:zlib";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { bookJsonLd } from "@/components/book/book-page-words";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildScan, buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { collections } from "@/db/schema/library";
import { recordAuditAlone } from "@/lib/accounts/audit/commands";
import { createKey } from "@/lib/accounts/keys/commands";
import type { Actor } from "@/lib/accounts/schema";
import { signUpInput } from "@/lib/accounts/schema";
import { beginSession, endSession } from "@/lib/accounts/sessions/commands";
import { signToken } from "@/lib/accounts/tokens/adapters/jwt";
import { parseBookReference } from "@/lib/catalog/rules";
import type { BookDetail } from "@/lib/catalog/schema";
import { addCover } from "@/lib/covers/commands";
import { addToIndex } from "@/lib/covers/vectors/commands";
import { openIndex } from "@/lib/covers/vectors/index/commands";
import { addBook, removeBook, updateCollection } from "@/lib/library/commands";
import { deleteCollection } from "@/lib/library/deleting/commands";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { parseQuery, wordExpression } from "@/lib/search/rules";
import { callApi, sendApi } from "./call.fixtures";

// What an attacker tries, and what comes of it. Each test names what is given instead.

const PASSWORD = "correct horse battery";
let victim: Actor;
let attacker: Actor;

beforeAll(async () => {
  env().rateLimitFactor = 1_000;
  [victim, attacker] = [await buildUser(), await buildUser()];
});

async function asCaller(actor: Actor): Promise<Record<string, string>> {
  const session = await beginSession(actor.id, { kind: "token", device: "curl", address: "192.0.2.1" });
  return { authorization: `Bearer ${await signToken({ sessionId: session.id, userId: actor.id }, new Date())}` };
}

const post = (address: string, body: string) =>
  callApi("POST", address, { body, headers: { "content-type": "application/json" } });
const upload = (content: Uint8Array, name: string, type: string) => {
  const form = new FormData();
  form.append("image", new Blob([new Uint8Array(content)], { type }), name);
  return new Request("http://localhost/match", { method: "POST", body: form });
};
const statusAndCode = async (response: Response) => [response.status, (await response.json()).code];
const cover = (filename: string, query = "") => callApi("GET", `/cover/${encodeURIComponent(filename)}${query}`);

describe("somebody else's things, by their ids", () => {
  it("gives of a collection nothing, and changes nothing in it", async () => {
    const { id: collectionId, name } = await buildCollection({ ownerId: victim.id });
    const { isbn } = await buildBook();
    for (const attempt of [
      updateCollection(attacker, { collectionId, name: "Mine now", icon: "📚" }),
      deleteCollection(attacker, { collectionId }),
      addBook(attacker, { collectionId, isbn }),
      removeBook(attacker, { collectionId, isbn }),
    ])
      expect(await attempt).toMatchObject({ ok: false, reason: "collection_not_found" });
    const [row] = await db.select().from(collections).where(eq(collections.id, collectionId));
    expect(row?.name).toBe(name);
  });

  it("gives of a scan 404, as if there were none", async () => {
    const { requestId } = await buildScan({ userId: victim.id });
    const said = await callApi("POST", `/api/scans/${requestId}/feedback`, {
      json: { verdict: "confirmed" },
      headers: await asCaller(attacker),
    });
    expect(said.status).toBe(404);
  });

  it("gives of a session and a key nothing, and ends neither", async () => {
    const { id: sessionId } = await beginSession(victim.id, { kind: "browser", device: "x", address: "192.0.2.2" });
    expect(await endSession(attacker, { sessionId })).toMatchObject({ reason: "session_not_found" });
    const made = await createKey(victim, { name: "Feeder", scopes: ["catalog:read"], expiresInDays: 30 });
    if (!made.ok) throw new Error(made.reason);
    const answer = await callApi("DELETE", `/api/v1/keys/${made.summary.id}`, { headers: await asCaller(attacker) });
    expect(answer.status).toBe(404);
  });

  it.each(["1", "0", "-1", "1e9", "1 or 1=1", "../1", "01", "9".repeat(30)])(
    "gives of the photo %j, which moderators alone may see, no picture",
    async (id) => {
      const address = `/api/v1/admin/feedback/${encodeURIComponent(id)}/photo`;
      expect([403, 404]).toContain((await callApi("GET", address, { headers: await asCaller(attacker) })).status);
    },
  );
});

describe("a cover's name", () => {
  it.each([
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd.jpg",
    "....//....//secrets.json",
    "/etc/passwd",
    "file:///etc/passwd",
    "local-1/../../secrets.json.jpg",
    "local:1/../2.jpg",
    "local-99999999999999999999.jpg",
    "9780306406157.jpg/../../x",
    "9780306406157\u0000.jpg",
    "C:\\windows\\win.ini",
    "9780306406157.jpg\r\nSet-Cookie: x=1",
    "%0d%0aSet-Cookie:%20x=1.jpg",
  ])("that is a path or a header, %j, is 404, and no line of the answer is its", async (filename) => {
    const response = await cover(filename);
    expect(response.status).toBe(404);
    expect(JSON.stringify([...response.headers])).not.toMatch(/set-cookie|passwd/i);
    expect(await response.text()).not.toMatch(/root:|authSecret/);
  });

  it.each(["?size=../../secrets", "?size=original%00", "?size[]=thumb&size=page"])(
    "with the size %s is refused or read as none of that",
    async (query) => {
      const { isbn } = await buildBook();
      expect([200, 400]).toContain((await cover(`${isbn}.jpg`, query)).status);
      expect((await cover(`${isbn}.jpg`, "?size=../../x")).status).toBe(400);
    },
  );
});

describe("a body", () => {
  it("that would poison every object gives no object anything", async () => {
    const poison = '{"isbn":"9780306406157","__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}';
    expect([200, 202]).toContain((await post("/barcode", poison)).status);
    await post("/auth/register", poison);
    await post("/auth/login", poison);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it("that asks for more than there is to ask for makes a reader, or nobody", async () => {
    const username = `mass-${newId().slice(0, 8)}`;
    const more = {
      role: "admin",
      id: 1,
      emailVerifiedAt: "2026-01-01",
      isAdmin: true,
      auditRef: "x",
      passwordHash: "!",
    };
    const response = await callApi("POST", "/auth/register", { json: { username, password: PASSWORD, ...more } });
    const [row] = await db.select({ role: users.role, id: users.id }).from(users).where(eq(users.username, username));
    expect(response.status === 201 ? row?.role : row).toBe(response.status === 201 ? "user" : undefined);
    expect(row?.id).not.toBe(1);
  });

  it("that is nested ten thousand deep is 400 or 413, and soon", async () => {
    const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;
    const startedAt = performance.now();
    expect([400, 413]).toContain((await post("/barcode", deep)).status);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("that is a bomb in gzip is not unfolded: it is no JSON", async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, 0x20));
    const request = new Request("http://localhost/barcode", {
      method: "POST",
      body: new Uint8Array(bomb),
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
    });
    const before = process.memoryUsage().rss;
    expect([400, 413]).toContain((await sendApi(request)).status);
    expect(process.memoryUsage().rss - before).toBeLessThan(20_000_000);
  });
});

describe("a file that is two things at once", () => {
  // Without any cover to compare with, nothing is looked at at all.
  beforeAll(async () => {
    const { id, isbn } = await buildBook();
    const noise = { noise: { type: "gaussian", mean: 128, sigma: 40 } } as const;
    await addCover(
      id,
      "upload",
      await sharp({ create: { width: 300, height: 450, channels: 3, background: "#345", ...noise } })
        .png()
        .toBuffer(),
    );
    await addToIndex(isbn);
    await openIndex();
  });

  it.each([
    ["an SVG with a script", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ["a page", Buffer.from("<!doctype html><script>alert(1)</script>")],
    [
      "a page that begins like a JPEG",
      Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from("<html><script>alert(1)</script>")]),
    ],
    ["a PDF", Buffer.from("%PDF-1.7\n1 0 obj <</OpenAction <</S /JavaScript /JS (app.alert(1))>>>> endobj")],
    [
      "an archive behind a picture that is none",
      Buffer.concat([Buffer.from("GIF89a"), Buffer.from("PK\u0003\u0004evil")]),
    ],
    ["a text that calls itself a picture", Buffer.from("#define x_width 16")],
  ])("%s, called photo.jpg, is refused in words", async (_, content) => {
    const response = await sendApi(upload(content, "photo.jpg", "image/jpeg"));
    expect([400, 415, 422]).toContain(response.status);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(JSON.stringify(await response.json())).not.toContain("<script");
  });

  it("a real picture with a page behind it is looked at as a picture, and nothing of it comes back", async () => {
    const picture = await sharp({ create: { width: 300, height: 400, channels: 3, background: "#345" } })
      .jpeg()
      .toBuffer();
    const response = await sendApi(
      upload(Buffer.concat([picture, Buffer.from("<script>alert(1)</script>")]), "photo.jpg", "text/html"),
    );
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(await response.text()).not.toContain("<script");
  });

  it("kept as a cover is never a page to a browser: a picture by type, and no other type by guess", async () => {
    const book = await buildBook();
    const picture = await sharp({ create: { width: 300, height: 450, channels: 3, background: "#543" } })
      .jpeg()
      .toBuffer();
    await addCover(book.id, "upload", Buffer.concat([picture, Buffer.from("<script>alert(1)</script>")]));
    const response = await cover(`${book.isbn}.jpg`);
    expect(response.headers.get("content-type")).toMatch(/^image\/(?:jpeg|png|webp)$/);
  });
});

describe("words that a spreadsheet would calculate", () => {
  it("are text in the log as a CSV", async () => {
    const admin = await buildUser({ role: "admin", username: `calc-${newId().slice(0, 8)}` });
    await recordAuditAlone({
      act: "test.formula",
      actorId: admin.id,
      details: { what: '=HYPERLINK("http://evil.example")' },
    });
    const address = "/api/v1/admin/audit/export?act=test.formula";
    const response = await callApi("GET", address, { headers: await asCaller(admin) });
    const text = await response.text();
    expect(response.headers.get("content-disposition")).toContain("attachment");
    for (const line of text.split("\r\n")) expect(line).not.toMatch(/(?:^|,)"?[=+\-@]/);
  });

  it("are refused to everybody but an admin", async () => {
    const response = await callApi("GET", "/api/v1/admin/audit/export", { headers: await asCaller(attacker) });
    expect(await statusAndCode(response)).toEqual([403, "forbidden"]);
  });
});

describe("markup in words of people and of providers", () => {
  const MARKUP = '</script><img src=x onerror="alert(1)"><svg/onload=alert(1)>';

  it("comes back as JSON, which no browser shows as a page", async () => {
    const book = await buildBook({ title: `Zxqv ${MARKUP}`, authors: [MARKUP] });
    const response = await callApi("GET", `/api/book/${book.isbn}`);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect((await response.json()).title).toContain(MARKUP);
  });

  it("does not end the script element that tells search engines of a book", () => {
    const book = { title: MARKUP, authors: [MARKUP], isbn: "x", description: MARKUP } as unknown as BookDetail;
    expect(bookJsonLd(book, "https://books.example.org")).not.toContain("<");
  });

  it("is not repeated by an answer that says what was wrong", async () => {
    for (const response of [
      await callApi("GET", `/api/search?q=${"x".repeat(300)}${encodeURIComponent(MARKUP)}`),
      await callApi("GET", `/api/book/${encodeURIComponent(MARKUP)}`),
      await callApi("GET", `/api/pending/${encodeURIComponent(MARKUP)}`),
      await callApi("GET", `/api/${encodeURIComponent(MARKUP)}`),
      await callApi("POST", "/barcode", { json: { isbn: MARKUP } }),
    ]) {
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers.get("content-type")).toMatch(/^application\/json/);
      expect(await response.text()).not.toContain("onerror");
    }
  });
});

describe("a text that makes a pattern run for ever", () => {
  const LENGTH = 20_000;
  const texts = [
    "a".repeat(LENGTH),
    `${"a".repeat(LENGTH)}!`,
    '"'.repeat(LENGTH),
    `${'"a '.repeat(LENGTH / 3)}`,
    "genre:".repeat(LENGTH / 6),
    `genre:${" ".repeat(LENGTH)}`,
    `genre:"${"a".repeat(LENGTH)}`,
    "a.".repeat(LENGTH / 2),
    "a-".repeat(LENGTH / 2),
    " ".repeat(LENGTH),
    "\u0301".repeat(LENGTH),
    "978-".repeat(LENGTH / 4),
    "local:".repeat(LENGTH / 6),
    "=".repeat(LENGTH),
  ];
  it.each(texts.map((text) => [text.slice(0, 12), text]))("%j … is read in a moment by each", (_, text) => {
    const startedAt = performance.now();
    wordExpression(parseQuery(text));
    parseBookReference(text);
    signUpInput.safeParse({ username: text, email: text, password: text });
    signUpInput.safeParse({ username: "reader-x", email: `${text}@${text}.org`, password: text });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  it.each(["%", "_", "\\", '+-><()~*"@', "'; drop table books; --", "\u0000", "\uFFFF"])(
    "and the signs of a search engine, %j, are only signs",
    async (q) => {
      const response = await callApi("GET", `/api/search?q=${encodeURIComponent(`${q}${q} x`)}`);
      expect(response.status).toBe(200);
    },
  );
});
