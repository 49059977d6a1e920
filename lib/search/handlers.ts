import "server-only";
import { handle } from "@/lib/jobs/schema";
import { indexBook } from "./commands";
import * as jobs from "./jobs";

export const searchHandlers = [handle(jobs.indexBook, ({ bookId }) => indexBook(bookId))];
