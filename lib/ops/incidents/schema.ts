import { z } from "zod";
import { givenId } from "@/lib/platform/given";

/** What a rule found, or what an admin reports. */
export const CAUSES = [
  "credential_stuffing",
  "account_attacked",
  "key_misused",
  "key_shared",
  "mass_export",
  "scraping",
  "log_broken",
  "reported",
] as const;
export type Cause = (typeof CAUSES)[number];

export const SEVERITIES = ["low", "medium", "high"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How far it has come. Readers who are touched are told between mitigating and closing, where there are any. */
export const STATES = ["open", "investigating", "mitigated", "notified", "closed"] as const;
export type IncidentState = (typeof STATES)[number];

/** Figures of an incident: how often, from how many places. */
export type Figures = Record<string, number>;

/** What it is about; "address:192.0.2.7", "user:<audit reference>", "key:7", "line:12", "report:<id>" in the table. */
export type Subject = { kind: "address" | "user" | "key" | "line" | "report"; value: string };

/** An incident that a rule has found, before it is written down. */
export type Finding = {
  cause: Exclude<Cause, "reported">;
  severity: Severity;
  subject: { kind: "address" | "account" | "key" | "line"; value: string };
  figures: Figures;
};

const words = (max: number, said: string) => z.string().trim().min(1, said).max(max);

export const incidentInput = z.object({ incidentId: givenId });

export const reportInput = z.object({
  title: words(200, "Please say in a line what happened."),
  severity: z.enum(SEVERITIES).default("medium"),
});
export type ReportInput = z.output<typeof reportInput>;

export const moveInput = z.object({ incidentId: givenId, from: z.enum(STATES), to: z.enum(STATES) });
export type MoveInput = z.output<typeof moveInput>;

export const noteInput = z.object({ incidentId: givenId, text: words(5_000, "The note is empty.") });
export type NoteInput = z.output<typeof noteInput>;

export const reviewInput = z.object({ incidentId: givenId, text: z.string().trim().max(20_000) });
export type ReviewInput = z.output<typeof reviewInput>;

export const BLOCK_HOURS = [1, 24, 168] as const;
export const blockInput = z.object({
  incidentId: givenId,
  hours: z.union([z.literal(1), z.literal(24), z.literal(168)]),
});
export type BlockInput = z.output<typeof blockInput>;

/** An account that an incident touches. */
export const touchedInput = z.object({ incidentId: givenId, userId: givenId });
export type TouchedInput = z.output<typeof touchedInput>;

export const addTouchedInput = z.object({ incidentId: givenId, username: words(254, "Whose account is it?") });
export type AddTouchedInput = z.output<typeof addTouchedInput>;

export const notifyInput = z.object({
  incidentId: givenId,
  text: words(2_000, "Please write what readers should know."),
});
export type NotifyInput = z.output<typeof notifyInput>;

/** A row of the list. */
export type IncidentSummary = {
  id: number;
  cause: Cause;
  subject: Subject;
  /** The account's name, where it is about one that exists. */
  subjectName: string | null;
  title: string | null;
  severity: Severity;
  state: IncidentState;
  figures: Figures;
  openedAt: Date;
  lastSeenAt: Date;
};

export type TouchedAccount = { userId: number; username: string; notifiedAt: Date | null; readAt: Date | null };

export type IncidentNote = { id: number; author: string | null; writtenAt: Date; text: string };

export type Incident = IncidentSummary & {
  closedAt: Date | null;
  review: string;
  notice: string;
  notes: IncidentNote[];
  touched: TouchedAccount[];
  /** Until when its address is refused; null: it is not, or it has none. */
  blockedUntil: Date | null;
};

/** What a reader is told of an incident. */
export type Notice = { incidentId: number; text: string; at: Date };
