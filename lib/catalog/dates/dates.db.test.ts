import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollectionBook, buildUser, buildUserScan } from "@/db/factories";
import { books, userAddedBooks } from "@/db/schema/catalog";
import { backdateBooks } from "./commands";
import { listBooksUsedBefore } from "./queries";

const day = (text: string) => new Date(`2024-${text}T12:00:00Z`);
const dateOf = async (id: number) => (await db.select().from(books).where(eq(books.id, id)))[0];

it("moves a book's date back to the first time that anybody used it, and never forward", async () => {
  const [shelved, scanned, brought, unused, later] = [
    await buildBook({ dateAdded: day("06-01") }),
    await buildBook({ dateAdded: day("06-01") }),
    await buildBook({ dateAdded: day("06-01") }),
    await buildBook({ dateAdded: day("06-01") }),
    await buildBook({ dateAdded: day("06-01") }),
  ];
  await buildCollectionBook({ bookId: shelved.id, addedAt: day("02-02") });
  await buildUserScan({ bookId: shelved.id, timestamp: day("02-01") });
  await buildUserScan({ bookId: scanned.id, timestamp: day("03-01") });
  const { id: userId } = await buildUser();
  await db.insert(userAddedBooks).values({ userId, bookId: brought.id, timestamp: day("04-01") });
  await buildUserScan({ bookId: later.id, timestamp: day("07-01") });

  const found = await listBooksUsedBefore(0, 10);
  expect(found).toEqual([
    { bookId: shelved.id, date: day("02-01") },
    { bookId: scanned.id, date: day("03-01") },
    { bookId: brought.id, date: day("04-01") },
  ]);
  expect(await listBooksUsedBefore(shelved.id, 1)).toEqual(found.slice(1, 2));
  const before = await dateOf(shelved.id);
  expect(await backdateBooks(found)).toBe(3);
  expect(await dateOf(shelved.id)).toEqual({ ...before, dateAdded: day("02-01") });
  expect((await dateOf(unused.id))?.dateAdded).toEqual(day("06-01"));
  expect(await listBooksUsedBefore(0, 10)).toEqual([]);
  expect(await backdateBooks([{ bookId: shelved.id, date: day("05-01") }])).toBe(0);
});
