import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { redis } from "@/lib/platform/redis";
import { breakerOf, readPicture, readText } from "./adapters/client";
import { type BreakerState, ProviderError, type Service } from "./schema";

const run = promisify(execFile);
const never = new AbortController().signal;

type Reply = { status?: number; headers?: Record<string, string>; body?: string | Buffer };
let server: Server;
let origin: string;
let reply: (path: string) => Reply;
let arrivals: { path: string; at: number }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? "";
    arrivals.push({ path, at: Date.now() });
    const { status = 200, headers = {}, body = '{"fine": true}' } = reply(path);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(async () => {
  await redis().flushdb();
  arrivals = [];
  reply = () => ({});
});

const serviceOf = (settings: Partial<Service> = {}): Service => ({
  name: "test",
  baseUrl: origin,
  publicUrl: "https://provider.example",
  redirectHosts: [],
  limits: [],
  ...settings,
});

const ask = (service: Service, path: string, signal = never) =>
  readText(service, new URL(`${service.baseUrl}${path}`), {
    accept: "application/json",
    parse: (body) => JSON.parse(body) as unknown,
    isLacking: () => false,
    signal,
  });

async function failureOf(asked: Promise<unknown>): Promise<ProviderError> {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw new Error("it did not fail as a provider does", { cause: error });
  return error;
}

describe("the budget", () => {
  it("is one of all processes together", async () => {
    const service = serviceOf({ limits: [{ name: "shared", max: 3, windowMs: 500 }] });
    const child = () =>
      run(
        process.execPath,
        [
          "--conditions=react-server",
          "--import",
          "tsx",
          "lib/enrichment/http/ask.fixtures.ts",
          JSON.stringify(service),
          "8",
        ],
        { env: process.env },
      );
    const outputs = await Promise.all([child(), child()]);
    const reasons = outputs.flatMap(({ stdout }) => JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as string[]);
    expect(reasons).toEqual(Array.from({ length: 16 }, () => "answered"));
    expect(arrivals.length).toBe(16);
    expect(new Set(arrivals.map(({ path }) => path.split("/")[1])).size).toBe(2);
    // Three in half a second are sixteen in two and a half; each for itself would be done in one.
    expect((arrivals.at(-1)?.at ?? 0) - (arrivals[0]?.at ?? 0)).toBeGreaterThanOrEqual(2_200);
  });

  it("sends back who would wait too long, and sends nothing", async () => {
    const service = serviceOf({ limits: [{ name: "long", max: 2, windowMs: 60_000 }] });
    await Promise.all([ask(service, "/1"), ask(service, "/2")]);
    const failure = await failureOf(ask(service, "/3"));
    expect(failure.reason).toBe("limited");
    expect(failure.retryAfterMs).toBeGreaterThan(55_000);
    expect(arrivals.length).toBe(2);
    // Our own budget says nothing of the provider.
    expect(await breakerOf(service)).toMatchObject({ failures: 0, openUntil: 0 });
  });
});

describe("several budgets", () => {
  it("are all kept, also one that another service shares", async () => {
    const fast = { name: "fast", max: 2, windowMs: 400 };
    const one = serviceOf({ name: "one", limits: [{ name: "slow", max: 5, windowMs: 60_000 }, fast] });
    const other = serviceOf({ name: "other", limits: [fast] });
    const asked = [1, 2, 3].flatMap((at) => [ask(one, `/one/${at}`), ask(other, `/other/${at}`)]);
    await Promise.all(asked);
    const [first, last] = [arrivals[0]?.at ?? 0, arrivals.at(-1)?.at ?? 0];
    expect(last - first).toBeGreaterThanOrEqual(750);
    const more = await Promise.allSettled([4, 5, 6].map((at) => ask(one, `/one/${at}`)));
    expect(more.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "fulfilled", "rejected"]);
  });
});

describe("the breaker", () => {
  const key = "ridizi:provider:test:breaker";
  const openedAt = (openUntil: number): BreakerState => ({
    failures: 5,
    openUntil,
    openForMs: 30_000,
    probeUntil: 0,
    reason: "unavailable",
  });

  it("opens after five failures in a row, and then nothing is sent", async () => {
    reply = () => ({ status: 403 });
    for (let at = 0; at < 5; at++) expect((await failureOf(ask(serviceOf(), `/${at}`))).reason).toBe("refused");
    const failure = await failureOf(ask(serviceOf(), "/5"));
    expect(failure.reason).toBe("refused");
    expect(failure.retryAfterMs).toBeGreaterThan(25_000);
    expect(arrivals.length).toBe(5);
  });

  it("is not opened by failures between answers, nor by what is not there", async () => {
    for (let at = 0; at < 12; at++) {
      reply = () => ({ status: at % 3 === 0 ? 200 : at % 3 === 1 ? 403 : 404 });
      await ask(serviceOf(), `/${at}`).catch(() => undefined);
    }
    expect(arrivals.length).toBe(12);
    expect((await breakerOf(serviceOf())).openUntil).toBe(0);
  });

  it("lets one of many through when its time is over, and closes when that one is answered", async () => {
    await redis().set(key, JSON.stringify(openedAt(Date.now() - 1)));
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = createServer((request, response) => {
      arrivals.push({ path: request.url ?? "", at: Date.now() });
      void held.then(() => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
    });
    await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
    const service = serviceOf({ baseUrl: `http://127.0.0.1:${(slow.address() as AddressInfo).port}` });
    const asked = [1, 2, 3, 4].map((at) => ask(service, `/${at}`));
    const others = asked.slice(1).map(failureOf);
    for (const failure of await Promise.all(others)) expect(failure.reason).toBe("unavailable");
    release();
    expect(await asked[0]).toEqual({});
    expect(arrivals.length).toBe(1);
    expect(await ask(service, "/again")).toEqual({});
    slow.closeAllConnections();
    await new Promise((resolve) => slow.close(resolve));
  });

  it("opens for twice as long when that one fails", async () => {
    await redis().set(key, JSON.stringify(openedAt(Date.now() - 1)));
    reply = () => ({ status: 403 });
    await failureOf(ask(serviceOf(), "/1"));
    const { openUntil } = await breakerOf(serviceOf());
    expect(openUntil - Date.now()).toBeGreaterThan(55_000);
  });

  it("keeps back what waited for its budget while the breaker opened", async () => {
    const service = serviceOf({ limits: [{ name: "one-a-second", max: 1, windowMs: 700 }] });
    reply = () => ({ status: 429, headers: { "retry-after": "60" } });
    const asked = [1, 2, 3].map((at) => failureOf(ask(service, `/${at}`)));
    expect((await Promise.all(asked)).map(({ reason }) => reason)).toEqual(["limited", "limited", "limited"]);
    expect(arrivals.map(({ path }) => path)).toEqual(["/1"]);
    // What was kept back says nothing of the provider.
    expect((await breakerOf(service)).failures).toBe(1);
  });

  it("is not opened by questions that the provider does not understand", async () => {
    reply = () => ({ status: 400 });
    for (let at = 0; at < 8; at++) expect((await failureOf(ask(serviceOf(), `/${at}`))).reason).toBe("misunderstood");
    expect(arrivals.length).toBe(8);
    expect(await breakerOf(serviceOf())).toMatchObject({ failures: 0, openUntil: 0 });
  });

  it("takes what it cannot read of its state for none", async () => {
    for (const text of ["not json", '{"failures": "many"}', "null"]) {
      await redis().set(key, text);
      await redis().set("ridizi:provider:odd:budget", text);
      const service = serviceOf({ limits: [{ name: "odd", max: 5, windowMs: 500 }] });
      expect(await ask(service, `/${encodeURIComponent(text)}`)).toEqual({ fine: true });
      // It was Redis that was asked and not this process's own memory.
      expect(JSON.parse((await redis().get("ridizi:provider:odd:budget")) ?? "")).toHaveLength(1);
    }
  });

  it("lets the next one try when the first was broken off", async () => {
    await redis().set(key, JSON.stringify(openedAt(Date.now() - 1)));
    const signal = AbortSignal.abort();
    await failureOf(ask(serviceOf(), "/1", signal));
    expect(await ask(serviceOf(), "/2")).toEqual({ fine: true });
  });
});

describe("asking again", () => {
  it("helps against errors that pass", async () => {
    reply = () => ({ status: arrivals.length < 3 ? 503 : 200 });
    expect(await ask(serviceOf(), "/1")).toEqual({ fine: true });
    expect(arrivals.length).toBe(3);
  });

  it("is not tried against what does not pass", async () => {
    for (const status of [400, 401, 403, 404]) {
      arrivals = [];
      reply = () => ({ status });
      await failureOf(ask(serviceOf(), `/${status}`));
      expect(arrivals.length).toBe(1);
    }
  });

  it.each([
    ["seconds", () => "1"],
    ["a date", () => new Date(Date.now() + 2_000).toUTCString()],
  ])("waits as long as Retry-After says in %s", async (_, header) => {
    reply = () => (arrivals.length === 1 ? { status: 429, headers: { "retry-after": header() } } : {});
    expect(await ask(serviceOf(), "/1")).toEqual({ fine: true });
    const [first, second] = arrivals.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(950);
  });

  it("does not ask again at once, though Retry-After says that it may", async () => {
    reply = () => (arrivals.length === 1 ? { status: 429, headers: { "retry-after": "0" } } : {});
    expect(await ask(serviceOf(), "/1")).toEqual({ fine: true });
    const [first, second] = arrivals.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(950);
  });

  it("leaves a long wait to its caller", async () => {
    reply = () => ({ status: 503, headers: { "retry-after": "90" } });
    const startedAt = Date.now();
    expect(await failureOf(ask(serviceOf(), "/1"))).toMatchObject({ reason: "unavailable", retryAfterMs: 90_000 });
    expect(Date.now() - startedAt).toBeLessThan(1_000);
    expect(arrivals.length).toBe(1);
  });
});

describe("where it goes", () => {
  const redirect = (location: string) => {
    reply = (path) => (path === "/1" ? { status: 302, headers: { location } } : {});
  };

  it("follows its own host", async () => {
    redirect("/2");
    expect(await ask(serviceOf(), "/1")).toEqual({ fine: true });
    expect(arrivals.map(({ path }) => path)).toEqual(["/1", "/2"]);
  });

  it.each([
    "http://169.254.169.254/latest/meta-data/",
    "https://127.0.0.1/",
    "https://[::1]/",
    // The same machine, written as a number, in eights, short, and as IPv4 within IPv6.
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://[::ffff:127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://0/",
    "https://user:secret@provider.example/",
    "https://provider.example.evil.example/",
    "http://provider.example/",
    "https://provider.example:8443/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://",
  ])("does not follow to %s", async (location) => {
    redirect(location);
    expect((await failureOf(ask(serviceOf(), "/1"))).reason).toBe("malformed");
    expect(arrivals.length).toBe(1);
  });

  it("takes no private address for a name that it may follow", async () => {
    redirect("https://localhost/");
    const failure = await failureOf(ask(serviceOf({ redirectHosts: ["localhost"] }), "/1"));
    expect(failure.reason).toBe("unavailable");
    expect(String(failure.cause instanceof Error ? failure.cause.cause : "")).toMatch(/private network/);
  });

  it("takes no private address for a provider that is where the world knows it", async () => {
    const url = origin.replace("127.0.0.1", "localhost");
    const failure = await failureOf(ask(serviceOf({ baseUrl: url, publicUrl: url }), "/1"));
    expect(failure.reason).toBe("unavailable");
    expect(arrivals).toEqual([]);
  });
});

describe("what was answered before", () => {
  const answers = () => redis().keys("ridizi:provider:test:answer:*");

  it.each(["not zipped", "", "{}"])("is asked for anew where it cannot be read: %j", async (text) => {
    expect(await ask(serviceOf(), "/1")).toEqual({ fine: true });
    const [name = ""] = await answers();
    await redis().set(name, text);
    expect(await ask(serviceOf(), "/1")).toEqual({ fine: true });
    expect(arrivals.length).toBe(2);
    expect(await ask(serviceOf(), "/1")).toEqual({ fine: true });
    expect(arrivals.length).toBe(2);
  });

  it("is asked for anew where it is no longer understood", async () => {
    await ask(serviceOf(), "/1");
    const picky = readText(serviceOf(), new URL(`${origin}/1`), {
      accept: "application/json",
      parse: (body) => {
        if (arrivals.length < 2) throw new ProviderError("malformed", "its answer has another shape");
        return body;
      },
      isLacking: () => false,
      signal: never,
    });
    expect(await picky).toBe('{"fine": true}');
  });

  it("is kept for an hour where something asked for is not in it, and for a day where all is", async () => {
    const lacking = (isLacking: boolean, path: string) =>
      readText(serviceOf(), new URL(`${origin}${path}`), {
        accept: "application/json",
        parse: (body) => body,
        isLacking: () => isLacking,
        signal: never,
      });
    await lacking(true, "/1");
    const [short = ""] = await answers();
    expect(await redis().pttl(short)).toBeLessThanOrEqual(3_600_000);
    await lacking(false, "/2");
    const long = (await answers()).find((name) => name !== short) ?? "";
    expect(await redis().pttl(long)).toBeGreaterThan(23 * 3_600_000);
  });
});

describe("what it takes", () => {
  it("unfolds a compressed answer, and none that unfolds without end", async () => {
    const headers = { "content-encoding": "gzip" };
    reply = () => ({ headers, body: gzipSync('{"packed": true}') });
    expect(await ask(serviceOf(), "/1")).toEqual({ packed: true });
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    reply = () => ({ headers, body: bomb });
    expect((await failureOf(ask(serviceOf(), "/2"))).reason).toBe("malformed");
    expect((await failureOf(readPicture(serviceOf(), new URL(`${origin}/3`), never))).reason).toBe("malformed");
  });

  it("names an address that nobody answers at", async () => {
    const failure = await failureOf(ask(serviceOf({ baseUrl: "http://127.0.0.1:1" }), "/1"));
    expect(failure).toMatchObject({ reason: "unavailable", message: "it could not be reached" });
  });
});
