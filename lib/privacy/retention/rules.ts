/**
 * For how long what is held on people is kept, in one place. A number that a module needs for its own work is defined there
 * and gathered here; every rule names the job that carries it out, which a test looks for among the schedules.
 */
import { SESSION_DAYS } from "@/lib/accounts/sessions/rules";
import { SPARE_DAYS } from "@/lib/covers/choice/rules";
import { PENDING_COVER_DAYS } from "@/lib/covers/pending/rules";
import { UNDO_DAYS } from "@/lib/library/joining/schema";
import { DELETED_DAYS } from "@/lib/library/schema";
import { CLOSED_INCIDENT_DAYS } from "@/lib/ops/incidents/rules";
import { KEPT_DAYS } from "@/lib/ops/pruning/schema";
import { UNMODERATED_DAYS } from "@/lib/scans/photos/rules";
import { IMPORT_DAYS } from "@/lib/transfers/schema";

/** Names come off scans after this; what recognition is measured by needs no names. */
const NAMED_SCAN_DAYS = 180;
/** A copy of somebody's data lies around for no longer than it takes to fetch it. */
export const EXPORT_DAYS = 7;
/** An export that stands still for so long has lost its job. */
const STUCK_EXPORT_DAYS = 1;

export type RetentionRule = {
  /** What goes, in words that follow "kept". */
  what: string;
  days: number;
  /** The job that does it. */
  job: string;
};

export const RETENTION = {
  browserSessions: { what: "a browser's sign-in", days: SESSION_DAYS.browser, job: "accounts.clear_ended" },
  tokenSessions: { what: "a program's sign-in", days: SESSION_DAYS.token, job: "accounts.clear_ended" },
  namedScans: { what: "your name on a scan", days: NAMED_SCAN_DAYS, job: "privacy.prune" },
  waitingPhotos: {
    what: "a photo that no moderator has looked at",
    days: UNMODERATED_DAYS,
    job: "scans.expire_photos",
  },
  sparePictures: {
    what: "a picture that was rejected or taken away",
    days: SPARE_DAYS,
    job: "covers.expire_spares",
  },
  waitingPictures: {
    what: "a picture of a book that nobody has decided about",
    days: PENDING_COVER_DAYS,
    job: "covers.expire_spares",
  },
  deletedCollections: { what: "a collection that you deleted", days: DELETED_DAYS, job: "privacy.prune" },
  collectionMerges: {
    what: "what two collections were before you merged them",
    days: UNDO_DAYS,
    job: "privacy.prune",
  },
  imports: { what: "a file that you brought from another app", days: IMPORT_DAYS, job: "transfers.tidy_imports" },
  exports: { what: "a copy of your data", days: EXPORT_DAYS, job: "privacy.prune" },
  stuckExports: { what: "a copy that is not finished", days: STUCK_EXPORT_DAYS, job: "privacy.prune" },
  logs: { what: "lines about what went wrong", days: KEPT_DAYS.logs, job: "ops.prune" },
  closedIncidents: {
    what: "an incident that is closed, with the address that it was about",
    days: CLOSED_INCIDENT_DAYS,
    job: "ops.check_audit",
  },
  events: { what: "notes of what is to be done, once it is done", days: KEPT_DAYS.events, job: "ops.prune" },
  endedJobs: { what: "jobs that are done", days: KEPT_DAYS.done, job: "ops.prune" },
  failedJobs: { what: "jobs that were given up", days: KEPT_DAYS.failed, job: "ops.prune" },
} as const satisfies Record<string, RetentionRule>;
export type RetentionKey = keyof typeof RETENTION;

const DAY_MS = 24 * 60 * 60_000;

/** What is from before this moment goes by the rule. */
export const keptSince = (rule: RetentionKey, now: Date): Date =>
  new Date(now.getTime() - RETENTION[rule].days * DAY_MS);

/** "7 days", "a day". */
export const sayDays = (days: number): string => (days === 1 ? "a day" : `${days} days`);
