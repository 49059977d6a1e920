import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { auditHead, auditLog, users } from "@/db/schema/accounts";
import { localFiles } from "@/lib/platform/storage";
import { inspectAudit, recordAudit, recordAuditAlone } from "./commands";
import { listAudit, verifyAudit } from "./queries";
import { hashOf } from "./rules";

const lastLine = async () => {
  const [line] = (await listAudit({})).lines;
  if (!line) throw new Error("the log is empty");
  return line;
};

/** To the second line, as it would be without a third. */
async function setEndBack(): Promise<void> {
  const [second] = await db.select().from(auditLog).where(eq(auditLog.sequence, 2));
  await db.update(auditHead).set({ sequence: 2, hash: second?.hash });
}

async function beginAnew(): Promise<void> {
  await db.delete(auditLog);
  await db.delete(auditHead);
  await localFiles.remove("audit/end.json");
}

describe("the audit log", () => {
  it("has a line for each of twenty acts at the same time, in one unbroken chain", async () => {
    const { id: actorId } = await buildUser();
    const before = (await verifyAudit()) as { lines: number };
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        recordAuditAlone({ act: "test.act", actorId, details: { at, b: 1, a: 2 } }),
      ),
    );
    expect(await verifyAudit()).toMatchObject({ isWhole: true, lines: before.lines + 20 });
  });

  it("has no line of an act that was not done after all", async () => {
    const { id: actorId } = await buildUser();
    await recordAuditAlone({ act: "test.before", actorId });
    const before = await lastLine();
    await expect(
      db.transaction(async (tx) => {
        await recordAudit(tx, { act: "test.undone", actorId });
        throw new Error("changed my mind");
      }),
    ).rejects.toThrow("changed my mind");
    expect(await lastLine()).toEqual(before);
  });

  it("leads to a name as long as there is one, and stays whole when the account is gone", async () => {
    const { id: actorId, username } = await buildUser();
    const other = await buildUser();
    await recordAuditAlone({ act: "test.act", actorId, userId: other.id });
    expect(await lastLine()).toMatchObject({ actorName: username, subjectName: other.username });
    await db.delete(users).where(eq(users.id, actorId));
    const line = await lastLine();
    expect(line.actorName).toBeNull();
    expect(JSON.stringify(line)).not.toContain(username);
    expect(line.subject).toMatch(/^user:[0-9a-f-]{36}$/);
    expect(await verifyAudit()).toMatchObject({ isWhole: true });
  });

  it.each([
    [
      "was changed",
      (sequence: number) => db.update(auditLog).set({ act: "test.other" }).where(eq(auditLog.sequence, sequence)),
    ],
    ["was taken out", (sequence: number) => db.delete(auditLog).where(eq(auditLog.sequence, sequence))],
  ])("says at which line it %s", async (_, tamper) => {
    for (const act of ["test.one", "test.two", "test.three"]) await recordAuditAlone({ act, actorId: null });
    const { sequence } = await lastLine();
    await tamper(sequence - 1);
    expect(await verifyAudit()).toEqual({ isWhole: false, at: sequence - 1 });
    await beginAnew();
  });

  it("says that its end was cut off", async () => {
    for (const act of ["test.one", "test.two"]) await recordAuditAlone({ act, actorId: null });
    const { sequence } = await lastLine();
    await db.delete(auditLog).where(eq(auditLog.sequence, sequence));
    expect(await verifyAudit()).toEqual({ isWhole: false, at: sequence });
    await beginAnew();
  });

  it.each([
    ["goes", () => db.delete(auditHead), 1],
    ["is set back", setEndBack, 3],
    ["is another's", () => db.update(auditHead).set({ hash: "f".repeat(64) }), 3],
  ])("is not taken for whole where the note of its end %s", async (_, tamper, at) => {
    await beginAnew();
    for (const act of ["test.one", "test.two", "test.three"]) await recordAuditAlone({ act, actorId: null });
    await tamper();
    expect(await verifyAudit()).toEqual({ isWhole: false, at });
    await beginAnew();
  });
});

describe("who can write to the database", () => {
  beforeEach(async () => {
    await beginAnew();
    for (const act of ["test.one", "test.two", "test.three"]) await recordAuditAlone({ act, actorId: null });
    expect(await inspectAudit()).toMatchObject({ isWhole: true, lines: 3 });
  });
  afterAll(beginAnew);

  it("cannot take lines off the end and set the end back, unseen", async () => {
    await db.delete(auditLog).where(eq(auditLog.sequence, 3));
    await setEndBack();
    expect(await inspectAudit()).toEqual({ isWhole: false, at: 3 });
    // Nor by filling the place again.
    await recordAuditAlone({ act: "test.harmless", actorId: null });
    expect(await inspectAudit()).toEqual({ isWhole: false, at: 3 });
  });

  it("cannot write the chain anew from a line on, unseen", async () => {
    let previousHash = "";
    for (const line of await db.select().from(auditLog).orderBy(auditLog.sequence)) {
      const forged = { ...line, act: line.sequence === 2 ? "test.other" : line.act };
      if (line.sequence > 1) forged.previousHash = previousHash;
      previousHash = hashOf(forged);
      await db
        .update(auditLog)
        .set({ ...forged, hash: previousHash })
        .where(eq(auditLog.sequence, line.sequence));
    }
    await db.update(auditHead).set({ hash: previousHash });
    expect(await inspectAudit()).toEqual({ isWhole: false, at: 3 });
  });

  it("cannot empty it, unseen", async () => {
    await db.delete(auditLog);
    await db.delete(auditHead);
    expect(await inspectAudit()).toEqual({ isWhole: false, at: 1 });
  });

  it("is found out by the next look, too, and what is added to a whole log is no trouble", async () => {
    await recordAuditAlone({ act: "test.four", actorId: null });
    expect(await inspectAudit()).toMatchObject({ isWhole: true, lines: 4 });
    await db.delete(auditLog).where(eq(auditLog.sequence, 4));
    for (let looks = 0; looks < 2; looks++) expect(await inspectAudit()).toEqual({ isWhole: false, at: 4 });
  });
});

it("goes by the database alone where what was remembered cannot be read", async () => {
  await beginAnew();
  await recordAuditAlone({ act: "test.one", actorId: null });
  await localFiles.put("audit/end.json", Buffer.from("{"));
  expect(await inspectAudit()).toMatchObject({ isWhole: true, lines: 1 });
  expect(JSON.parse(String(await localFiles.get("audit/end.json")))).toMatchObject({ sequence: 1 });
  await beginAnew();
});
