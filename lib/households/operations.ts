import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { spelledId } from "@/lib/platform/given";
import { inviteMember, linkOver, passOn, renameLibrary, revokeHouseholdInvitation } from "./commands";
import { getHouseholdOrOwn, getWelcome } from "./queries";
import { INVITATION_DAYS, joinInput, memberInput, renameLibraryInput } from "./schema";

const role = z.enum(["owner", "member"]);
const notOwner = { not_owner: 403 };

export const getHouseholdOperation = operation(
  {
    id: "households.get",
    method: "GET",
    path: "/household",
    summary: "Read who shares one's library",
    access: "user",
    scope: "library:read",
    answers: {
      200: z.object({
        name: z.string(),
        me: z.int().describe("One's own number."),
        role: role.describe("The owner invites, removes members and passes the household on."),
        members: z.array(z.object({ id: z.int(), username: z.string(), role, joinedAt: z.date() })),
        invitations: z
          .array(z.object({ id: z.int(), madeBy: z.string(), madeAt: z.date(), expiresAt: z.date() }))
          .describe("Links that wait, for the owner alone; without what opens them."),
      }),
    },
  },
  ({ actor }) => getHouseholdOrOwn(actor, new Date()),
);

export const renameLibraryOperation = operation(
  {
    id: "households.rename",
    method: "PATCH",
    path: "/household",
    summary: "Give one's household another name",
    access: "user",
    scope: "library:write",
    body: renameLibraryInput,
    answers: { 204: null },
    refusals: notOwner,
  },
  async ({ actor, body }) => {
    const done = await renameLibrary(actor, body);
    return done.ok ? reply(204) : done;
  },
);

// No key says who is in a household: none of these has a scope.

export const inviteMemberOperation = operation(
  {
    id: "households.invite",
    method: "POST",
    path: "/household/invitations",
    summary: "Make a link by which one reader may join one's household",
    description: `It is in the answer and nowhere else, and counts for ${INVITATION_DAYS} days.`,
    access: "user",
    isSecret: true,
    answers: { 201: z.object({ url: z.url() }) },
    refusals: { ...notOwner, too_many: 409 },
  },
  ({ actor }) => inviteMember(actor),
);

export const getInvitationOperation = operation(
  {
    id: "households.get_invitation",
    method: "POST",
    path: "/household/invitations/read",
    summary: "Say where a link to a household leads",
    description: "`secret` is the `link` of its address, which is not written into another one.",
    access: "user",
    isSecret: true,
    body: joinInput,
    answers: {
      200: z.object({
        ...{ name: z.string(), invitedBy: z.string(), memberCount: z.int() },
        obstacle: z
          .enum(["already_member", "in_household", "full"])
          .nullable()
          .describe("What keeps one from joining."),
      }),
    },
    refusals: { link_over: 409 },
  },
  async ({ actor, body }) => (await getWelcome(actor, body.secret, new Date())) ?? linkOver(),
);

export const revokeHouseholdInvitationOperation = operation(
  {
    id: "households.revoke_invitation",
    method: "DELETE",
    path: "/household/invitations/{invitation_id}",
    summary: "Take back a link that nobody has used",
    access: "user",
    params: z.object({ invitationId: spelledId }),
    answers: { 204: null },
    refusals: { ...notOwner, invitation_used: 409 },
  },
  async ({ actor, params }) => {
    const done = await revokeHouseholdInvitation(actor, params);
    return done.ok ? reply(204) : done;
  },
);

export const passOnOperation = operation(
  {
    id: "households.pass_on",
    method: "PUT",
    path: "/household/owner",
    summary: "Make another member the owner of one's household",
    access: "user",
    body: memberInput,
    answers: { 204: null },
    refusals: { ...notOwner, member_not_found: 404 },
  },
  async ({ actor, body }) => {
    const done = await passOn(actor, body);
    return done.ok ? reply(204) : done;
  },
);
