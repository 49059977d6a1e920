import "server-only";
import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { clientNetwork } from "@/lib/platform/client-address";
import { log } from "@/lib/platform/log";
import { countsOf, takeFromAll } from "@/lib/platform/rate-limit";
import { type Fail, fail, tooManyTries } from "@/lib/platform/result";
import { storageErrorOf } from "@/lib/platform/storage-error";
import { sourceOf } from "./attempts/commands";
import { type Access, canAccess } from "./policy";
import type { Proof } from "./proof/schema";
import type { Actor } from "./schema";
import { getActor, getEnrollingSession, getWeakSession } from "./session";

type Outcome = { ok: boolean; reason?: string };
type GateFailure = Fail<"signed_out" | "forbidden" | "invalid_input" | "unexpected"> | ReturnType<typeof tooManyTries>;

/** One person's hands do not reach it; a script that fills tables through actions does. */
const LIMIT = { name: "action", max: 240, windowMs: 60_000 };

async function run<Value extends Outcome>(name: string, work: (note: (actor: Actor) => void) => Promise<Value>) {
  const startedAt = performance.now();
  let userId: number | null = null;
  const line = () => ({ action: name, userId, ms: Math.round(performance.now() - startedAt) });
  try {
    const result = await work((actor) => {
      userId = actor.id;
    });
    log.info("action", { ...line(), outcome: result.ok ? "ok" : result.reason });
    return result;
  } catch (error) {
    // redirect() and notFound() are thrown; they are not failures.
    unstable_rethrow(error);
    log.error("action", { ...line(), outcome: "unexpected", error });
    const message = storageErrorOf(error)?.message ?? "Something went wrong on our side. Nothing was changed.";
    return fail("unexpected", message);
  }
}

function invalid(error: z.ZodError): GateFailure {
  return fail("invalid_input", error.issues[0]?.message ?? "Please check what you entered.");
}

/** A server action for people of a role: session, role, limit, input, work, one log line. */
export function action<Input extends z.ZodType, Value extends Outcome>(
  name: string,
  access: Exclude<Access, "public">,
  input: Input,
  work: (actor: Actor, input: z.output<Input>) => Promise<Value>,
) {
  return actionOf(name, access, input, async () => {
    const actor = await getActor();
    return actor && { actor, run: (given) => work(actor, given) };
  });
}

/**
 * The same for whoever is signed in, also for who has not got the second factor yet that the site wants: for what it takes to
 * set one up, and for nothing else.
 */
export function enrolmentAction<Input extends z.ZodType, Value extends Outcome>(
  name: string,
  input: Input,
  work: (session: { id: string; startedAt: Date; actor: Actor }, input: z.output<Input>) => Promise<Value>,
) {
  return actionOf(name, "user", input, async () => {
    const session = await getEnrollingSession();
    return session && { actor: session.actor, run: (given) => work(session, given) };
  });
}

type Admitted<Given, Value> = { actor: Actor; run: (given: Given) => Promise<Value> };

function actionOf<Input extends z.ZodType, Value extends Outcome>(
  name: string,
  access: Exclude<Access, "public">,
  input: Input,
  findCaller: () => Promise<Admitted<z.output<Input>, Value> | null>,
) {
  const call = (raw: z.input<Input>): Promise<Value | GateFailure> =>
    run<Value | GateFailure>(name, async (note) => {
      const caller = await findCaller();
      if (!caller) return fail("signed_out", "Please sign in first.");
      const { actor } = caller;
      note(actor);
      if (!canAccess(actor, access)) return fail("forbidden", "This account may not do that.");
      const verdict = await takeFromAll(countsOf(LIMIT, clientNetwork(await headers()), `user-${actor.id}`));
      if (!verdict.allowed) return tooManyTries(verdict);
      const parsed = input.safeParse(raw);
      return parsed.success ? caller.run(parsed.data) : invalid(parsed.error);
    });
  return Object.assign(call, { access, action: name });
}

/** What this request brings to prove that its reader is the account's owner, see `proveOwner`. */
export async function gatherProof(password: string | undefined): Promise<Proof> {
  const session = await getWeakSession();
  if (!session) throw new Error("the session ended within its own request");
  return { startedAt: session.startedAt, password, source: sourceOf(await headers()) };
}

/** A server action that anybody may call. */
export function publicAction<Input extends z.ZodType, Value extends Outcome>(
  name: string,
  input: Input,
  work: (input: z.output<Input>) => Promise<Value>,
) {
  const call = (raw: z.input<Input>): Promise<Value | GateFailure> =>
    run<Value | GateFailure>(name, async () => {
      const parsed = input.safeParse(raw);
      return parsed.success ? work(parsed.data) : invalid(parsed.error);
    });
  return Object.assign(call, { access: "public" as const, action: name });
}

/**
 * Fetches every page anew, after a decision about what many of them show; what they are made of is never cached here, so
 * only the browser's copies go. Also after a refusal: what somebody else decided meanwhile is no longer to be decided.
 */
export function showPresent<Result>(result: Result): Result {
  revalidatePath("/", "layout");
  return result;
}
