import { z } from "zod";
import { defineEvent } from "@/lib/events/schema";

export const userJoined = defineEvent("accounts.user_joined", z.object({ userId: z.int() }));

/** Somebody is to be written to. */
export const letterAskedFor = defineEvent("accounts.letter_asked_for", z.object({ letterId: z.uuid() }));
