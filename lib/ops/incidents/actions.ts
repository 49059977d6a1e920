"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { z } from "zod";
import { action } from "@/lib/accounts/action";
import { clientNetwork } from "@/lib/platform/client-address";
import { ok } from "@/lib/platform/result";
import {
  addNote,
  addTouched,
  blockAddress,
  checkAudit,
  endTouchedSessions,
  moveIncident,
  notifyTouched,
  putNoticeAway,
  removeTouched,
  reportIncident,
  revokeTouchedKey,
  unblockAddress,
  writeReview,
} from "./commands";
import {
  addTouchedInput,
  blockInput,
  incidentInput,
  moveInput,
  noteInput,
  notifyInput,
  reportInput,
  reviewInput,
  touchedInput,
} from "./schema";

/** Also after a refusal: somebody else may have been quicker. */
async function shown<Outcome>(work: Promise<Outcome>): Promise<Outcome> {
  const result = await work;
  revalidatePath("/admin/incidents", "layout");
  return result;
}

/** Reads the whole log of acts at once and says whether it is as it was written. */
export const checkAuditAction = action("ops.check_audit", "admin", z.object({}), () =>
  shown(checkAudit(new Date()).then((verdict) => ok({ verdict }))),
);

export const reportIncidentAction = action("ops.report_incident", "admin", reportInput, (actor, input) =>
  shown(reportIncident(actor, input)),
);

export const moveIncidentAction = action("ops.move_incident", "admin", moveInput, (actor, input) =>
  shown(moveIncident(actor, input)),
);

export const addNoteAction = action("ops.add_incident_note", "admin", noteInput, (actor, input) =>
  shown(addNote(actor, input)),
);

export const writeReviewAction = action("ops.write_incident_review", "admin", reviewInput, (actor, input) =>
  shown(writeReview(actor, input)),
);

export const blockAddressAction = action("ops.block_address", "admin", blockInput, async (actor, input) =>
  shown(blockAddress(actor, input, clientNetwork(await headers()))),
);

export const unblockAddressAction = action("ops.unblock_address", "admin", incidentInput, (actor, input) =>
  shown(unblockAddress(actor, input)),
);

export const endTouchedSessionsAction = action("ops.end_touched_sessions", "admin", touchedInput, (actor, input) =>
  shown(endTouchedSessions(actor, input)),
);

export const revokeTouchedKeyAction = action("ops.revoke_touched_key", "admin", incidentInput, (actor, input) =>
  shown(revokeTouchedKey(actor, input)),
);

export const addTouchedAction = action("ops.add_touched_account", "admin", addTouchedInput, (actor, input) =>
  shown(addTouched(actor, input)),
);

export const removeTouchedAction = action("ops.remove_touched_account", "admin", touchedInput, (actor, input) =>
  shown(removeTouched(actor, input)),
);

export const notifyTouchedAction = action("ops.notify_touched", "admin", notifyInput, (actor, input) =>
  shown(notifyTouched(actor, input)),
);

export const putNoticeAwayAction = action("ops.put_notice_away", "user", incidentInput, async (actor, input) => {
  const result = await putNoticeAway(actor, input);
  revalidatePath("/", "layout");
  return result;
});
