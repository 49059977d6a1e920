import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook } from "@/db/factories";
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

it("makes what books lack to be found, and nothing twice", async () => {
  const dry = await indexMissing({ isDryRun: true });
  const first = await indexMissing();
  expect(first.counts.imported).toBeGreaterThan(0);
  expect(dry.counts).toEqual(first.counts);
  expect((await indexMissing()).counts).toMatchObject({ read: 0, imported: 0, rejected: 0 });
});

it.each([
  ["0306406152.jpg", "9780306406157"],
  ["more/978-0-306-40615-7.JPEG", "9780306406157"],
  ["030640615X.jpg", undefined],
  ["9780306406157.txt", undefined],
  ["cover.png", undefined],
])("reads the ISBN that %s is named by", (name, isbn) => expect(isbnOfFile(name)).toBe(isbn));
