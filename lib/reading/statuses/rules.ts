/** Words of statuses, apart from all that needs zod: the scanner's first page has them too. Pure. */
import type { Status } from "../schema";

/** What a status is called wherever it stands. */
export const STATUS_NAMES: Record<Status, string> = {
  want: "Want to read",
  reading: "Reading",
  read: "Read",
  stopped: "Stopped",
};
