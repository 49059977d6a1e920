import "server-only";
import { loader } from "@/lib/accounts/loader";
import { listRecentScans } from "./queries";

/** The signed-in reader's own history. */
export const loadRecentScans = loader("user", "/history", (actor, cursor?: string) =>
  listRecentScans(actor.id, cursor),
);
