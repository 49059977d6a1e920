import "server-only";
import { and, asc, desc, eq, lte, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { covers, pendingCovers, spareCovers } from "@/db/schema/covers";
import { listBooksByIds } from "@/lib/catalog/queries";
import { getFile } from "@/lib/platform/storage";
import { coverKey } from "../rules";
import { OWN_PICTURE_KINDS, type OwnPicture, type OwnPictureInput } from "./schema";

const SHOWN_MAX = 60;

/** Pictures of books that a reader brought, those in use first, the newest first. */
export async function listOwnPictures(userId: number, limit = SHOWN_MAX): Promise<OwnPicture[]> {
  const used = await db
    .select({
      ...{ id: covers.id, bookId: covers.bookId, broughtAt: covers.createdAt },
      ...{ isPrimary: covers.isPrimary, sha256: covers.sha256 },
    })
    .from(covers)
    .where(eq(covers.userId, userId))
    .orderBy(desc(covers.id))
    .limit(limit);
  const spare = await db
    .select({
      ...{ id: spareCovers.id, bookId: spareCovers.bookId, broughtAt: spareCovers.createdAt },
      ...{ state: spareCovers.state, sha256: spareCovers.sha256 },
    })
    .from(spareCovers)
    .where(eq(spareCovers.userId, userId))
    .orderBy(desc(spareCovers.id))
    .limit(limit);
  const pending = await db
    .select({ id: pendingCovers.id, broughtAt: pendingCovers.createdAt })
    .from(pendingCovers)
    .where(eq(pendingCovers.userId, userId))
    .orderBy(desc(pendingCovers.id))
    .limit(limit);
  const all = [
    ...pending.map((row) => ({ ...row, bookId: null, kind: "pending" as const, state: "asked" as const })),
    ...used.map(({ isPrimary, sha256: _, ...row }) => ({
      ...{ ...row, kind: "used" as const },
      state: isPrimary ? ("shown" as const) : ("used" as const),
    })),
    // What was proposed stays on the list of those not in use after it came into use.
    ...spare
      .filter((one) => !used.some(({ bookId, sha256 }) => bookId === one.bookId && sha256 === one.sha256))
      .map(({ sha256: _, ...row }) => ({ ...row, kind: "spare" as const })),
  ];
  const ids = [...new Set(all.flatMap(({ bookId }) => bookId ?? []))];
  const books = new Map((await listBooksByIds(ids)).map(({ id, book }) => [id, book]));
  return all.map(({ bookId, ...picture }) => ({ ...picture, book: books.get(bookId ?? 0) ?? null }));
}

/** Each with the column that names its book; what waits for one has none. */
const TABLES = {
  used: { table: covers, bookId: covers.bookId },
  spare: { table: spareCovers, bookId: spareCovers.bookId },
  pending: { table: pendingCovers, bookId: sql<null>`null` },
};

/** A reader's own picture; undefined for anybody else's, as where there is none. */
export async function getOwnPicture(userId: number, { kind, id }: OwnPictureInput) {
  const { table, bookId } = TABLES[kind];
  const [row] = await db
    .select({ id: table.id, bookId, sha256: table.sha256 })
    .from(table)
    .where(and(eq(table.id, id), eq(table.userId, userId)));
  return row;
}

/** Its file. */
export async function readOwnPicture(userId: number, picture: OwnPictureInput): Promise<Buffer | undefined> {
  const row = await getOwnPicture(userId, picture);
  return row && getFile(coverKey(row.sha256));
}

/** Some of a reader's pictures that were brought up to a moment. */
export async function listPicturesOf(userId: number, broughtBefore: Date, limit: number) {
  const pictures = [];
  for (const kind of OWN_PICTURE_KINDS) {
    const { table, bookId } = TABLES[kind];
    const rows = await db
      .select({ id: table.id, bookId, sha256: table.sha256 })
      .from(table)
      .where(and(eq(table.userId, userId), lte(table.createdAt, broughtBefore)))
      .orderBy(asc(table.id))
      .limit(limit);
    pictures.push(...rows.map((row) => ({ ...row, kind })));
  }
  return pictures;
}
