import { readdirSync } from "node:fs";
import path from "node:path";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildUser } from "@/db/factories";
import { type Access, canAccess } from "@/lib/accounts/policy";
import type { Actor } from "@/lib/accounts/schema";
import { beginSession } from "@/lib/accounts/sessions/commands";
import { env } from "@/lib/platform/env";

// Every action and every loader, called with the cookie of everybody: whoever may not is turned away before anything is
// read or done. What stands in for Next is the request alone: its headers and its cookies.

const request = vi.hoisted(() => ({ cookies: new Map<string, string>() }));
vi.mock("next/headers", () => ({
  headers: async () => new Headers({ "x-ridizi-peer": "192.0.2.1" }),
  cookies: async () => ({
    get: (name: string) => ({ name, value: request.cookies.get(name) }),
    getAll: () => [...request.cookies].map(([name, value]) => ({ name, value })),
    set: () => undefined,
  }),
}));
vi.mock("next/cache", () => ({
  revalidatePath: () => undefined,
  updateTag: () => undefined,
  unstable_cache: (read: unknown) => read,
}));

const CALLERS = ["nobody", "reader", "moderator", "admin"] as const;
let people: Record<(typeof CALLERS)[number], Actor | null>;

beforeAll(async () => {
  env().rateLimitFactor = 10_000;
  people = {
    nobody: null,
    reader: await buildUser(),
    moderator: await buildUser({ role: "moderator" }),
    admin: await buildUser({ role: "admin" }),
  };
});

afterAll(() => request.cookies.clear());

async function become(actor: Actor | null): Promise<void> {
  request.cookies.clear();
  if (!actor) return;
  const origin = { kind: "browser", device: "test", address: "192.0.2.1" } as const;
  const { id: sessionId } = await beginSession(actor.id, origin);
  const cookie = await encode({ token: { sessionId }, secret: env().accounts.secret ?? "" });
  request.cookies.set("next-auth.session-token", cookie);
}

type Call = ((...given: unknown[]) => Promise<unknown>) & { access: Access };

/** Imported before anything is called; [where, name, call]. */
async function callsIn(file: string): Promise<[string, Call][]> {
  const files = readdirSync("lib", { recursive: true, encoding: "utf8" }).filter((one) => path.basename(one) === file);
  const modules = await Promise.all(
    files.map(async (one) => Object.entries((await import(path.resolve("lib", one))) as Record<string, Call>)),
  );
  return modules.flatMap((exports, at) =>
    exports.map(([name, call]): [string, Call] => [`${path.dirname(files[at] ?? "")}: ${name}`, call]),
  );
}

const actions = (await callsIn("actions.ts")).filter(([, { access }]) => access !== "public");
const loaders = (await callsIn("loaders.ts")).filter(([, { access }]) => access !== "public");

describe("a call of an action", () => {
  it.each(actions)("%s", async (_, action) => {
    const outcomes: Record<string, unknown> = {};
    for (const caller of CALLERS) {
      await become(people[caller]);
      // Input that nothing takes: whoever gets as far as that has passed the gate.
      const result = (await action(Number.NaN)) as { ok: boolean; reason?: string };
      outcomes[caller] = result.reason;
    }
    const expected = CALLERS.map((caller) => {
      const actor = people[caller];
      if (!actor) return [caller, "signed_out"];
      return [caller, canAccess(actor, action.access) ? "invalid_input" : "forbidden"];
    });
    expect(outcomes).toEqual(Object.fromEntries(expected));
  });
});

describe("a call of a loader", () => {
  /** "sent away" to sign in, "not there", or "in": what it reads without a name of a thing is not the question. */
  async function outcomeOf(loader: Call): Promise<string> {
    try {
      return (await loader("no-such-thing")) === undefined ? "not there" : "in";
    } catch (error) {
      return String((error as { digest?: string }).digest).startsWith("NEXT_REDIRECT") ? "sent away" : "in";
    }
  }

  it.each(loaders)("%s", async (_, loader) => {
    const outcomes: Record<string, string> = {};
    for (const caller of CALLERS) {
      await become(people[caller]);
      outcomes[caller] = await outcomeOf(loader);
    }
    expect(outcomes.nobody).toBe("sent away");
    for (const caller of CALLERS.slice(1)) {
      const isAllowed = canAccess(people[caller], loader.access);
      if (!isAllowed) expect([caller, outcomes[caller]]).toEqual([caller, "not there"]);
      else expect([caller, outcomes[caller]]).not.toEqual([caller, "sent away"]);
    }
  });
});
