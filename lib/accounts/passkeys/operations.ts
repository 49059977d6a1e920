import "server-only";
import { z } from "zod";
import { operation, reply } from "../operation";
import { removePasskey, renamePasskey } from "./commands";
import { listPasskeys } from "./queries";
import { passkeyInput, renamePasskeyInput } from "./schema";

// Made and used they are by a browser with its user.

export const listPasskeysOperation = operation(
  {
    id: "accounts.list_passkeys",
    method: "GET",
    path: "/account/passkeys",
    summary: "List one's passkeys",
    access: "user",
    answers: {
      200: z.object({
        passkeys: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            addedAt: z.date(),
            lastUsedAt: z.date().nullable(),
            isSynced: z.boolean().describe("It is there on the owner's other devices too."),
          }),
        ),
      }),
    },
  },
  async ({ actor }) => ({ passkeys: await listPasskeys(actor.id) }),
);

export const renamePasskeyOperation = operation(
  {
    id: "accounts.rename_passkey",
    method: "PATCH",
    path: "/account/passkeys/{passkey_id}",
    summary: "Rename a passkey",
    access: "user",
    params: passkeyInput,
    body: renamePasskeyInput.pick({ name: true }),
    answers: { 204: null },
    refusals: { passkey_not_found: 404 },
  },
  async ({ actor, params, body }) => {
    const done = await renamePasskey(actor, { ...params, ...body });
    return done.ok ? reply(204) : done;
  },
);

export const removePasskeyOperation = operation(
  {
    id: "accounts.remove_passkey",
    method: "DELETE",
    path: "/account/passkeys/{passkey_id}",
    summary: "Remove a passkey",
    access: "user",
    params: passkeyInput,
    answers: { 204: null },
    refusals: { passkey_not_found: 404, last_way_in: 409, demanded: 409 },
  },
  async ({ actor, params }) => {
    const done = await removePasskey(actor, params);
    return done.ok ? reply(204) : done;
  },
);
