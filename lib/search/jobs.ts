import { z } from "zod";
import { defineJob } from "@/lib/jobs/schema";

export const indexBook = defineJob("search.index_book", z.object({ bookId: z.int() }));
