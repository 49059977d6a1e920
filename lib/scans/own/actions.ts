"use server";

import { revalidatePath } from "next/cache";
import { action } from "@/lib/accounts/action";
import { deleteOwnFeedback, deleteOwnPhoto, withdrawWish } from "./commands";
import { ownFeedbackInput, ownPhotoInput, ownWishInput } from "./schema";

export const deleteOwnPhotoAction = action("scans.delete_own_photo", "user", ownPhotoInput, async (actor, input) => {
  const result = await deleteOwnPhoto(actor, input);
  revalidatePath("/account/privacy");
  return result;
});

export const deleteOwnFeedbackAction = action(
  "scans.delete_own_feedback",
  "user",
  ownFeedbackInput,
  async (actor, input) => {
    const result = await deleteOwnFeedback(actor, input);
    revalidatePath("/account/privacy");
    return result;
  },
);

export const withdrawWishAction = action("scans.withdraw_wish", "user", ownWishInput, async (actor, input) => {
  const result = await withdrawWish(actor, input);
  revalidatePath("/", "layout");
  return result;
});
