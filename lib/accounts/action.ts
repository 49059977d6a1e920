import "server-only";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { log } from "@/lib/platform/log";
import { type Fail, fail } from "@/lib/platform/result";
import type { Actor } from "./schema";
import { getActor } from "./session";

type Outcome = { ok: boolean; reason?: string };
type GateFailure = Fail<"signed_out" | "invalid_input" | "unexpected">;

async function run<Value extends Outcome>(name: string, actor: Actor | null, work: () => Promise<Value>) {
  const startedAt = performance.now();
  const line = () => ({ action: name, userId: actor?.id ?? null, ms: Math.round(performance.now() - startedAt) });
  try {
    const result = await work();
    log.info("action", { ...line(), outcome: result.ok ? "ok" : result.reason });
    return result;
  } catch (error) {
    // redirect() and notFound() are thrown; they are not failures.
    unstable_rethrow(error);
    log.error("action", { ...line(), outcome: "unexpected", error });
    return fail("unexpected", "Something went wrong on our side. Nothing was changed.");
  }
}

function invalid(error: z.ZodError): GateFailure {
  return fail("invalid_input", error.issues[0]?.message ?? "Please check what you entered.");
}

/** A server action for people who are signed in: session, input, work, one log line. */
export function action<Input extends z.ZodType, Value extends Outcome>(
  name: string,
  input: Input,
  work: (actor: Actor, input: z.output<Input>) => Promise<Value>,
) {
  return async (raw: z.input<Input>): Promise<Value | GateFailure> => {
    const actor = await getActor();
    if (!actor) return fail("signed_out", "Please sign in first.");
    const parsed = input.safeParse(raw);
    if (!parsed.success) return invalid(parsed.error);
    return run(name, actor, () => work(actor, parsed.data));
  };
}

/** A server action that anybody may call. */
export function publicAction<Input extends z.ZodType, Value extends Outcome>(
  name: string,
  input: Input,
  work: (input: z.output<Input>) => Promise<Value>,
) {
  return async (raw: z.input<Input>): Promise<Value | GateFailure> => {
    const parsed = input.safeParse(raw);
    if (!parsed.success) return invalid(parsed.error);
    return run(name, null, () => work(parsed.data));
  };
}
