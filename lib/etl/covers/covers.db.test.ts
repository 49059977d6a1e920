import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, randomIsbn } from "@/db/factories";
import { covers } from "@/db/schema/covers";
import { addCover } from "@/lib/covers/commands";
import { getPrimaryCover, listCoversOfBook } from "@/lib/covers/queries";
import { indexMissing } from "../index/commands";
import { importCovers } from "./commands";
import { isbnOfFile } from "./rules";
import type { RejectedFile } from "./schema";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ridizi-covers-"));
  await mkdir(path.join(folder, "more"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A picture with something on it that depends on `seed`. */
async function picture(seed: number, width = 120, height = 180): Promise<Buffer> {
  const data = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, at) => (at * seed * 7 + (at >> 6) * 31) % 256),
  );
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

const save = (name: string, bytes: Buffer) => writeFile(path.join(folder, name), bytes);

it("takes pictures by the ISBNs that they are named by, once, and tells of every other file", async () => {
  const [ten, hyphens, nested, own, twice] = await Promise.all(Array.from({ length: 5 }, () => buildBook()));
  if (!ten || !hyphens || !nested || !own || !twice) throw new Error("no books");
  await addCover(own.id, "upload", await picture(99));
  const isbn = (book: typeof ten) => book.isbn13 ?? "";
  await save(`${ten.isbn10}.PNG`, await picture(1));
  await save(`${isbn(hyphens).slice(0, 3)}-${isbn(hyphens).slice(3)}.jpg`, await picture(2));
  await save(`more/${isbn(nested)}.webp`, await picture(3));
  await save(`${isbn(own)}.png`, await picture(4));
  await save(`${twice.isbn10}.png`, await picture(5));
  await save(`${isbn(twice)}.png`, await picture(6));
  const [tiny, blank, broken, text] = await Promise.all(Array.from({ length: 4 }, () => buildBook()));
  await save(`${tiny?.isbn13}.png`, await picture(7, 60, 180));
  await save(
    `${blank?.isbn13}.png`,
    await sharp({ create: { width: 200, height: 300, channels: 3, background: "#eee" } })
      .png()
      .toBuffer(),
  );
  await save(`${broken?.isbn13}.png`, (await picture(8)).subarray(0, 500));
  await save(`${text?.isbn13}.jpg`, Buffer.from("<html>not found</html>"));
  await save("9780306406157.jpg", await picture(9));
  await save("notes.txt", Buffer.from("notes"));
  await save(".hidden.jpg", Buffer.from(""));

  const before = await db.$count(covers);
  const preview = await importCovers(folder, { isDryRun: true });
  expect(await db.$count(covers)).toBe(before);
  const rejected: RejectedFile[] = [];
  const first = await importCovers(folder, { onRejected: (file) => void rejected.push(file) });
  expect(first.counts).toMatchObject({ read: 12, imported: 4, unchanged: 0, rejected: 8 });
  expect(preview).toEqual(first);
  expect(first.rejections).toEqual({
    has_own_picture: 1,
    second_of_its_book: 1,
    too_small: 1,
    blank: 1,
    broken: 1,
    not_a_picture: 1,
    not_in_the_catalogue: 1,
    no_isbn_in_name: 1,
  });
  expect(rejected.every(({ explanation }) => explanation.endsWith("."))).toBe(true);
  for (const book of [ten, hyphens, nested, twice])
    expect(await listCoversOfBook(book.id)).toMatchObject([{ source: "import" }]);
  expect(await getPrimaryCover({ bookId: own.id })).toBeDefined();

  const second = await importCovers(folder);
  expect(second.counts).toMatchObject({ imported: 0, unchanged: 4, rejected: 8 });
  expect(await db.$count(covers)).toBe(before + 4);
});

it("takes the second file of a book where the first is no cover, and one of two that are", async () => {
  const [book, both] = await Promise.all([buildBook(), buildBook()]);
  const dir = path.join(folder, "second");
  await mkdir(dir);
  await writeFile(path.join(dir, `${book.isbn13}.jpg`), (await picture(21)).subarray(0, 400));
  await writeFile(path.join(dir, `${book.isbn13}.png`), await picture(22));
  await writeFile(path.join(dir, `${both.isbn13}.jpg`), await picture(23));
  await writeFile(path.join(dir, `${both.isbn13}.png`), await picture(24));
  const preview = await importCovers(dir, { isDryRun: true });
  const { counts, rejections } = await importCovers(dir);
  expect(counts).toMatchObject({ read: 4, imported: 2, rejected: 2 });
  expect(rejections).toEqual({ broken: 1, second_of_its_book: 1 });
  expect(preview).toMatchObject({ counts, rejections });
  expect(await listCoversOfBook(both.id)).toHaveLength(1);
});

it("says beforehand what becomes of covers of books that are to come, and of pictures that another book has", async () => {
  const [known, other] = await Promise.all([buildBook(), buildBook()]);
  const coming = randomIsbn().isbn13;
  const dir = path.join(folder, "coming");
  await mkdir(dir);
  await addCover(other.id, "import", await picture(31));
  await writeFile(path.join(dir, `${known.isbn13}.png`), await picture(31));
  await writeFile(path.join(dir, `${coming}.png`), await picture(32));
  await writeFile(path.join(dir, `${randomIsbn().isbn13}.png`), await picture(33));
  const preview = await importCovers(dir, { isDryRun: true, isComing: (isbn13) => isbn13 === coming });
  expect(preview.counts).toMatchObject({ read: 3, imported: 2, rejected: 1 });
  await buildBook({ isbn13: coming, isbn10: null });
  expect((await importCovers(dir)).counts).toEqual(preview.counts);
});

it("makes what books lack to be found, and nothing twice", async () => {
  const dry = await indexMissing({ isDryRun: true });
  const first = await indexMissing();
  expect(first.counts.imported).toBeGreaterThan(0);
  expect(dry.counts).toEqual(first.counts);
  expect((await indexMissing()).counts).toMatchObject({ read: 0, imported: 0, rejected: 0 });
});

it("stops while it writes snapshots too, and writes them when it is run again", async () => {
  const stop = new AbortController();
  const book = await buildBook();
  await addCover(book.id, "import", await picture(41));
  const snapshots: number[] = [];
  const stopped = await indexMissing({
    signal: stop.signal,
    onProgress: (step, done) => {
      if (step !== "snapshots") return;
      snapshots.push(done);
      stop.abort();
    },
  });
  expect(stopped).toMatchObject({ isFinished: false, counts: { rejected: 0 } });
  expect(snapshots).toEqual([0]);
  const again = await indexMissing({ onProgress: (step, done) => step === "snapshots" && snapshots.push(done) });
  expect(again.isFinished).toBe(true);
  expect(snapshots.length).toBeGreaterThan(2);
});

it.each([
  ["0306406152.jpg", "9780306406157"],
  ["more/978-0-306-40615-7.JPEG", "9780306406157"],
  ["030640615X.jpg", undefined],
  ["9780306406157.txt", undefined],
  ["cover.png", undefined],
])("reads the ISBN that %s is named by", (name, isbn) => expect(isbnOfFile(name)).toBe(isbn));
