import { z } from "zod";

/** What may be said of an act besides who, when and to what: figures and slugs, never names or words of people. */
export type AuditDetails = Record<string, string | number | boolean | null>;

/** An act before it is written down. */
export type AuditEntry = {
  /** `module.what_was_done`; what the log is searched by, so a live one keeps its name. */
  act: string;
  /** Whose doing it was; null for nobody who was signed in, and for the site itself. */
  actorId: number | null;
  /** The account that it was done to, where it is not the actor's own … */
  userId?: number;
  /** … or the thing: "key:7". */
  subject?: string;
  details?: AuditDetails;
};

/** A line of the log. `actor` and "user:…" are references that lead to a person only as long as the account exists. */
export type AuditLine = {
  sequence: number;
  at: Date;
  act: string;
  actor: string | null;
  subject: string | null;
  details: AuditDetails;
  previousHash: string;
  hash: string;
};

/** A line by its place and its hash: with it all lines before it are known. */
export type AuditMark = Pick<AuditLine, "sequence" | "hash">;

/** `hash` is the last line's; `at` is the first line that is not as it was written, or that is missing. */
export type AuditVerdict = { isWhole: true; lines: number; hash: string } | { isWhole: false; at: number };

const first = (value: unknown) => (Array.isArray(value) ? value[0] : value);
const slug = z
  .string()
  .trim()
  .regex(/^[\w.]{1,60}$/)
  .optional()
  .catch(undefined);

/** The query string of the page of the log: never wrong, since people edit addresses. */
export const auditSearch = z.object({
  act: z.preprocess(first, slug),
  /** A username. */
  actor: z.preprocess(first, z.string().trim().min(1).max(50).optional().catch(undefined)),
  before: z.preprocess(first, z.coerce.number().int().positive().optional().catch(undefined)),
});
export type AuditSearch = z.output<typeof auditSearch>;

/** A line with the names of who did it and of the account that it was done to, as long as these exist. */
export type NamedAuditLine = AuditLine & { actorName: string | null; subjectName: string | null };
