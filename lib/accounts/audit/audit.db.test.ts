import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { auditHead, auditLog, users } from "@/db/schema/accounts";
import { recordAudit, recordAuditAlone } from "./commands";
import { listAudit, verifyAudit } from "./queries";

const lastLine = async () => {
  const [line] = (await listAudit({})).lines;
  if (!line) throw new Error("the log is empty");
  return line;
};

describe("the audit log", () => {
  it("has a line for each of twenty acts at the same time, in one unbroken chain", async () => {
    const { id: actorId } = await buildUser();
    const before = (await verifyAudit()) as { lines: number };
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        recordAuditAlone({ act: "test.act", actorId, details: { at, b: 1, a: 2 } }),
      ),
    );
    expect(await verifyAudit()).toEqual({ isWhole: true, lines: before.lines + 20 });
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
    expect(await lastLine()).toMatchObject({ actorName: username });
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
    await db.delete(auditLog);
    await db.delete(auditHead);
  });

  it("says that its end was cut off", async () => {
    for (const act of ["test.one", "test.two"]) await recordAuditAlone({ act, actorId: null });
    const { sequence } = await lastLine();
    await db.delete(auditLog).where(eq(auditLog.sequence, sequence));
    expect(await verifyAudit()).toEqual({ isWhole: false, at: sequence });
    await db.delete(auditLog);
    await db.delete(auditHead);
  });
});
