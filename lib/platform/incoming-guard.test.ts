import { createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guardRequests } from "./incoming";

let server: Server;
let port: number;
let seen: IncomingMessage["headers"] = {};

beforeAll(async () => {
  guardRequests(undefined, {
    appUrl: "https://books.example.org",
    trustProxy: 0,
    corsOrigins: ["https://friend.example"],
    tlsDir: undefined,
  });
  server = createServer(({ headers }, response) => {
    seen = headers;
    response.end("fine");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => server.close());

type Answer = { status: number | undefined; headers: IncomingMessage["headers"]; body: string };

/** Not fetch, which writes some headers itself. */
const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  new Promise<Answer>((resolve, reject) => {
    request({ port, host: "127.0.0.1", path, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    })
      .on("error", reject)
      .end();
  });

describe("every answer of a site at an https address", () => {
  it("holds browsers to https", async () => {
    for (const path of ["/", "/api/v1/search", "/_next/static/x.js", "/nowhere"])
      expect((await ask(path)).headers["strict-transport-security"]).toBe("max-age=31536000");
  });
});

describe("a page of a site on the list", () => {
  it("may ask beforehand, and is answered without the product", async () => {
    seen = {};
    const { status, headers, body } = await ask(
      "/api/v1/match",
      { origin: "https://friend.example", "access-control-request-method": "POST" },
      "OPTIONS",
    );
    expect([status, body, seen]).toEqual([204, "", {}]);
    expect(headers["access-control-allow-origin"]).toBe("https://friend.example");
  });

  it("reads answers of the API, and of nothing else", async () => {
    const origin = "https://friend.example";
    const { headers } = await ask("/api/v1/search?q=x", { origin });
    expect([headers["access-control-allow-origin"], headers.vary]).toEqual([origin, "Origin"]);
    expect(headers).not.toHaveProperty("access-control-allow-credentials");
    for (const path of ["/", "/api/auth/session", "/match"])
      expect((await ask(path, { origin })).headers).not.toHaveProperty("access-control-allow-origin");
  });

  it("is told apart from one that is not", async () => {
    const { status, headers } = await ask(
      "/api/v1/match",
      { origin: "https://evil.example", "access-control-request-method": "POST" },
      "OPTIONS",
    );
    // The product answers, which knows no OPTIONS; what counts is that nothing is allowed.
    expect(status).toBe(200);
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});

describe("what a client says of proxies", () => {
  it("is not believed where there are none", async () => {
    await ask("/", {
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      forwarded: "host=evil.example",
    });
    for (const name of ["x-forwarded-host", "x-forwarded-proto", "forwarded"]) expect(seen).not.toHaveProperty(name);
  });
});

describe("the origin of a server action", () => {
  it("is the host where it is the site's own address, whatever a proxy makes of the host", async () => {
    await ask("/", { origin: "https://books.example.org", host: "127.0.0.1:3000" });
    expect(seen["x-forwarded-host"]).toBe("books.example.org");
  });

  it.each(["https://evil.example", "http://books.example.org", "https://books.example.org.evil.example", "null"])(
    "%s is left for Next to compare",
    async (origin) => {
      await ask("/", { origin, "x-forwarded-host": new URL(origin === "null" ? "http://x" : origin).host });
      expect(seen).not.toHaveProperty("x-forwarded-host");
    },
  );
});
