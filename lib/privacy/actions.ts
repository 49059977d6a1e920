"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/accounts/action";
import { noteExport } from "@/lib/accounts/signals/commands";
import { takeFrom } from "@/lib/platform/rate-limit";
import { fail } from "@/lib/platform/result";
import { discardExport, requestExport } from "./exports/commands";
import { EXPORTS_LIMIT, exportInput } from "./exports/schema";

export const requestExportAction = action("privacy.request_export", "user", z.object({}), async (actor) => {
  // Each try counts, also a refused one: many of them are a sign that somebody else is at work.
  void noteExport(actor.id);
  const verdict = await takeFrom(EXPORTS_LIMIT, `user-${actor.id}`);
  if (!verdict.allowed) return fail("too_many_requests", "You have had five copies today. Please come back tomorrow.");
  const result = await requestExport(actor);
  revalidatePath("/account/privacy");
  return result;
});

export const discardExportAction = action("privacy.discard_export", "user", exportInput, async (actor, input) => {
  const result = await discardExport(actor, input);
  revalidatePath("/account/privacy");
  return result;
});
