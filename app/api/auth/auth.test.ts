import { NextRequest } from "next/server";
import { describe, expect, it } from "vitest";
import { POST } from "./[...nextauth]/route";

function post(path: string, body: BodyInit, type: string) {
  const request = new NextRequest(`http://x/api/auth/${path}`, {
    method: "POST",
    body,
    headers: { "content-type": type },
  });
  return POST(request, { params: Promise.resolve({ nextauth: path.split("/") }) });
}

const FORM = "application/x-www-form-urlencoded";

describe("next-auth's endpoints", () => {
  it.each<[string, string, string, string, number, string]>([
    ["a megabyte of form", "callback/credentials", "x".repeat(1_048_576), FORM, 413, "too_large"],
    ["a megabyte of JSON", "signin/credentials", `"${"x".repeat(1_048_576)}"`, "application/json", 413, "too_large"],
    ["half of a JSON", "callback/credentials", '{"username":', "application/json", 400, "malformed"],
    ["lines for our log", "_log", '{"code":"x"}', "application/json", 404, "not_found"],
  ])("refuse %s", async (_, path, body, type, status, code) => {
    const response = await post(path, body, type);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code, requestId: expect.any(String) });
  });
});
