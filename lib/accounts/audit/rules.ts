import { createHash } from "node:crypto";
import type { AuditLine, AuditMark } from "./schema";

/** What the first line follows. */
export const FIRST_HASH = "0".repeat(64);

/** SHA-256, in hex, of everything that a line says and of the hash before it; keys in one order, whatever the database made of it. */
export function hashOf(line: Omit<AuditLine, "hash">): string {
  const details = Object.entries(line.details).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const said = [line.sequence, line.at.toISOString(), line.act, line.actor, line.subject, details, line.previousHash];
  return createHash("sha256").update(JSON.stringify(said)).digest("hex");
}

/** The first line that does not follow from the one before it; undefined where all do. */
export function firstBroken(lines: AuditLine[], before: AuditMark): number | undefined {
  let last = before;
  for (const line of lines) {
    const follows = line.sequence === last.sequence + 1 && line.previousHash === last.hash;
    if (!follows || hashOf(line) !== line.hash) return last.sequence + 1;
    last = line;
  }
  return undefined;
}

/** Whether one of the lines stands where the mark says, and is another. */
export const belies = (lines: AuditMark[], mark: AuditMark): boolean =>
  lines.some(({ sequence, hash }) => sequence === mark.sequence && hash !== mark.hash);
