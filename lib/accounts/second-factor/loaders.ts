import "server-only";
import { cache } from "react";
import { env } from "@/lib/platform/env";
import { loader } from "../loader";
import { getWeakSession } from "../session";
import { getSecondFactor, hasAnyFactor } from "./queries";
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
  // Who has one already has not shown it here, and must.
  return { isSetUp: await hasAnyFactor(actor.id) };
});

/** Whether who is signed in and still owes a second factor has one; undefined for everybody else. */
export const loadOwingReader = Object.assign(readOwing, { access: "public" as const });
