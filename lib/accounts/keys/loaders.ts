import "server-only";
import { loader } from "../loader";
import { canHold } from "./policy";
import { listKeys } from "./queries";
import { SCOPE_NAMES } from "./schema";

/** The reader's own keys, and what a new one may be allowed to do. */
export const loadKeys = loader("user", "/account/security", async (actor) => ({
  keys: await listKeys(actor.id),
  scopes: SCOPE_NAMES.filter((scope) => canHold(actor, scope)),
}));
