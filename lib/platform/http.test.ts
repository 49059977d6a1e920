import { describe, expect, it } from "vitest";
import { isForged, Problem, problemResponse, rateLimitHeaders, tooManyRequests } from "./http";

describe("problemResponse", () => {
  it("has the three fields and nothing of the error's inside", async () => {
    const problem = new Problem(415, "heic", "Please send a JPEG.");
    problem.cause = new Error("secret path");
    const response = problemResponse(problem, "request-1");
    expect(response.status).toBe(415);
    expect(await response.json()).toEqual({ error: "Please send a JPEG.", code: "heic", requestId: "request-1" });
    expect(response.headers.get("x-request-id")).toBe("request-1");
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("tells how long to wait on 429", () => {
    const response = problemResponse(tooManyRequests(7), "request-2");
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
  });
});

describe("rateLimitHeaders", () => {
  it("names each limit, what is left of it and for how long", () => {
    const match = { name: "match", max: 60, windowMs: 60_000, remaining: 59, resetMs: 59_001 };
    expect(rateLimitHeaders([match, { ...match, name: "match-address", max: 240, remaining: 0 }])).toEqual({
      "RateLimit-Policy": '"match";q=60;w=60, "match-address";q=240;w=60',
      RateLimit: '"match";r=59;t=60, "match-address";r=0;t=60',
    });
  });
});

describe("isForged", () => {
  const ask = (method: string, headers: Record<string, string>) =>
    isForged(
      new Request("http://x", { method, headers: { host: "10.0.0.5:3000", ...headers } }),
      "https://books.example",
    );
  const cookie = "next-auth.session-token=x";

  it.each([
    ["POST", { cookie, origin: "https://evil.example" }],
    ["DELETE", { cookie, origin: "https://evil.example" }],
    ["POST", { cookie, origin: "null" }],
    ["POST", { cookie, origin: "" }],
    ["POST", { cookie, origin: "http://10.0.0.5:3001" }],
    ["POST", { cookie, origin: "https://books.example.evil.example" }],
  ])("is a %s with cookies from another site: %j", (method, headers) => {
    expect(ask(method, headers)).toBe(true);
  });

  it.each([
    ["POST", { cookie, origin: "http://10.0.0.5:3000" }],
    ["POST", { cookie, origin: "https://10.0.0.5:3000" }],
    ["POST", { cookie, origin: "https://books.example" }],
    ["POST", { cookie }],
    ["POST", { origin: "https://evil.example" }],
    ["GET", { cookie, origin: "https://evil.example" }],
  ])("is no %s of our own pages, of scripts, without cookies, or that only reads: %j", (method, headers) => {
    expect(ask(method, headers)).toBe(false);
  });
});
