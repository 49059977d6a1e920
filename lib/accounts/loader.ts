import "server-only";
import { headers } from "next/headers";
import { cache } from "react";
import { clientNetwork } from "@/lib/platform/client-address";
import { countsOf, type Limit, takeFromAll } from "@/lib/platform/rate-limit";
import { type Access, canAccess } from "./policy";
import type { Actor } from "./schema";
import { getActor, requireActor } from "./session";
import { noteAsking } from "./signals/commands";

type Read<Args extends unknown[], Value> = (actor: Actor, ...args: Args) => Promise<Value>;
/** The page that is shown, to come back to it after signing in. */
type Page<Args extends unknown[]> = string | ((...args: NoInfer<Args>) => string);

/** A loader and who may read through it: a test asks every loader of the product for this. */
type Loader<Args extends unknown[], Value> = ((...args: Args) => Promise<Value>) & { access: Access };

/**
 * What a page reads for people who are signed in: once a request, however often it is asked. A visitor is sent to sign in
 * first; for everybody else whose role is not enough it is undefined, as if it were not there.
 */
export function loader<Args extends unknown[], Value>(
  access: "user",
  page: Page<Args>,
  read: Read<Args, Value>,
): Loader<Args, Value>;
export function loader<Args extends unknown[], Value>(
  access: Exclude<Access, "public">,
  page: Page<Args>,
  read: Read<Args, Value>,
): Loader<Args, Value | undefined>;
export function loader<Args extends unknown[], Value>(access: Access, page: Page<Args>, read: Read<Args, Value>) {
  const load = async (...args: Args) => {
    const actor = await requireActor(typeof page === "string" ? page : page(...args));
    return canAccess(actor, access) ? read(actor, ...args) : undefined;
  };
  return Object.assign(cache(load), { access });
}

/** What anybody may read, signed in or not: once a request. */
export function publicLoader<Args extends unknown[], Value>(read: (...args: Args) => Promise<Value>) {
  return Object.assign(cache(read), { access: "public" as const });
}

/** The same where a read costs much: null for whoever has asked for too many at once. */
export function limitedLoader<Args extends unknown[], Value>(limit: Limit, read: (...args: Args) => Promise<Value>) {
  return publicLoader(async (...args: Args): Promise<Value | null> => {
    const [actor, head] = [await getActor(), await headers()];
    const network = clientNetwork(head);
    const verdict = await takeFromAll(countsOf(limit, network, actor ? `user-${actor.id}` : undefined));
    if (!verdict.allowed) return null;
    // As at the API: who asks by the thousand copies the catalogue, by whichever door.
    void noteAsking(actor ? `account-${actor.id}` : network);
    return read(...args);
  });
}
