import type { IncidentState, Severity } from "@/lib/ops/incidents/schema";

/** How far it is, in a word. */
export const STATE_WORDS: Record<IncidentState, string> = {
  open: "Open",
  investigating: "Looked into",
  mitigated: "Stopped",
  notified: "Readers told",
  closed: "Closed",
};

/** What a button says that brings it there. */
export const MOVE_WORDS: Record<IncidentState, string> = {
  open: "Open",
  investigating: "Look into it",
  mitigated: "It is stopped",
  notified: "Readers were told",
  closed: "Close",
};

export const STATE_TONES: Record<IncidentState, "danger" | "beam" | "primary" | "success" | "neutral"> = {
  open: "danger",
  investigating: "beam",
  mitigated: "primary",
  notified: "success",
  closed: "neutral",
};

export const SEVERITY_WORDS: Record<Severity, string> = { low: "Low", medium: "Medium", high: "High" };
