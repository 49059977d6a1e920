import { sql } from "drizzle-orm";
import { describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { env } from "@/lib/platform/env";
import { authOptions } from "./session";

vi.mock("next/headers", () => ({ headers: async () => new Headers({ "x-ridizi-peer": "192.0.2.1" }) }));

/** What next-auth runs when somebody signs in. */
function signIn(username: string) {
  const [provider] = authOptions().providers;
  if (provider?.type !== "credentials") throw new Error("no sign-in by name and password");
  return provider.options.authorize({ username, password: "correct horse battery" }, {});
}

describe("signing in", () => {
  it("says nothing of the inside when the database fails, since the message is shown to the browser", async () => {
    await db.execute(sql`rename table users to users_away`);
    try {
      await expect(signIn("alice")).rejects.toThrow(/^unavailable$/);
    } finally {
      await db.execute(sql`rename table users_away to users`);
    }
  });

  it("tells the form that there were too many attempts", async () => {
    let last: unknown;
    for (let attempt = 0; attempt < 30; attempt++)
      last = await signIn("nobody-here").catch((error: Error) => error.message);
    expect(last).toMatch(/^too_many_requests:\d+$/);
  });
});

describe("what next-auth has to say", () => {
  it.each([
    ["JWT_SESSION_ERROR", { level: "info", message: "accounts.session", outcome: "unreadable_cookie" }],
    ["OAUTH_CALLBACK_ERROR", { level: "warn", message: "accounts.sign_in", outcome: "refused" }],
    ["SESSION_ERROR", { level: "error", message: "accounts.session", code: "SESSION_ERROR" }],
  ])("is one line of JSON: %s", (code, expected) => {
    const { logLevel } = env();
    env().logLevel = "info";
    const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    try {
      authOptions().logger?.error?.(code, new Error("Invalid Compact JWE"));
      expect(written.mock.calls.map(([line]) => JSON.parse(String(line)))).toEqual([expect.objectContaining(expected)]);
    } finally {
      written.mockRestore();
      env().logLevel = logLevel;
    }
  });
});
