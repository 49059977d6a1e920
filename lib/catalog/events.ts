import { z } from "zod";
import { defineEvent } from "@/lib/events/schema";

export const bookAdded = defineEvent("catalog.book_added", z.object({ bookId: z.int() }));
