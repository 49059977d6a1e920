import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { joinInput } from "@/lib/households/schema";
import { spelledId } from "@/lib/platform/given";
import { joinHousehold, leaveHousehold, removeMember } from "./commands";

// They are acts of households, and called so; they live here because copies and places go along. No key moves people.

export const joinHouseholdOperation = operation(
  {
    id: "households.join",
    method: "POST",
    path: "/household/join",
    summary: "Join the household that a link leads to",
    description: "With all that one owns, and the places where it stands. `secret` is the `link` of its address.",
    isSecret: true,
    access: "user",
    body: joinInput,
    answers: { 204: null },
    refusals: { link_over: 409, already_member: 409, in_household: 409, full: 409 },
  },
  async ({ actor, body }) => {
    const done = await joinHousehold(actor, body);
    return done.ok ? reply(204) : done;
  },
);

export const leaveHouseholdOperation = operation(
  {
    id: "households.leave",
    method: "POST",
    path: "/household/leave",
    summary: "Leave one's household",
    description: "One's copies come along, and stand in places of one's own of the same names.",
    access: "user",
    answers: { 204: null },
    refusals: { alone: 409 },
  },
  async ({ actor }) => {
    const done = await leaveHousehold(actor);
    return done.ok ? reply(204) : done;
  },
);

export const removeMemberOperation = operation(
  {
    id: "households.remove_member",
    method: "DELETE",
    path: "/household/members/{user_id}",
    summary: "Remove a member of one's household",
    description: "They go with what they own, as if they had left.",
    access: "user",
    params: z.object({ userId: spelledId }),
    answers: { 204: null },
    refusals: { not_owner: 403, member_not_found: 404 },
  },
  async ({ actor, params }) => {
    const done = await removeMember(actor, params);
    return done.ok ? reply(204) : done;
  },
);
