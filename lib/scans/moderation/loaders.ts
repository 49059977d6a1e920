import "server-only";
import { cache } from "react";
import { requireActor } from "@/lib/accounts/session";
import { canModerateFeedback } from "../policy";
import { listAcceptedViews, listOpenFeedback } from "./queries";

/** What waits for a moderator; undefined for readers who are none. */
export const loadOpenFeedback = cache(async (cursor?: string) => {
  const actor = await requireActor("/admin/feedback");
  return canModerateFeedback(actor) ? listOpenFeedback(cursor) : undefined;
});

/** The further views that moderators made; undefined for readers who are none. */
export const loadAcceptedViews = cache(async (cursor?: string) => {
  const actor = await requireActor("/admin/feedback/views");
  return canModerateFeedback(actor) ? listAcceptedViews(cursor) : undefined;
});
