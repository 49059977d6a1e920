import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { auditLog, consents, users } from "@/db/schema/accounts";
import { outbox } from "@/db/schema/events";
import { noteConsent, withdrawConsent } from "./commands";
import { listConsents } from "./queries";
import { presentVersion } from "./rules";
import { CONSENT_PURPOSES } from "./schema";

const agree = (userId: number, purpose: (typeof CONSENT_PURPOSES)[number] = "scan_photos") =>
  db.transaction((tx) => noteConsent(tx, userId, purpose));

describe("a consent", () => {
  it("is given once however often, withdrawn once, given anew, and all of it stays to be read", async () => {
    const reader = await buildUser();
    await agree(reader.id);
    await agree(reader.id);
    expect(await listConsents(reader.id)).toMatchObject([
      { purpose: "scan_photos", version: presentVersion("scan_photos"), endedAt: null },
    ]);
    expect(await withdrawConsent(reader, { purpose: "scan_photos" })).toEqual({ ok: true });
    expect(await withdrawConsent(reader, { purpose: "scan_photos" })).toMatchObject({ reason: "not_given" });
    await agree(reader.id);
    expect((await listConsents(reader.id)).map(({ endedBy }) => endedBy)).toEqual([null, "reader"]);
    const [account] = await db.select({ ref: users.auditRef }).from(users).where(eq(users.id, reader.id));
    const acts = await db
      .select()
      .from(auditLog)
      .where(eq(auditLog.actor, account?.ref ?? ""));
    expect(acts.map(({ act }) => act)).toEqual([
      ...["accounts.consent_given", "accounts.consent_withdrawn", "accounts.consent_given"],
    ]);
  });

  it("in older words ends where the newer begins, without anything being deleted", async () => {
    const reader = await buildUser();
    await db.insert(consents).values({ userId: reader.id, purpose: "scan_photos", version: 0 });
    const before = await db.$count(outbox, eq(outbox.name, "accounts.consent_withdrawn"));
    await agree(reader.id);
    expect((await listConsents(reader.id)).map(({ version, endedBy }) => [version, endedBy])).toEqual([
      [presentVersion("scan_photos"), null],
      [0, "newer"],
    ]);
    expect(await db.$count(outbox, eq(outbox.name, "accounts.consent_withdrawn"))).toBe(before);
  });

  it("is each purpose's and each reader's own", async () => {
    const [one, other] = [await buildUser(), await buildUser()];
    for (const purpose of CONSENT_PURPOSES) await agree(one.id, purpose);
    await agree(other.id);
    await withdrawConsent(one, { purpose: "scan_photos" });
    expect((await listConsents(one.id)).filter(({ endedAt }) => endedAt === null)).toMatchObject([
      { purpose: "own_pictures" },
    ]);
    expect(await listConsents(other.id)).toMatchObject([{ endedAt: null }]);
  });

  it("is noted once when ten photos come at the same time", async () => {
    const reader = await buildUser();
    await Promise.all(Array.from({ length: 10 }, () => agree(reader.id)));
    expect(await listConsents(reader.id)).toHaveLength(1);
  });
});
