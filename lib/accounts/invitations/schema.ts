import { z } from "zod";
import { givenId } from "@/lib/platform/given";
import { givenLine } from "@/lib/platform/text";

export const INVITED_ROLES = ["user", "moderator"] as const;
export type InvitedRole = (typeof INVITED_ROLES)[number];

export const INVITATION_DAYS = [1, 7, 30] as const;

export const createInvitationInput = z.object({
  role: z.enum(INVITED_ROLES),
  /** Whom it is for, to tell invitations apart. */
  note: givenLine().pipe(z.string().max(100, "A note has at most 100 characters.")),
  days: z.coerce.number().pipe(z.literal(INVITATION_DAYS)),
});
export type CreateInvitationInput = z.output<typeof createInvitationInput>;

export const invitationInput = z.object({ invitationId: givenId });
export type InvitationInput = z.output<typeof invitationInput>;

export type InvitationSummary = {
  id: number;
  role: InvitedRole;
  note: string | null;
  madeAt: Date;
  expiresAt: Date;
  /** Who made it and who came by it, as long as these accounts exist. */
  madeBy: string | null;
  usedAt: Date | null;
  usedBy: string | null;
};

/** How somebody may sign up who comes to the page: not at all, or as what. `over`: with an invitation that no longer counts. */
export type Entrance =
  | { kind: "open" }
  | { kind: "first" }
  | { kind: "invited"; secret: string; role: InvitedRole }
  | { kind: "needs_invitation" }
  | { kind: "over" }
  | { kind: "closed" };
