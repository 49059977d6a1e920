import "server-only";
import { eq, inArray } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { auditHead, auditLog, users } from "@/db/schema/accounts";
import { writeWitness } from "./adapters/witness";
import { verifyAudit } from "./queries";
import { FIRST_HASH, hashOf } from "./rules";
import type { AuditEntry, AuditVerdict } from "./schema";

const HEAD = 1;

/**
 * Adds a line to the audit log within the transaction of the act itself: either both are there or neither. The row of the
 * log's end is held until then, which puts lines in one order; take it last, since it makes others wait.
 */
export async function recordAudit(tx: Tx, { act, actorId, userId, subject, details = {} }: AuditEntry) {
  const refs = await refsOf(tx, [actorId, userId]);
  const refOf = (id: number | null | undefined) => (id == null ? null : (refs.get(id) ?? null));
  const head = await holdHead(tx);
  const line = {
    sequence: head.sequence + 1,
    at: new Date(),
    act,
    actor: refOf(actorId),
    subject: userId === undefined ? (subject ?? null) : `user:${refOf(userId)}`,
    details,
    previousHash: head.hash,
  };
  const hash = hashOf(line);
  await tx.insert(auditLog).values({ ...line, hash });
  await tx.update(auditHead).set({ sequence: line.sequence, hash }).where(eq(auditHead.id, HEAD));
}

/** The same for an act that changes no row of ours. */
export const recordAuditAlone = (entry: AuditEntry) => db.transaction((tx) => recordAudit(tx, entry));

/**
 * Reads the whole log and, where it is as it was written, remembers its end outside of the database: what is taken off it
 * from then on, or written anew, is found the next time, whatever the database says.
 */
export async function inspectAudit(signal?: AbortSignal): Promise<AuditVerdict> {
  const verdict = await verifyAudit(signal);
  if (verdict.isWhole && verdict.lines > 0) await writeWitness({ sequence: verdict.lines, hash: verdict.hash });
  return verdict;
}

async function refsOf(tx: Tx, ids: (number | null | undefined)[]): Promise<Map<number, string>> {
  const asked = ids.filter((id) => id != null);
  if (asked.length === 0) return new Map();
  const rows = await tx.select({ id: users.id, ref: users.auditRef }).from(users).where(inArray(users.id, asked));
  return new Map(rows.map(({ id, ref }) => [id, ref]));
}

async function holdHead(tx: Tx) {
  const first = { id: HEAD, sequence: 0, hash: FIRST_HASH };
  // Looked for without a lock: one on a row that is not there yet would be a lock on the gap, in which nobody could insert it.
  const [known] = await tx.select({ id: auditHead.id }).from(auditHead).where(eq(auditHead.id, HEAD));
  if (!known)
    await tx
      .insert(auditHead)
      .values(first)
      .onDuplicateKeyUpdate({ set: { id: HEAD } });
  const [head] = await tx.select().from(auditHead).where(eq(auditHead.id, HEAD)).for("update");
  return head ?? first;
}
