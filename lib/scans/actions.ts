"use server";

import { revalidatePath } from "next/cache";
import { action } from "@/lib/accounts/action";
import { deleteUserScans, restoreUserScans } from "./commands";
import { deleteScansInput, restoreScansInput } from "./schema";

export const deleteScansAction = action("scans.delete_scans", "user", deleteScansInput, async (actor, input) => {
  const result = await deleteUserScans(actor, input);
  if (result.ok) revalidatePath("/history");
  return result;
});

export const restoreScansAction = action("scans.restore_scans", "user", restoreScansInput, async (actor, input) => {
  const result = await restoreUserScans(actor, input);
  if (result.ok) revalidatePath("/history");
  return result;
});
