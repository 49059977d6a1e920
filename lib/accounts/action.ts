import "server-only";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { log } from "@/lib/platform/log";
import { takeFrom } from "@/lib/platform/rate-limit";
import { type Fail, fail } from "@/lib/platform/result";
import { storageErrorOf } from "@/lib/platform/storage-error";
import { type Access, canAccess } from "./policy";
import type { Actor } from "./schema";
import { getActor } from "./session";

type Outcome = { ok: boolean; reason?: string };
type GateFailure = Fail<"signed_out" | "forbidden" | "too_many_requests" | "invalid_input" | "unexpected">;

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
  const call = (raw: z.input<Input>): Promise<Value | GateFailure> =>
    run<Value | GateFailure>(name, async (note) => {
      const actor = await getActor();
      if (!actor) return fail("signed_out", "Please sign in first.");
      note(actor);
      if (!canAccess(actor, access)) return fail("forbidden", "This account may not do that.");
      const verdict = await takeFrom(LIMIT, `user-${actor.id}`);
      if (!verdict.allowed) return fail("too_many_requests", "That was very much at once. Please wait a minute.");
      const parsed = input.safeParse(raw);
      return parsed.success ? work(actor, parsed.data) : invalid(parsed.error);
    });
  return Object.assign(call, { access });
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
  return Object.assign(call, { access: "public" as const });
}
