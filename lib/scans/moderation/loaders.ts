import "server-only";
import { loader } from "@/lib/accounts/loader";
import { listAcceptedViews, listOpenFeedback } from "./queries";

/** What waits for a moderator. */
export const loadOpenFeedback = loader("moderator", "/admin/feedback", (_, cursor?: string) =>
  listOpenFeedback(cursor),
);

/** The further views that moderators made. */
export const loadAcceptedViews = loader("moderator", "/admin/feedback/views", (_, cursor?: string) =>
  listAcceptedViews(cursor),
);
