import "server-only";
import { and, asc, desc, eq, gt, inArray, lt, type SQL } from "drizzle-orm";
import { db } from "@/db/client";
import { auditHead, auditLog, users } from "@/db/schema/accounts";
import { shownName } from "../erasure/queries";
import { FIRST_HASH, firstBroken } from "./rules";
import type { AuditLine, AuditSearch, AuditVerdict, NamedAuditLine } from "./schema";

const PAGE = 50;
const VERIFIED_AT_ONCE = 2_000;

export type AuditFilter = { act?: string; actor?: string; before?: number };

/** Lines, the newest first, with the name of who did it as long as that account exists; `next` asks for the ones before. */
export async function listAudit({ act, actor, before }: AuditFilter) {
  const filters: (SQL | undefined)[] = [
    act === undefined ? undefined : eq(auditLog.act, act),
    actor === undefined ? undefined : eq(auditLog.actor, actor),
    before === undefined ? undefined : lt(auditLog.sequence, before),
  ];
  const rows = await db
    .select()
    .from(auditLog)
    .where(and(...filters))
    .orderBy(desc(auditLog.sequence))
    .limit(PAGE + 1);
  const lines = rows.slice(0, PAGE);
  const names = await namesOf(lines);
  return {
    lines: lines.map((line) => ({ ...line, actorName: line.actor === null ? null : (names.get(line.actor) ?? null) })),
    next: rows.length > PAGE ? lines.at(-1)?.sequence : undefined,
  };
}

/** The same as the page asks for it: by a username instead of a reference. Nobody of that name has done nothing. */
export async function searchAudit({ act, actor, before }: AuditSearch) {
  if (actor === undefined) return listAudit({ act, before });
  const [account] = await db.select({ ref: users.auditRef }).from(users).where(eq(users.username, actor)).limit(1);
  return account ? listAudit({ act, before, actor: account.ref }) : { lines: [], next: undefined };
}

/** Every act that was ever written down, for choosing one. */
export async function listActs(): Promise<string[]> {
  const rows = await db.selectDistinct({ act: auditLog.act }).from(auditLog).orderBy(asc(auditLog.act));
  return rows.map(({ act }) => act);
}

/** The lines that a search finds, the newest first, page by page. */
export async function* pageThroughAudit(search: AuditSearch): AsyncGenerator<NamedAuditLine[], void> {
  for (let before = search.before; ; ) {
    const { lines, next } = await searchAudit({ ...search, before });
    yield lines;
    if (next === undefined) return;
    before = next;
  }
}

async function namesOf(lines: AuditLine[]): Promise<Map<string, string>> {
  const refs = [...new Set(lines.flatMap(({ actor }) => actor ?? []))];
  if (refs.length === 0) return new Map();
  const rows = await db
    .select({ ref: users.auditRef, name: shownName })
    .from(users)
    .where(inArray(users.auditRef, refs));
  return new Map(rows.flatMap(({ ref, name }): [string, string][] => (name === null ? [] : [[ref, name]])));
}

/** Reads the whole log and says whether every line is there as it was written, up to the end that is noted apart from it. */
export async function verifyAudit(signal?: AbortSignal): Promise<AuditVerdict> {
  const [head = { sequence: 0, hash: FIRST_HASH }] = await db.select().from(auditHead);
  let last = { sequence: 0, hash: FIRST_HASH };
  while (last.sequence < head.sequence) {
    signal?.throwIfAborted();
    const lines = await db
      .select()
      .from(auditLog)
      .where(gt(auditLog.sequence, last.sequence))
      .orderBy(asc(auditLog.sequence))
      .limit(VERIFIED_AT_ONCE);
    const broken = firstBroken(lines, last);
    if (broken !== undefined) return { isWhole: false, at: broken };
    const end = lines.at(-1);
    // Lines were taken off the end.
    if (!end) return { isWhole: false, at: last.sequence + 1 };
    if (lines.some((line) => line.sequence === head.sequence && line.hash !== head.hash))
      return { isWhole: false, at: head.sequence };
    last = end;
  }
  return { isWhole: true, lines: last.sequence };
}
