import "server-only";
import { z } from "zod";
import { operation, reply } from "../operation";
import { proofOf, proveOwner } from "../proof/commands";
import { PROOF_REFUSALS } from "../proof/schema";
import { createKey, revokeKey } from "./commands";
import { listKeys } from "./queries";
import { createKeyInput, KEY_ID, SCOPE_NAMES } from "./schema";

const LIMIT = { name: "keys", max: 30, windowMs: 60 * 60_000 };

const key = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(SCOPE_NAMES)),
  createdAt: z.date(),
  lastUsedAt: z.date().nullable(),
  expiresAt: z.date().nullable(),
});

// No key sees or makes keys: none of these has a scope.

export const listKeysOperation = operation(
  {
    id: "accounts.list_keys",
    method: "GET",
    path: "/keys",
    summary: "List one's keys",
    description: "Without their secrets, which are kept nowhere.",
    access: "user",
    answers: { 200: z.object({ keys: z.array(key) }) },
  },
  async ({ actor }) => ({ keys: await listKeys(actor.id) }),
);

export const createKeyOperation = operation(
  {
    id: "accounts.create_key",
    method: "POST",
    path: "/keys",
    summary: "Make a key",
    description: "The key itself is in `key`, this once. `password` is asked for where the session is not a new one.",
    access: "user",
    limit: LIMIT,
    isSecret: true,
    body: createKeyInput,
    answers: { 201: key.extend({ key: z.string() }) },
    refusals: { ...PROOF_REFUSALS, scope_not_allowed: 403, too_many_keys: 409 },
  },
  async ({ actor, session, request, body: { password, ...input } }) => {
    const proven = await proveOwner(actor, proofOf(session, request, password));
    if (!proven.ok) return proven;
    const made = await createKey(actor, input);
    return made.ok ? { ...made.summary, key: made.key } : made;
  },
);

export const revokeKeyOperation = operation(
  {
    id: "accounts.revoke_key",
    method: "DELETE",
    path: "/keys/{key_id}",
    summary: "End a key, at once",
    access: "user",
    params: z.object({ keyId: z.string().regex(KEY_ID) }),
    answers: { 204: null },
    refusals: { key_not_found: 404 },
  },
  async ({ actor, params }) => {
    const done = await revokeKey(actor, params);
    return done.ok ? reply(204) : done;
  },
);
