import "server-only";
import { loader } from "@/lib/accounts/loader";
import { decodeBookName } from "@/lib/catalog/rules";
import { listRecentScans, listScansOfBook } from "./queries";

/** The signed-in reader's own history. */
export const loadRecentScans = loader("user", "/history", (actor, cursor?: string) =>
  listRecentScans(actor.id, cursor),
);

/** When the signed-in reader scanned one book; undefined where they never did. */
export const loadScansOfBook = loader("user", "/history", (actor, isbn: string, cursor?: string) =>
  listScansOfBook({ userId: actor.id, isbn: decodeBookName(isbn) }, cursor),
);
