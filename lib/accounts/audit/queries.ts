import "server-only";
import { and, asc, desc, eq, gt, inArray, lt, type SQL } from "drizzle-orm";
import { db } from "@/db/client";
import { auditHead, auditLog, users } from "@/db/schema/accounts";
import { shownName } from "../erasure/queries";
import { readWitness } from "./adapters/witness";
import { belies, FIRST_HASH, firstBroken } from "./rules";
import type { AuditLine, AuditMark, AuditSearch, AuditVerdict, NamedAuditLine } from "./schema";

const PAGE = 50;
const VERIFIED_AT_ONCE = 2_000;

export type AuditFilter = { act?: string; actor?: string; before?: number };

/** Lines, the newest first, with names as long as the accounts exist; `next` asks for the ones before. */
export async function listAudit({ act, actor, before }: AuditFilter, limit = PAGE) {
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
    .limit(limit + 1);
  const lines = rows.slice(0, limit);
  const names = await namesOf(lines);
  return {
    lines: lines.map((line) => ({
      ...line,
      actorName: names.get(line.actor ?? "") ?? null,
      subjectName: names.get(accountOf(line) ?? "") ?? null,
    })),
    next: rows.length > limit ? lines.at(-1)?.sequence : undefined,
  };
}

/** The same as the page asks for it: by a username instead of a reference. Nobody of that name has done nothing. */
export async function searchAudit({ act, actor, before }: AuditSearch, limit = PAGE) {
  if (actor === undefined) return listAudit({ act, before }, limit);
  const [account] = await db.select({ ref: users.auditRef }).from(users).where(eq(users.username, actor)).limit(1);
  return account ? listAudit({ act, before, actor: account.ref }, limit) : { lines: [], next: undefined };
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

/** The reference of the account that something was done to. */
const accountOf = ({ subject }: AuditLine): string | undefined => /^user:(.+)$/.exec(subject ?? "")?.[1];

async function namesOf(lines: AuditLine[]): Promise<Map<string, string>> {
  const refs = [...new Set(lines.flatMap((line) => [line.actor ?? [], accountOf(line) ?? []].flat()))];
  if (refs.length === 0) return new Map();
  const rows = await db
    .select({ ref: users.auditRef, name: shownName })
    .from(users)
    .where(inArray(users.auditRef, refs));
  return new Map(rows.flatMap(({ ref, name }): [string, string][] => (name === null ? [] : [[ref, name]])));
}

const BEGINNING: AuditMark = { sequence: 0, hash: FIRST_HASH };

/**
 * Reads the whole log and says whether every line is there as it was written: none missing up to the end that is noted apart
 * from it, none behind that, and as it was when it was last found whole.
 */
export async function verifyAudit(signal?: AbortSignal): Promise<AuditVerdict> {
  const marks = [await getHead(), (await readWitness()) ?? BEGINNING];
  let last = BEGINNING;
  for (;;) {
    signal?.throwIfAborted();
    const lines = await listLinesAfter(last.sequence);
    const broken = firstBroken(lines, last) ?? marks.find((mark) => belies(lines, mark))?.sequence;
    if (broken !== undefined) return { isWhole: false, at: broken };
    const end = lines.at(-1);
    if (!end) break;
    last = end;
  }
  // Lines were taken off the end.
  if (marks.some(({ sequence }) => sequence > last.sequence)) return { isWhole: false, at: last.sequence + 1 };
  // Lines are added meanwhile, each together with the end: asked for now, that is not before the last one that was read.
  const { sequence } = await getHead();
  return sequence < last.sequence
    ? { isWhole: false, at: sequence + 1 }
    : { isWhole: true, lines: last.sequence, hash: last.hash };
}

async function getHead(): Promise<AuditMark> {
  const [head] = await db.select({ sequence: auditHead.sequence, hash: auditHead.hash }).from(auditHead);
  return head ?? BEGINNING;
}

const listLinesAfter = (sequence: number): Promise<AuditLine[]> =>
  db
    .select()
    .from(auditLog)
    .where(gt(auditLog.sequence, sequence))
    .orderBy(asc(auditLog.sequence))
    .limit(VERIFIED_AT_ONCE);
