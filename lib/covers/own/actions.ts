"use server";

import { revalidatePath } from "next/cache";
import { action } from "@/lib/accounts/action";
import { deleteOwnPicture } from "./commands";
import { ownPictureInput } from "./schema";

/** A cover is on every page that lists its book. */
export const deleteOwnPictureAction = action(
  "covers.delete_own_picture",
  "user",
  ownPictureInput,
  async (actor, input) => {
    const result = await deleteOwnPicture(actor, input);
    revalidatePath("/", "layout");
    return result;
  },
);
