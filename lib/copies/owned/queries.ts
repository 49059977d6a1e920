import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { db } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { books } from "@/db/schema/catalog";
import { copies } from "@/db/schema/copies";
import { listBookIdsByNames } from "@/lib/catalog/queries";
import { publicIsbn } from "@/lib/catalog/rules";
import { groupBy } from "@/lib/platform/group";
import { listPlaces } from "../places/queries";
import { placeWords } from "../places/rules";
import { sayOwned } from "./rules";
import type { OwnedByIsbn } from "./schema";

/**
 * What a household has of many books at once, in a fixed number of questions: of the very edition, or else of others of its
 * work. `userId`: whose eyes it is for. Books that nobody there has are left out.
 */
export async function listOwned(libraryId: number, userId: number, isbns: readonly string[]): Promise<OwnedByIsbn> {
  const asked = await listBookIdsByNames(db, isbns);
  if (asked.length === 0) return {};
  const edition = alias(books, "edition");
  const rows = await db
    .select({
      ...{ bookId: copies.bookId, workId: edition.workId, placeId: copies.placeId },
      ...{ ownerId: copies.ownerId, owner: users.username },
    })
    .from(edition)
    .innerJoin(copies, and(eq(copies.bookId, edition.id), eq(copies.libraryId, libraryId)))
    .innerJoin(users, eq(users.id, copies.ownerId))
    .where(and(inArray(edition.workId, [...new Set(asked.map(({ workId }) => workId))]), isNull(users.erasureDueAt)))
    .orderBy(copies.id);
  if (rows.length === 0) return {};
  const words = placeWords(rows.some(({ placeId }) => placeId !== null) ? await listPlaces(libraryId) : []);
  const found = rows.map(({ placeId, ownerId, ...row }) => ({
    ...row,
    isMine: ownerId === userId,
    place: words.get(placeId ?? 0) ?? null,
  }));
  const byBook = groupBy(found, ({ bookId }) => bookId);
  const byWork = groupBy(found, ({ workId }) => workId);
  return Object.fromEntries(
    asked.flatMap((book) => {
      const owned = sayOwned(byBook.get(book.id) ?? [], true) ?? sayOwned(byWork.get(book.workId) ?? [], false);
      return owned ? [[publicIsbn(book), owned]] : [];
    }),
  );
}
