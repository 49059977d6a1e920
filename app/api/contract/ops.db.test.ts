import { eq } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ApiReader, callsOf, readerOfApi, refused } from "@/app/api/reader.fixtures";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { securityIncidents } from "@/db/schema/ops";
import { openIncident } from "@/lib/ops/incidents/commands";
import { env } from "@/lib/platform/env";
import { callApi } from "../call.fixtures";

beforeAll(async () => {
  env().rateLimitFactor = 1_000;
  // The first account of a site becomes its admin, which is another matter.
  await buildUser();
});
afterEach(() => db.delete(securityIncidents));

async function personOf(role: "admin" | "moderator"): Promise<ApiReader> {
  const reader = await readerOfApi();
  await db.update(users).set({ role }).where(eq(users.username, reader.username));
  return reader;
}

async function idOf({ username }: ApiReader): Promise<number> {
  const [row] = await db.select({ id: users.id }).from(users).where(eq(users.username, username));
  return row?.id ?? 0;
}

describe("queues over the API", () => {
  it("are read, stopped and started by their names", async () => {
    const ask = callsOf(await personOf("admin"));
    expect(await ask("POST", "/admin/workers/upkeep/stop")).toEqual({
      ...{ status: 200, body: { queue: "upkeep", is_paused: true } },
    });
    const board = (await ask("GET", "/admin/workers/status")).body;
    expect(board.queues).toContainEqual(expect.objectContaining({ name: "upkeep", is_paused: true }));
    expect(Object.keys(board).sort()).toEqual(["failed", "queues", "waiting_events", "workers"]);
    expect((await ask("POST", "/admin/workers/upkeep/start")).body).toEqual({ queue: "upkeep", is_paused: false });
    expect((await ask("POST", "/admin/workers/sea/stop")).status).toBe(404);
    const moderator = callsOf(await personOf("moderator"));
    expect(await moderator("POST", "/admin/workers/upkeep/stop")).toEqual(refused(403, "forbidden"));
  });

  it("say of a job that has not failed that it has not", async () => {
    const ask = callsOf(await personOf("admin"));
    const job = { queue: "default", id: "none" };
    for (const act of ["retry", "discard"])
      expect(await ask("POST", `/admin/jobs/${act}`, job)).toEqual(refused(404, "job_not_failed"));
    expect(await ask("POST", "/admin/jobs/retry-all")).toEqual({ status: 200, body: { retried: 0 } });
    expect(await ask("POST", "/admin/jobs/retry", { ...job, queue: "sea" })).toEqual(refused(400, "invalid_input"));
  });
});

describe("incidents over the API", () => {
  it("are reported, worked on and closed with a review", async () => {
    const ask = callsOf(await personOf("admin"));
    const { status, body } = await ask("POST", "/admin/incidents", { title: "Odd", severity: "low" });
    expect(status).toBe(201);
    const at = `/admin/incidents/${body.incident_id}`;
    expect((await ask("GET", "/admin/incidents")).body.incidents).toEqual([
      expect.objectContaining({ id: body.incident_id, title: "Odd", state: "open", cause: "reported" }),
    ]);
    expect((await ask("POST", `${at}/notes`, { text: "Looked at it." })).status).toBe(204);
    const closing = { from: "open", to: "closed" };
    expect(await ask("POST", `${at}/move`, closing)).toEqual(refused(409, "no_review"));
    expect((await ask("PUT", `${at}/review`, { text: "A false alarm." })).status).toBe(204);
    expect((await ask("POST", `${at}/move`, closing)).status).toBe(204);
    expect(await ask("POST", `${at}/move`, closing)).toEqual(refused(409, "moved_meanwhile"));
    expect(await ask("PUT", `${at}/review`, { text: "No." })).toEqual(refused(409, "closed"));
    expect((await ask("GET", at)).body).toMatchObject({
      ...{ state: "closed", review: "A false alarm.", notes: [{ text: "Looked at it." }], touched: [] },
    });
    for (const act of ["block", "revoke-key"])
      expect((await ask(act === "block" ? "DELETE" : "POST", `${at}/${act}`)).status).toBe(404);
  });

  it("tell the readers that they touch, who put the notice away", async () => {
    const [admin, reader] = [await personOf("admin"), await readerOfApi()];
    const [ask, mine, userId] = [callsOf(admin), callsOf(reader), await idOf(reader)];
    const { body } = await ask("POST", "/admin/incidents", { title: "Odd" });
    const at = `/admin/incidents/${body.incident_id}`;
    expect(await ask("POST", `${at}/notify`, { text: "Look." })).toEqual(refused(409, "nobody_to_tell"));
    expect(await ask("POST", `${at}/accounts`, { username: "nobody-here" })).toEqual(refused(404, "account_not_found"));
    expect((await ask("POST", `${at}/accounts`, { username: reader.username })).status).toBe(204);
    expect((await ask("DELETE", `${at}/accounts/${userId}`)).status).toBe(204);
    expect(await ask("POST", `${at}/accounts/${userId}/end-sessions`)).toEqual(refused(404, "account_not_found"));
    expect((await ask("POST", `${at}/accounts`, { username: reader.username })).status).toBe(204);
    expect(await ask("POST", `${at}/notify`, { text: "Look." })).toEqual({ status: 200, body: { told: 1 } });
    expect(await ask("DELETE", `${at}/accounts/${userId}`)).toEqual(refused(409, "told_already"));

    expect((await mine("GET", "/account/notices")).body.notices).toEqual([
      { incident_id: body.incident_id, text: "Look.", at: expect.any(String) },
    ]);
    expect((await mine("DELETE", `/account/notices/${body.incident_id}`)).status).toBe(204);
    expect((await mine("GET", "/account/notices")).body).toEqual({ notices: [] });
    expect(await mine("GET", at)).toEqual(refused(403, "forbidden"));

    expect(await ask("POST", `${at}/accounts/${userId}/end-sessions`)).toEqual({ status: 200, body: { ended: 1 } });
    expect((await mine("GET", "/account/notices")).status).toBe(401);
  });

  it("refuse their address, and let it come again", async () => {
    const ask = callsOf(await personOf("admin"));
    const subject = { kind: "address", value: "203.0.113.77" } as const;
    await openIncident({ cause: "scraping", severity: "low", subject, figures: { count: 2_000 } }, new Date());
    const [{ id }] = (await ask("GET", "/admin/incidents")).body.incidents;
    const at = `/admin/incidents/${id}/block`;
    expect(await ask("PUT", at, { hours: 2 })).toEqual(refused(400, "invalid_input"));
    expect((await ask("PUT", at, { hours: 1 })).body).toEqual({ until: expect.any(String) });
    expect((await ask("GET", `/admin/incidents/${id}`)).body.blocked_until).not.toBeNull();
    expect((await ask("DELETE", at)).status).toBe(204);
    expect((await ask("GET", `/admin/incidents/${id}`)).body.blocked_until).toBeNull();
  });
});

describe("the log of acts over the API", () => {
  it("is searched page by page, checked, and taken along with a line about that", async () => {
    const admin = await personOf("admin");
    const ask = callsOf(admin);
    for (const act of ["stop", "start"]) await ask("POST", `/admin/workers/upkeep/${act}`);
    const { body } = await ask("POST", "/admin/incidents", { title: "Odd" });
    expect((await callApi("GET", `/api/v1/admin/incidents/${body.incident_id}/export`, admin)).status).toBe(200);
    expect((await callApi("GET", "/api/v1/admin/audit/export", admin)).headers.get("content-type")).toMatch(
      /^text\/csv/,
    );

    const acts: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const more: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const page = await ask("GET", `/admin/audit?actor=${admin.username}&limit=2${more}`);
      expect(page.body.lines.length).toBeLessThanOrEqual(2);
      acts.push(...page.body.lines.map(({ act }: { act: string }) => act));
      cursor = page.body.next_cursor;
    }
    expect(acts.slice(0, 5)).toEqual([
      ...["accounts.audit_exported", "ops.incident_exported", "ops.incident_opened"],
      ...["ops.queue_resumed", "ops.queue_paused"],
    ]);
    const paused = await ask("GET", `/admin/audit?actor=${admin.username}&act=ops.queue_paused`);
    expect(paused.body).toMatchObject({ lines: [{ actor_name: admin.username, subject: "queue:upkeep" }] });
    expect((await ask("POST", "/admin/audit/check")).body).toMatchObject({ is_whole: true });
  });

  it("gives who may not see it nothing, and writes nothing of that", async () => {
    const [admin, moderator] = [await personOf("admin"), await personOf("moderator")];
    const reported = await callsOf(admin)("POST", "/admin/incidents", { title: "Odd" });
    const ask = callsOf(moderator);
    for (const address of ["/admin/audit/export", `/admin/incidents/${reported.body.incident_id}/export`])
      expect(await ask("GET", address)).toEqual(refused(403, "forbidden"));
    const log = (await callsOf(admin)("GET", `/admin/audit?actor=${moderator.username}`)).body.lines;
    expect(log.filter(({ act }: { act: string }) => act.endsWith("exported"))).toEqual([]);
  });
});
