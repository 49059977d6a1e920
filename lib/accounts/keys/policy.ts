import { canAccess } from "../policy";
import type { Actor } from "../schema";
import { SCOPES, type Scope } from "./schema";

/** Whether a key of this account may carry the scope: one that its owner could never use would only mislead. */
export const canHold = (actor: Actor, scope: Scope): boolean => canAccess(actor, SCOPES[scope].access);

/** Whether a key may call a route: only one that names a scope, and only when the key carries that. */
export const canCall = (scopes: readonly Scope[], scope: Scope | undefined): boolean =>
  scope !== undefined && scopes.includes(scope);
