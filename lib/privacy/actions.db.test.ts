import { encode } from "next-auth/jwt";
import { beforeEach, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { securityIncidents } from "@/db/schema/ops";
import type { Actor } from "@/lib/accounts/schema";
import { beginSession } from "@/lib/accounts/sessions/commands";
import { detectIncidents } from "@/lib/ops/incidents/commands";
import { listIncidents } from "@/lib/ops/incidents/queries";
import { env } from "@/lib/platform/env";
import { redis } from "@/lib/platform/redis";
import { discardExportAction, requestExportAction } from "./actions";

const request = vi.hoisted(() => ({ cookies: new Map<string, string>() }));
vi.mock("next/headers", () => ({
  headers: async () => new Headers({ "x-ridizi-peer": "192.0.2.1" }),
  cookies: async () => ({
    get: (name: string) => ({ name, value: request.cookies.get(name) }),
    getAll: () => [...request.cookies].map(([name, value]) => ({ name, value })),
    set: () => undefined,
  }),
}));
vi.mock("next/cache", () => ({ revalidatePath: () => undefined }));

beforeEach(async () => {
  await redis().flushdb();
  await db.delete(securityIncidents);
});

async function become(actor: Actor): Promise<void> {
  const { id: sessionId } = await beginSession(actor.id, { kind: "browser", device: "test", address: "192.0.2.1" });
  const cookie = await encode({ token: { sessionId }, secret: env().accounts.secret ?? "" });
  request.cookies.set("next-auth.session-token", cookie);
}

async function askAndDiscard(): Promise<string> {
  const result = await requestExportAction({});
  if (!result.ok) return result.reason;
  await discardExportAction({ exportId: result.exportId });
  return "made";
}

/** What is counted is waited for by nobody. */
const countedAs = (count: number, account: string) =>
  vi.waitFor(async () => {
    const [key = ""] = await redis().keys("ridizi:tally:export_made:*");
    expect(Number(await redis().zscore(key, account))).toBe(count);
  });

it("takes five copies in an afternoon for a reader's own wish, and a sixth try for somebody else at work", async () => {
  const actor = await buildUser();
  await become(actor);
  for (let copies = 1; copies <= 5; copies++) expect(await askAndDiscard()).toBe("made");
  await countedAs(5, `account-${actor.id}`);
  expect(await detectIncidents(new Date())).toBe(0);
  expect(await askAndDiscard()).toBe("too_many_requests");
  await countedAs(6, `account-${actor.id}`);
  expect(await detectIncidents(new Date())).toBe(1);
  expect(await listIncidents()).toMatchObject([{ cause: "mass_export", subjectName: actor.username }]);
});
