import "server-only";
import { z } from "zod";
import { spelledId } from "@/lib/platform/given";
import { operation, reply } from "../operation";
import { createInvitation, revokeInvitation } from "./commands";
import { listInvitations } from "./queries";
import { createInvitationInput, INVITED_ROLES } from "./schema";

export const listInvitationsOperation = operation(
  {
    id: "accounts.list_invitations",
    method: "GET",
    path: "/admin/invitations",
    summary: "List invitations",
    description: "The newest two hundred, without their links, which are kept nowhere.",
    access: "admin",
    answers: {
      200: z.object({
        invitations: z.array(
          z.object({
            id: z.int(),
            role: z.enum(INVITED_ROLES),
            note: z.string().nullable(),
            madeAt: z.date(),
            expiresAt: z.date(),
            madeBy: z.string().nullable(),
            usedAt: z.date().nullable(),
            usedBy: z.string().nullable(),
          }),
        ),
      }),
    },
  },
  async () => ({ invitations: await listInvitations() }),
);

export const createInvitationOperation = operation(
  {
    id: "accounts.create_invitation",
    method: "POST",
    path: "/admin/invitations",
    summary: "Invite somebody",
    description: "The link is in `url`, this once. `note` says whom it is for.",
    access: "admin",
    isSecret: true,
    body: createInvitationInput,
    answers: { 201: z.object({ id: z.int(), url: z.string() }) },
  },
  ({ actor, body }) => createInvitation(actor, body),
);

export const revokeInvitationOperation = operation(
  {
    id: "accounts.revoke_invitation",
    method: "DELETE",
    path: "/admin/invitations/{invitation_id}",
    summary: "Take an invitation back that nobody has used",
    access: "admin",
    params: z.object({ invitationId: spelledId }),
    answers: { 204: null },
    refusals: { invitation_used: 409 },
  },
  async ({ actor, params }) => {
    const done = await revokeInvitation(actor, params);
    return done.ok ? reply(204) : done;
  },
);
