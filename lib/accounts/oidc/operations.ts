import "server-only";
import { z } from "zod";
import { spelledId } from "@/lib/platform/given";
import { operation, reply } from "../operation";
import { unlinkIdentity } from "./commands";
import { listIdentities } from "./queries";

export const listIdentitiesOperation = operation(
  {
    id: "accounts.list_identities",
    method: "GET",
    path: "/account/identities",
    summary: "List what one can sign in with at another service",
    access: "user",
    answers: {
      200: z.object({
        identities: z.array(
          z.object({ id: z.int(), name: z.string(), linkedAt: z.date(), lastUsedAt: z.date().nullable() }),
        ),
      }),
    },
  },
  async ({ actor }) => ({ identities: await listIdentities(actor.id) }),
);

export const unlinkIdentityOperation = operation(
  {
    id: "accounts.unlink_identity",
    method: "DELETE",
    path: "/account/identities/{identity_id}",
    summary: "Unlink what one can sign in with at another service",
    access: "user",
    params: z.object({ identityId: spelledId }),
    answers: { 204: null },
    refusals: { identity_not_found: 404, last_way_in: 409 },
  },
  async ({ actor, params }) => {
    const done = await unlinkIdentity(actor, params);
    return done.ok ? reply(204) : done;
  },
);
