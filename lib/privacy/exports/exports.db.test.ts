import { execFileSync } from "node:child_process";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildUser, buildUserScan } from "@/db/factories";
import { auditLog, invitations, users } from "@/db/schema/accounts";
import { dataExports } from "@/db/schema/privacy";
import { userScans } from "@/db/schema/scans";
import { createInvitation } from "@/lib/accounts/invitations/commands";
import { changeRole } from "@/lib/accounts/people/commands";
import type { Actor } from "@/lib/accounts/schema";
import { keepOwnPhoto } from "@/lib/covers/choice/commands";
import { newPicture } from "@/lib/covers/vectors/covers.fixtures";
import { addTouched, notifyTouched, reportIncident } from "@/lib/ops/incidents/commands";
import { unzip } from "@/lib/platform/archives/archives.fixtures";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { addPicture, askForIsbn, askForTitle } from "@/lib/scans/pending/commands";
import { HELD } from "../inventory/rules";
import { discardExport, expireExports, makeExport, requestExport, takeExport } from "./commands";
import { getLatestExport } from "./queries";
import { exportKey } from "./rules";

const fileOf = (id: string) => path.join(env().dataDir, exportKey(id));
const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60_000);

async function request(actor: Actor): Promise<string> {
  const result = await requestExport(actor);
  if (!result.ok) throw new Error(result.reason);
  return result.exportId;
}

async function buildExport() {
  const actor = await buildUser();
  const exportId = await request(actor);
  expect(await makeExport(exportId)).toMatchObject({ ok: true });
  const latest = await getLatestExport(actor.id);
  const signature = new URL(latest?.href ?? "", "http://localhost").searchParams.get("signature") ?? "";
  return { actor, exportId, signature };
}

/** What a new copy holds: the names as they stand in it, and the rows of a file. */
async function filesOf(actor: Actor) {
  const exportId = await request(actor);
  await makeExport(exportId);
  const archive = await unzip(await readFile(fileOf(exportId)));
  const listed = execFileSync("python3", ["-m", "zipfile", "-l", fileOf(exportId)], { encoding: "utf8" });
  return {
    archive,
    names: [...listed.matchAll(/^(\S+\.\w+) /gm)].map(([, name]) => name),
    rows: (file: string) => JSON.parse(String(archive.get(`data/${file}.json`))) as Record<string, unknown>[],
  };
}

async function contentOf(taken: Awaited<ReturnType<typeof takeExport>>): Promise<Buffer> {
  if (!taken.ok) throw new Error(taken.reason);
  const chunks: Buffer[] = [];
  for await (const chunk of taken.stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("a copy of a reader's data", () => {
  it("holds everything as JSON and as CSV, the pictures, and a page to read; an unpacker opens it", async () => {
    const [actor, stranger] = [await buildUser(), await buildUser()];
    const book = await buildBook({ title: '=HYPERLINK("http://evil.example")', isbn10: null, isbn13: null });
    const collection = await buildCollection({ ownerId: actor.id, name: "<b>Mine</b>" });
    await buildCollection({ ownerId: stranger.id, name: "Not mine" });
    await buildCollectionBook({ collectionId: collection.id, bookId: book.id });
    for (let day = 1; day <= 3; day++) await buildUserScan({ userId: actor.id, bookId: book.id });
    const photo = await sharp(await newPicture())
      .resize({ width: 700 })
      .jpeg()
      .toBuffer();
    await keepOwnPhoto(actor, book.id, photo, [
      [0.1, 0.1],
      [0.9, 0.1],
      [0.9, 0.9],
      [0.1, 0.9],
    ]);
    const exportId = await request(actor);
    await makeExport(exportId);

    const archive = await readFile(fileOf(exportId));
    const files = await unzip(archive);
    const text = (name: string) => files.get(name)?.toString("utf8") ?? "";
    for (const { key, tables } of HELD)
      if (tables.length > 0) expect([...files.keys()].some((name) => name.startsWith(`data/${key}-`))).toBe(true);
    expect(JSON.parse(text("data/account-users.json"))).toMatchObject([{ username: actor.username }]);
    expect(text("data/account-users.json")).not.toContain("passwordHash");
    expect(JSON.parse(text("data/history-user_scans.json"))).toHaveLength(3);
    expect(JSON.parse(text("data/history-user_scans.json"))[0]).toMatchObject({ bookTitle: book.title });
    expect(JSON.parse(text("data/wishes-pending_askers.json"))).toEqual([]);
    const rows = parse(text("data/history-user_scans.csv"), { bom: true, columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(3);
    expect(rows[0]?.bookTitle).toBe(`'${book.title}`);
    expect(text("index.html")).toContain("&lt;b&gt;Mine&lt;/b&gt;");
    expect(archive.includes("Not mine")).toBe(false);
    expect([...files.values()].some((file) => file.includes("Not mine"))).toBe(false);
    const pictures = [...files].filter(([name]) => name.startsWith("pictures/"));
    expect(pictures).toHaveLength(1);
    expect((await sharp(pictures[0]?.[1]).metadata()).format).toBe("jpeg");
    expect(text("index.html")).toContain(`src="${pictures[0]?.[0]}"`);
    // Another program than ours says the same.
    const listed = execFileSync("python3", ["-m", "zipfile", "-l", fileOf(exportId)], { encoding: "utf8" });
    for (const name of files.keys()) expect(listed).toContain(name);
    expect((await stat(fileOf(exportId))).mode & 0o777).toBe(0o600);
  });

  it("has a file of its own for each thing, also where one table holds two", async () => {
    const actor = await buildUser({ role: "admin" });
    await createInvitation(actor, { role: "user", note: "For Hazel", days: 7 });
    await db.insert(invitations).values({
      ...{ hash: newId(), role: "user", note: "For the new one", expiresAt: inDays(7) },
      ...{ usedBy: actor.id, usedAt: new Date() },
    });
    const { names, rows } = await filesOf(actor);
    expect(names).toHaveLength(new Set(names).size);
    expect(rows("letters-invitations-made-by")).toMatchObject([{ note: "For Hazel" }]);
    expect(rows("letters-invitations-used-by")).toMatchObject([{ note: "For the new one" }]);
  });

  it("says in words what a reader waits for, what an incident was, and what others did to the account", async () => {
    const [actor, admin] = [await buildUser(), await buildUser({ role: "admin" })];
    await askForIsbn(actor, { isbn13: "9780306406157" });
    const wished = await askForTitle(actor, { title: "The Lighthouse Atlas", author: "Hazel Nut", collectionId: null });
    if (!wished.ok) throw new Error(wished.reason);
    const photo = await sharp(await newPicture())
      .resize({ width: 700 })
      .toBuffer();
    await addPicture(actor, wished.id, photo, [
      [0.1, 0.1],
      [0.9, 0.1],
      [0.9, 0.9],
      [0.1, 0.9],
    ]);
    const reported = await reportIncident(admin, { title: "Somebody else's secret", severity: "low" });
    if (!reported.ok) throw new Error(reported.reason);
    const { incidentId } = reported;
    await addTouched(admin, { incidentId, username: actor.username });
    await notifyTouched(admin, { incidentId, text: "Please choose a new password." });
    await changeRole(admin, { userId: actor.id, role: "moderator" });
    const { rows, archive } = await filesOf(actor);
    expect(rows("wishes-pending_askers")).toMatchObject([
      { isbn: "9780306406157" },
      { isbn: null, title: "The Lighthouse Atlas", author: "Hazel Nut" },
    ]);
    expect(rows("pictures-pending_covers")).toMatchObject([{ title: "The Lighthouse Atlas", width: 560 }]);
    expect([...archive.keys()].filter((name) => name.startsWith("pictures/own-pending-"))).toHaveLength(1);
    expect(rows("incidents-security_incident_accounts")).toMatchObject([
      { incident: "Reported by an admin", told: "Please choose a new password." },
    ]);
    expect(rows("audit-audit_log-subject").map(({ act }) => act)).toContain("accounts.role_changed");
    expect(rows("audit-audit_log-actor").map(({ act }) => act)).not.toContain("accounts.role_changed");
    for (const file of archive.values()) expect(file.includes("Somebody else's secret")).toBe(false);
    const [account] = await db.select({ ref: users.auditRef }).from(users).where(eq(users.id, admin.id));
    for (const file of archive.values()) expect(file.includes(account?.ref ?? "")).toBe(false);
  });

  it("is one at a time, also when five are asked for at once", async () => {
    const actor = await buildUser();
    const results = await Promise.all(Array.from({ length: 5 }, () => requestExport(actor)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    for (const result of results) if (!result.ok) expect(result.reason).toBe("already_there");
    const [one] = results.filter((result) => result.ok);
    await makeExport(one?.exportId ?? "");
    expect(await requestExport(actor)).toMatchObject({ reason: "already_there" });
    expect(await discardExport(actor, { exportId: one?.exportId ?? "" })).toEqual({ ok: true });
    expect(await requestExport(actor)).toMatchObject({ ok: true });
  });

  it("is for its owner alone, by a link of ours, five times, and each is in the audit log", async () => {
    const { actor, exportId, signature } = await buildExport();
    const missing = { ok: false, reason: "export_not_found" };
    expect(await takeExport(await buildUser({ role: "admin" }), { exportId, signature })).toEqual(
      expect.objectContaining(missing),
    );
    expect(await takeExport(actor, { exportId, signature: "" })).toEqual(expect.objectContaining(missing));
    expect(await takeExport(actor, { exportId: crypto.randomUUID(), signature })).toEqual(
      expect.objectContaining(missing),
    );
    for (let times = 1; times <= 5; times++)
      expect((await unzip(await contentOf(await takeExport(actor, { exportId, signature })))).size).toBeGreaterThan(10);
    expect(await takeExport(actor, { exportId, signature })).toEqual(expect.objectContaining(missing));
    expect(await getLatestExport(actor.id)).toMatchObject({ downloadsLeft: 0, href: null });
    const [account] = await db.select({ ref: users.auditRef }).from(users).where(eq(users.id, actor.id));
    const acts = (
      await db
        .select()
        .from(auditLog)
        .where(eq(auditLog.actor, account?.ref ?? ""))
    ).map(({ act }) => act);
    expect(acts).toEqual(["privacy.export_requested", ...Array(5).fill("privacy.export_fetched")]);
  });

  it("goes after a week, row and file, and so does what no row names", async () => {
    const { actor, exportId, signature } = await buildExport();
    const lost = crypto.randomUUID();
    await writeFile(fileOf(lost), "left behind by a process that was killed");
    expect(await expireExports(inDays(0.5))).toBe(0);
    expect(await readdir(path.dirname(fileOf(lost)))).toContain(`${lost}.zip`);
    await expireExports(inDays(6.9));
    expect(await readdir(path.dirname(fileOf(exportId)))).toContain(`${exportId}.zip`);
    expect(await expireExports(inDays(7.1))).toBeGreaterThan(0);
    expect(await readdir(path.dirname(fileOf(exportId)))).toEqual([]);
    expect(await expireExports(inDays(7.1))).toBe(0);
    expect(await takeExport(actor, { exportId, signature })).toMatchObject({ ok: false });
    expect(await db.$count(dataExports, eq(dataExports.id, exportId))).toBe(0);
  });

  it("that was cut short leaves no torso, and is made whole by the next try", async () => {
    const actor = await buildUser();
    const exportId = await request(actor);
    const stop = new AbortController();
    stop.abort(new Error("killed"));
    await expect(makeExport(exportId, stop.signal)).rejects.toThrow();
    expect(await getLatestExport(actor.id)).toMatchObject({ state: "waiting", href: null });
    expect((await readdir(path.dirname(fileOf(exportId)))).filter((name) => name.startsWith(exportId))).toEqual([]);
    // As `kill -9` leaves it.
    await db.update(dataExports).set({ state: "running" }).where(eq(dataExports.id, exportId));
    await writeFile(`${fileOf(exportId)}.part`, "half of an archive");
    expect(await makeExport(exportId)).toMatchObject({ ok: true });
    expect((await unzip(await readFile(fileOf(exportId)))).size).toBeGreaterThan(10);
    expect(await makeExport(exportId)).toMatchObject({ reason: "not_wanted" });
  });

  it("that was taken back while it was made leaves nothing", async () => {
    const actor = await buildUser();
    const exportId = await request(actor);
    const made = makeExport(exportId);
    await discardExport(actor, { exportId });
    expect(await made).toMatchObject({ ok: false, reason: "not_wanted" });
    expect((await readdir(path.dirname(fileOf(exportId)))).filter((name) => name.startsWith(exportId))).toEqual([]);
  });

  it("of a hundred thousand rows takes no more memory than one of a few", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    const scans = Array.from({ length: 5_000 }, () => ({ userId: actor.id, bookId: book.id }));
    for (let some = 0; some < 20; some++) await db.insert(userScans).values(scans);
    const exportId = await request(actor);
    let peak = 0;
    const before = process.memoryUsage();
    const used = ({ heapUsed, external }: NodeJS.MemoryUsage) => heapUsed + external;
    const timer = setInterval(() => {
      peak = Math.max(peak, used(process.memoryUsage()) - used(before));
    }, 20);
    expect(await makeExport(exportId)).toMatchObject({ ok: true });
    clearInterval(timer);
    const files = await unzip(await readFile(fileOf(exportId)));
    expect(JSON.parse(files.get("data/history-user_scans.json")?.toString() ?? "")).toHaveLength(100_000);
    // The rows are some 12 MB as JSON alone; garbage that waits for its collection is counted too.
    expect(peak).toBeLessThan(90 * 1024 * 1024);
  }, 120_000);
});
