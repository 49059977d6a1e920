import "server-only";
import { cache } from "react";
import { env } from "@/lib/platform/env";
import { loader } from "../loader";
import { getWeakSession } from "../session";
import { getSecondFactor } from "./queries";
import { isDemandedOf, owesSecondFactor } from "./rules";
import type { SecondFactorStatus } from "./schema";

/** How the reader's second factor stands. */
export const loadSecondFactor = loader("user", "/account/security", async (actor): Promise<SecondFactorStatus> => {
  const isDemanded = isDemandedOf(actor.role, env().accounts.requireSecondFactor);
  return { ...(await getSecondFactor(actor.id)), isDemanded };
});

const readOwing = cache(async () => {
  const session = await getWeakSession();
  if (!session) return undefined;
  const { actor, hasTwoFactors } = session;
  const owes = owesSecondFactor({ role: actor.role, hasTwoFactors }, env().accounts.requireSecondFactor);
  if (!owes) return undefined;
  const { onSince } = await getSecondFactor(actor.id);
  // Who has one came in another way and has not shown it: signing in by password asks for it.
  return { username: actor.username, isSetUp: onSince !== null };
});

/** Who is signed in and still owes a second factor; undefined for everybody else. Each sees only the own name in it. */
export const loadOwingReader = Object.assign(readOwing, { access: "public" as const });
