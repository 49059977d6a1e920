"use server";

import { revalidatePath } from "next/cache";
import { action } from "@/lib/accounts/action";
import { acceptFeedback, closeFeedback, removeView } from "./commands";
import { acceptFeedbackInput, closeFeedbackInput, removeViewInput } from "./schema";

/** Also after a refusal: what another moderator decided meanwhile is no longer to be decided. */
const showPresent = () => revalidatePath("/admin/feedback", "layout");

export const acceptFeedbackAction = action(
  "scans.accept_feedback",
  "moderator",
  acceptFeedbackInput,
  async (actor, input) => {
    const result = await acceptFeedback(actor, input);
    showPresent();
    return result;
  },
);

export const closeFeedbackAction = action(
  "scans.close_feedback",
  "moderator",
  closeFeedbackInput,
  async (actor, input) => {
    const result = await closeFeedback(actor, input);
    showPresent();
    return result;
  },
);

export const removeViewAction = action("scans.remove_view", "moderator", removeViewInput, async (actor, input) => {
  const result = await removeView(actor, input);
  showPresent();
  return result;
});
