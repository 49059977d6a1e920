import "server-only";
import { loader } from "../loader";
import { canHold } from "./policy";
import { listKeys } from "./queries";
import { SCOPE_NAMES } from "./schema";

/** The reader's own keys, what a new one may be allowed to do, and the moment that says which have ended. */
export const loadKeys = loader("user", "/account/security", async (actor) => ({
  now: new Date(),
  keys: await listKeys(actor.id),
  scopes: SCOPE_NAMES.filter((scope) => canHold(actor, scope)),
}));
