import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { closeDatabase } from "@/db/client";
import { createAccount } from "@/lib/accounts/commands";
import { importBook } from "@/lib/catalog/commands";
import { parseIsbn } from "@/lib/catalog/rules";
import { importBookInput } from "@/lib/catalog/schema";
import { drawMissingCover } from "@/lib/covers/commands";
import { extractCoverFeatures, snapshotDetails } from "@/lib/covers/features/commands";
import { listCoversWithoutFeatures } from "@/lib/covers/features/queries";
import { listBooksWithoutCover } from "@/lib/covers/queries";
import { embedCover } from "@/lib/covers/vectors/commands";
import { snapshotIndex } from "@/lib/covers/vectors/index/commands";
import { getAnsweringModel } from "@/lib/covers/vectors/models/queries";
import { listCoversWithoutEmbedding } from "@/lib/covers/vectors/queries";
import type { ModelId } from "@/lib/covers/vectors/schema";
import { env } from "@/lib/platform/env";
import { redis } from "@/lib/platform/redis";
import { indexBook } from "@/lib/search/commands";
import { listUnindexedBooks } from "@/lib/search/queries";

const SEED_FILE = "data/seed/books.jsonl";
const BATCH = 50;

/** A line of the seed file; data/seed/README.md explains the fields. */
const seedBook = z.object({
  title: z.string().min(1),
  subtitle: z.string().optional(),
  series: z.object({ name: z.string().min(1), position: z.int().positive() }).optional(),
  workTitle: z.string().min(1),
  workKey: z.string().min(1),
  authors: z.array(z.string()),
  isbn13: z.string().nullable(),
  isbn10: z.string().nullable(),
  publicationDate: z.string(),
  year: z.int(),
  pages: z.int().nullable(),
  languageCode: z.string(),
  publisher: z.string().nullable(),
  genres: z.array(z.string()),
  description: z.string(),
  cover: z.object({ mood: z.string().optional(), motif: z.string().optional() }).optional(),
});
type SeedBook = z.output<typeof seedBook>;

async function readSeed(): Promise<SeedBook[]> {
  const books: SeedBook[] = [];
  for await (const line of createInterface({ input: createReadStream(SEED_FILE) })) {
    if (line.trim() !== "") books.push(seedBook.parse(JSON.parse(line)));
  }
  return books;
}

/** A bar on a terminal, a line a batch elsewhere. */
function progress(step: string, done: number, total: number): void {
  const line = `seed ${step} ${done}/${total}`;
  if (process.stdout.isTTY) process.stdout.write(`\r${line}${done === total ? "\n" : ""}`);
  else if (done === total || done % BATCH === 0) console.log(line);
}

/** Answers the ids of the books, whether they came now or were there. */
async function importBooks(): Promise<number[]> {
  const books = await readSeed();
  const ids: number[] = [];
  for (const [at, book] of books.entries()) {
    const { year, cover, subtitle, series, isbn13, isbn10, ...rest } = book;
    if (isbn13 !== null && typeof parseIsbn(isbn13) === "string")
      throw new Error(`${isbn13} in ${SEED_FILE} is no ISBN`);
    const input = importBookInput.parse({
      ...rest,
      isbn13,
      isbn10,
      subtitle: subtitle ?? null,
      series: series ? [series] : [],
      publishedYear: year,
      coverHints: cover ?? null,
      sourceKey: `seed:${isbn13 ?? `${book.workKey}-${book.languageCode}-${year}`}`,
    });
    const result = await importBook(input);
    if (!result.ok) throw new Error(`${book.title} was not imported`);
    ids.push(result.bookId);
    progress("books", at + 1, books.length);
  }
  return ids;
}

/** Runs `work` over batches of ids until there are none left; one that never goes away would loop for ever, so it throws. */
async function drain(
  step: string,
  list: (limit: number) => Promise<number[]>,
  work: (id: number) => Promise<unknown>,
  { isParallel = false } = {},
) {
  const total = (await list(1_000_000)).length;
  for (let done = 0; done < total; ) {
    const ids = await list(BATCH);
    if (ids.length === 0) break;
    if (isParallel) await Promise.all(ids.map(work));
    else for (const id of ids) await work(id);
    done += ids.length;
    if (done > total + BATCH) throw new Error(`seeding ${step} makes no progress`);
    progress(step, Math.min(done, total), total);
  }
}

async function addDemoAccounts(): Promise<void> {
  const { adminPassword, readerPassword } = env().demo;
  const accounts = [
    { username: "librarian", password: adminPassword, role: "admin" },
    { username: "reader", password: readerPassword, role: "user" },
  ] as const;
  for (const { username, password, role } of accounts) {
    if (!password) continue;
    const result = await createAccount({ username, password, email: undefined }, role);
    if (!result.ok && result.reason !== "username_taken") throw new Error(`the account ${username}: ${result.reason}`);
  }
}

/**
 * Fills an installation with the demo catalogue: books, their search rows, drawn covers, embeddings, a first snapshot of the index,
 * demo accounts. Every step does only what is missing of the demo catalogue, so it may be stopped and run again; other books are
 * the worker's, and the site does not wait for them.
 */
async function main(): Promise<void> {
  const ofBooks = await importBooks();
  const hasAll = (await listBooksWithoutCover(1, ofBooks)).length === 0;
  await drain("search", (limit) => listUnindexedBooks(limit, ofBooks), indexBook);
  await drain("covers", (limit) => listBooksWithoutCover(limit, ofBooks), drawMissingCover);
  // Another model that is to take its place is the worker's too.
  const modelId = await getAnsweringModel();
  await drain("embeddings", (limit) => listCoversWithoutEmbedding(modelId, limit, { ofBooks }), embedCover);
  await drain("features", (limit) => listCoversWithoutFeatures(limit, { ofBooks }), extractCoverFeatures, {
    isParallel: true,
  });
  if (!hasAll) await writeSnapshots(modelId);
  await addDemoAccounts();
}

/** The first ones; later ones are the worker's. */
async function writeSnapshots(of: ModelId): Promise<void> {
  const snapshot = await snapshotIndex({ of, always: true });
  console.log(snapshot.ok ? `seed index ${snapshot.size}/${snapshot.size}` : "seed index unchanged");
  await snapshotDetails({ always: true });
}

await main();
redis().disconnect();
await closeDatabase();
