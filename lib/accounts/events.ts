import { z } from "zod";
import { defineEvent } from "@/lib/events/schema";

export const userJoined = defineEvent("accounts.user_joined", z.object({ userId: z.int() }));
