import { describe, expect, it } from "vitest";
import { corsFor } from "./cors";

const FRIEND = "https://friend.example";
const ask = (headers: Record<string, string>, method = "GET", url = "/api/v1/search?q=x") =>
  corsFor({ method, url, headers }, [FRIEND]);
const PREFLIGHT = { "access-control-request-method": "POST", "access-control-request-headers": "authorization" };

describe("another site's page", () => {
  it("that is on the list reads answers, and never with cookies", () => {
    const { headers, endsHere } = ask({ origin: FRIEND });
    expect(endsHere).toBe(false);
    expect(headers).toMatchObject({ "Access-Control-Allow-Origin": FRIEND, Vary: "Origin" });
    expect(JSON.stringify(headers)).not.toMatch(/credentials|\*/i);
  });

  it("that is on the list is told beforehand what it may send", () => {
    const { headers, endsHere } = ask({ origin: FRIEND, ...PREFLIGHT }, "OPTIONS");
    expect(endsHere).toBe(true);
    expect(headers["Access-Control-Allow-Methods"]).toContain("POST");
    expect(headers["Access-Control-Allow-Headers"]).toContain("Authorization");
    expect(headers).not.toHaveProperty("Access-Control-Allow-Credentials");
  });

  it.each([
    "https://evil.example",
    "null",
    "http://friend.example",
    "https://friend.example.evil.example",
    "https://friend.example:8443",
    "https://FRIEND.example",
    "https://evil.example, https://friend.example",
    "",
  ])("%j, which is not, hears nothing", (origin) => {
    for (const [method, more] of [
      ["GET", {}],
      ["OPTIONS", PREFLIGHT],
    ] as const)
      expect(ask({ origin, ...more }, method)).toEqual({ headers: { Vary: "Origin" }, endsHere: false });
  });

  it.each(["/", "/library", "/match", "/api/search?q=x", "/api/auth/session", "/api/v1x", "//api/v1/search"])(
    "reads nothing but the API: %s",
    (url) => expect(ask({ origin: FRIEND }, "GET", url)).toEqual({ headers: {}, endsHere: false }),
  );

  it("hears nothing where the list is empty", () => {
    expect(corsFor({ method: "GET", url: "/api/v1/search", headers: { origin: FRIEND } }, [])).toEqual({
      headers: {},
      endsHere: false,
    });
  });
});
