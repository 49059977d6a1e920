import type { Signal } from "@/lib/accounts/signals/schema";
import type { Cause, Figures, Finding, Incident, IncidentState, Severity, Subject } from "./schema";

/** For how long an incident is kept after it was closed. */
export const CLOSED_INCIDENT_DAYS = 365;

/** What was counted of one subject in an hour or two. */
export type Loud = { subject: string; count: number; spread: number };

/**
 * When what is counted is an incident. `countMin` and `spreadMin` are per hour or two. They are judgement, above what people
 * do: one who takes up a shelf scans a book every ten seconds, 720 in two hours; a family behind one address forgets three
 * passwords, not ten; a program has one address, or two.
 */
export type Rule = {
  signal: Signal;
  cause: Finding["cause"];
  severity: Severity;
  subject: "address" | "account" | "key" | "asker";
  countMin: number;
  spreadMin: number;
};

export const RULES: readonly Rule[] = [
  {
    ...{ signal: "sign_in_failed_from", cause: "credential_stuffing", severity: "high", subject: "address" },
    ...{ countMin: 20, spreadMin: 10 },
  },
  {
    ...{ signal: "sign_in_failed_on", cause: "account_attacked", severity: "medium", subject: "account" },
    ...{ countMin: 15, spreadMin: 5 },
  },
  {
    ...{ signal: "key_refused", cause: "key_misused", severity: "medium", subject: "key" },
    ...{ countMin: 5, spreadMin: 0 },
  },
  {
    ...{ signal: "key_used", cause: "key_shared", severity: "medium", subject: "key" },
    ...{ countMin: 6, spreadMin: 6 },
  },
  {
    ...{ signal: "export_made", cause: "mass_export", severity: "medium", subject: "account" },
    ...{ countMin: 6, spreadMin: 0 },
  },
  { signal: "asked", cause: "scraping", severity: "low", subject: "asker", countMin: 2_000, spreadMin: 0 },
];

const ACCOUNT = /^account-(\d+)$/;
const KEY = /^(?:key-)?([0-9a-f]{16})$/;

/** What the rule makes of what was counted; undefined where it is not that much, or about nobody that there is. */
export function findingOf(rule: Rule, { subject, count, spread }: Loud, factor = 1): Finding | undefined {
  if (count < rule.countMin * factor || spread < rule.spreadMin * factor) return undefined;
  const about = subjectOf(rule.subject, subject);
  if (!about) return undefined;
  return { cause: rule.cause, severity: rule.severity, subject: about, figures: figuresOf(rule, count, spread) };
}

function subjectOf(kind: Rule["subject"], named: string): Finding["subject"] | undefined {
  const account = ACCOUNT.exec(named)?.[1];
  const key = KEY.exec(named)?.[1];
  if (kind === "address") return { kind: "address", value: named };
  // A name that no account has is nobody's.
  if (kind === "account") return account === undefined ? undefined : { kind: "account", value: account };
  if (kind === "key") return key === undefined ? undefined : { kind: "key", value: key };
  if (account !== undefined) return { kind: "account", value: account };
  return named.startsWith("key-") && key !== undefined
    ? { kind: "key", value: key }
    : { kind: "address", value: named };
}

const figuresOf = ({ spreadMin }: Rule, count: number, spread: number): Figures =>
  spreadMin > 0 ? { count, spread } : { count };

/** The log of acts is not as it was written. */
export const brokenLog = (line: number): Finding => ({
  cause: "log_broken",
  severity: "high",
  subject: { kind: "line", value: String(line) },
  figures: {},
});

const NEXT: Record<IncidentState, readonly IncidentState[]> = {
  open: ["investigating", "mitigated", "closed"],
  investigating: ["mitigated", "closed"],
  mitigated: ["notified", "closed"],
  notified: ["closed"],
  closed: ["investigating"],
};

/** Where an incident may go from where it is. */
export const nextStates = (state: IncidentState): readonly IncidentState[] => NEXT[state];

/** Nothing is closed that nobody has said anything about: a false alarm is one in a sentence, too. */
export const mayMove = (from: IncidentState, to: IncidentState, review: string): "yes" | "no_way" | "no_review" => {
  if (!NEXT[from].includes(to)) return "no_way";
  return to === "closed" && review.trim() === "" ? "no_review" : "yes";
};

export const CAUSE_WORDS: Record<Cause, { title: string; meaning: string; advice: string }> = {
  credential_stuffing: {
    title: "Many accounts tried from one address",
    meaning: "Somebody goes through a list of names and passwords, most likely from another site's leak.",
    advice: "Block the address. Accounts that it got into are listed below: end their sessions and tell their readers.",
  },
  account_attacked: {
    title: "One account tried from many addresses",
    meaning: "Somebody guesses the password of one reader, and changes address to get around the limits.",
    advice: "The limits hold. Ask the reader to use a long password and a second factor.",
  },
  key_misused: {
    title: "A revoked or expired key is still used",
    meaning: "A program was not told that its key is gone, or somebody found an old key.",
    advice: "Ask its owner whose program it is. If it is nobody's, block the address.",
  },
  key_shared: {
    title: "One key used from many addresses",
    meaning: "A key that wanders has been passed on or was found somewhere.",
    advice: "Revoke the key and tell its owner, who can make a new one.",
  },
  mass_export: {
    title: "Export after export from one account",
    meaning: "Somebody takes the data of an account again and again: a script, or a stranger in the account.",
    advice: "Ask the reader. If it was not them, end the sessions of the account.",
  },
  scraping: {
    title: "Far more matches and searches than people make",
    meaning: "Somebody copies the catalogue, or tries photos by the thousand.",
    advice: "Block the address, or ask the account's owner what it is for.",
  },
  log_broken: {
    title: "The log of acts is not as it was written",
    meaning:
      "A line was changed, added or taken out in the database, by hand or by an attacker who covers a trace; or the database was brought back from a backup that is older.",
    advice:
      "Compare with a backup of the table audit_log from this line on, and find out who can write to the database. Where you have brought back a backup yourself, say so in a note and delete audit/end.json in DATA_DIR: the log is then watched from its present end on.",
  },
  reported: {
    title: "Reported by an admin",
    meaning: "Somebody has noticed what no rule looks for.",
    advice: "Write down what is known, who is touched, and what was done.",
  },
};

/** How the table names what an incident is about. */
export const writeSubject = ({ kind, value }: Subject): string => `${kind}:${value}`;

export function readSubject(written: string): Subject {
  const [, kind = "report", value = ""] = /^(address|user|key|line|report):(.*)$/s.exec(written) ?? [];
  return { kind: kind as Subject["kind"], value };
}

/** What an incident is about, in words. */
export function sayAbout({ subject, subjectName }: Pick<Incident, "subject" | "subjectName">): string {
  if (subject.kind === "address") return `the address ${subject.value}`;
  if (subject.kind === "user") return subjectName === null ? "an account that is gone" : `the account ${subjectName}`;
  if (subject.kind === "key") return `key ${subject.value}`;
  return subject.kind === "line" ? `line ${subject.value} of the log` : "the site";
}

/** "31 times, with 12 different ones" */
export function sayFigures(cause: Cause, { count, spread }: Figures): string {
  if (count === undefined) return "";
  const times = `${count} times in two hours`;
  if (spread === undefined) return times;
  return `${times}, ${cause === "credential_stuffing" ? `about ${spread} accounts` : `from about ${spread} addresses`}`;
}

/** An incident as a document in Markdown, for those who keep a file of them. */
export function writeReport(incident: Incident): string {
  const { id, cause, title, severity, state, openedAt, lastSeenAt, closedAt, figures, notes, touched } = incident;
  const words = CAUSE_WORDS[cause];
  const at = (moment: Date | null) =>
    moment === null ? "–" : `${moment.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const said = sayFigures(cause, figures);
  const lines = [
    `# Incident ${id}: ${oneLine(title ?? words.title)}`,
    "",
    `- About: ${sayAbout(incident)}`,
    `- Severity: ${severity}`,
    `- State: ${state}`,
    `- Opened: ${at(openedAt)}, last seen ${at(lastSeenAt)}, closed ${at(closedAt)}`,
    ...(said === "" ? [] : [`- Counted: ${said}`]),
    `- Accounts touched: ${touched.length}, told: ${touched.filter(({ notifiedAt }) => notifiedAt !== null).length}`,
    "",
    "## What it means",
    "",
    words.meaning,
    "",
    "## What was done",
    "",
    ...(notes.length === 0 ? ["Nothing was noted."] : []),
    ...notes.map(({ author, writtenAt, text }) => `- ${at(writtenAt)}, ${author ?? "the site"}: ${indented(text)}`),
    ...(incident.notice === "" ? [] : ["", "## What readers were told", "", incident.notice]),
    "",
    "## Review",
    "",
    incident.review === "" ? "Not written yet." : incident.review,
    "",
  ];
  return lines.join("\n");
}

const oneLine = (text: string) => text.replace(/\s+/g, " ");
const indented = (text: string) => text.split(/\r?\n/).join("\n  ");
