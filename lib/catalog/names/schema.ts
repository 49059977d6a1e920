import { z } from "zod";

/** Whatever names a book: ISBN-10, ISBN-13 or `local:<id>`. By itself, since pages load it that need nothing else of books. */
export const givenBookName = z.string().min(1).max(40);
