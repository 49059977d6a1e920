import { NextRequest } from "next/server";
import { describe, expect, it, vi } from "vitest";
import { GET, POST } from "./[...nextauth]/route";

// What next-auth answers is tried elsewhere; here, what comes as far as that.
vi.mock("next-auth", () => ({ default: () => () => Response.json({}) }));

function post(path: string, body: BodyInit, type: string) {
  const request = new NextRequest(`http://x/api/auth/${path}`, {
    method: "POST",
    body,
    headers: { "content-type": type },
  });
  return POST(request, paramsOf(path));
}

const paramsOf = (path: string) => ({ params: Promise.resolve({ nextauth: path.split("/") }) });

const get = (path: string, headers: Record<string, string> = {}) =>
  GET(new NextRequest(`http://x/api/auth/${path}`, { headers }), paramsOf(path));

const FORM = "application/x-www-form-urlencoded";

describe("next-auth's endpoints", () => {
  it.each<[string, string, string, string, number, string]>([
    ["a megabyte of form", "callback/credentials", "x".repeat(1_048_576), FORM, 413, "too_large"],
    ["a megabyte of JSON", "signin/credentials", `"${"x".repeat(1_048_576)}"`, "application/json", 413, "too_large"],
    ["half of a JSON", "callback/credentials", '{"username":', "application/json", 400, "malformed"],
    ["lines for our log", "_log", '{"code":"x"}', "application/json", 404, "not_found"],
    ["another session's words", "session", "{}", "application/json", 404, "not_found"],
  ])("refuse %s", async (_, path, body, type, status, code) => {
    const response = await post(path, body, type);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code, requestId: expect.any(String) });
  });

  it.each(["signout", "verify-request", "constructor", "nowhere"])("have no page of their own at %s", async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it("count for a network, and say how long to wait", async () => {
    const ask = (peer: string) => get("csrf", { "x-ridizi-peer": peer });
    const statuses: number[] = [];
    for (let time = 0; time < 241; time++) statuses.push((await ask(`2001:db8:5::${time.toString(16)}`)).status);
    expect(statuses.slice(-2)).toEqual([200, 429]);
    const refused = await ask("2001:db8:5::1");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await ask("2001:db8:6::1")).status).toBe(200);
  });
});
