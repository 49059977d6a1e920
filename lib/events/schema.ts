import type { z } from "zod";

/** Something that happened, in the past tense. The name is a contract: a live one is never renamed. */
export type EventDefinition<Payload extends z.ZodType = z.ZodType> = { name: string; payload: Payload };

/** `module.noun_past`, e.g. `covers.cover_added`. */
export function defineEvent<const Payload extends z.ZodType>(name: string, payload: Payload): EventDefinition<Payload> {
  return { name, payload };
}
