import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildUser, randomIsbn } from "@/db/factories";
import { covers } from "@/db/schema/covers";
import { lockBook } from "@/lib/catalog/commands";
import { toStoredPicture } from "@/lib/covers/adapters/picture";
import { chooseCover, setCoverAside } from "@/lib/covers/choice/commands";
import { addCover, makePrimary, sha256Of } from "@/lib/covers/commands";
import { getPrimaryCover, listCoversOfBook } from "@/lib/covers/queries";
import { coverKey } from "@/lib/covers/rules";
import { newPicture } from "@/lib/covers/vectors/covers.fixtures";
import { pathFor } from "@/lib/platform/storage";
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

it("leaves a cover that a person chose, and takes nothing that looks like what a person took away", async () => {
  const [admin, chosen, refused, other, replaced] = [
    await buildUser({ role: "admin" }),
    ...(await Promise.all(Array.from({ length: 4 }, () => buildBook()))),
  ];
  if (!chosen || !refused || !other || !replaced) throw new Error("no books");
  const dir = path.join(folder, "by-people");
  await mkdir(dir);
  const add = async (bookId: number, bytes: Buffer) => {
    const added = await addCover(bookId, "import", bytes);
    if (!added.ok) throw new Error(added.reason);
    return { bookId, coverId: added.coverId };
  };
  const picked = await add(chosen.id, await newPicture());
  await chooseCover(admin, { ...picked, isChosen: true });
  const bad = await newPicture();
  await setCoverAside(admin, await add(refused.id, bad));
  await setCoverAside(admin, await add(other.id, await newPicture()));
  await add(replaced.id, await newPicture());
  await writeFile(path.join(dir, `${chosen.isbn13}.png`), await newPicture());
  await writeFile(path.join(dir, `${refused.isbn13}.png`), await sharp(bad).resize({ width: 200 }).png().toBuffer());
  await writeFile(path.join(dir, `${other.isbn13}.png`), await newPicture());
  await writeFile(path.join(dir, `${replaced.isbn13}.png`), await newPicture());

  const preview = await importCovers(dir, { isDryRun: true });
  const done = await importCovers(dir);
  expect(done.rejections).toEqual({ has_own_picture: 1, refused_before: 1 });
  expect(done.counts).toMatchObject({ read: 4, imported: 2, rejected: 2 });
  expect(preview).toEqual(done);
  expect((await getPrimaryCover({ bookId: chosen.id }))?.id).toBe(picked.coverId);
  expect(await listCoversOfBook(refused.id)).toEqual([]);
  expect(await listCoversOfBook(replaced.id)).toHaveLength(2);
});

it("leaves a cover alone that a person chooses while the pictures come in", async () => {
  const book = await buildBook();
  const added = await addCover(book.id, "import", await newPicture());
  if (!added.ok) throw new Error(added.reason);
  const dir = path.join(folder, "meanwhile");
  await mkdir(dir);
  await writeFile(path.join(dir, `${book.isbn13}.png`), await newPicture());
  let importing: ReturnType<typeof importCovers> | undefined;
  await db.transaction(async (tx) => {
    await lockBook(tx, book.id);
    importing = importCovers(dir);
    // It waits for the book by now.
    await wait(1_000);
    await makePrimary(tx, { id: added.coverId, bookId: book.id }, true);
  });
  expect((await importing)?.rejections).toEqual({ has_own_picture: 1 });
  expect((await getPrimaryCover({ bookId: book.id }))?.id).toBe(added.coverId);
});

it("follows links to files, and names what cannot be read without stopping at it", async () => {
  const [linked, broken, gone] = await Promise.all([buildBook(), buildBook(), buildBook()]);
  const dir = path.join(folder, "links");
  await mkdir(dir);
  await save("linked-to.bin", await picture(61));
  await symlink(path.join(folder, "linked-to.bin"), path.join(dir, `${linked.isbn13}.png`));
  await symlink(path.join(folder, "nowhere.png"), path.join(dir, `${broken.isbn13}.png`));
  await symlink(folder, path.join(dir, `${gone.isbn13}.png`));
  const rejected: RejectedFile[] = [];
  const { counts, rejections } = await importCovers(dir, { onRejected: (file) => void rejected.push(file) });
  expect(counts).toMatchObject({ read: 3, imported: 1, rejected: 2 });
  expect(rejections).toEqual({ unreadable: 2 });
  expect(rejected.map(({ file }) => file).sort()).toEqual([`${broken.isbn13}.png`, `${gone.isbn13}.png`].sort());
  expect(await listCoversOfBook(linked.id)).toMatchObject([{ source: "import" }]);
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

it("describes the other covers where the file of one cannot even be opened, and names that one", async () => {
  await indexMissing();
  const [bad, good] = await Promise.all([buildBook(), buildBook()]);
  for (const { id } of [bad, good]) await addCover(id, "import", await newPicture());
  const [cover] = await listCoversOfBook(bad.id);
  const file = await pathFor(coverKey(cover?.sha256 ?? ""));
  await rm(file);
  await mkdir(file);
  const rejected: number[] = [];
  const { isFinished, steps } = await indexMissing({ onRejected: ({ coverId }) => void rejected.push(coverId) });
  expect({ isFinished, steps }).toMatchObject({ isFinished: true, steps: { vectors: 1, details: 1 } });
  expect(new Set(rejected)).toEqual(new Set([cover?.id]));
  await db.delete(covers).where(eq(covers.bookId, bad.id));
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

it("ends where a file cannot be stored, with what it has done, and goes on when there is room again", async () => {
  const place = await mkdtemp(path.join(tmpdir(), "ridizi-full-"));
  const shelf = await Promise.all(Array.from({ length: 5 }, () => buildBook()));
  const isbns = shelf.map(({ isbn13 }) => isbn13 ?? "").sort();
  for (const [at, isbn13] of isbns.entries())
    await writeFile(path.join(place, `${isbn13}.png`), await picture(200 + at));
  const { jpeg } = await toStoredPicture(await picture(203));
  const taken = path.dirname(await pathFor(coverKey(sha256Of(jpeg))));
  await rename(taken, `${taken}-aside`).catch(() => undefined);
  // No file can be made there, whoever tries.
  await symlink("/proc", taken);
  const rejected: RejectedFile[] = [];
  const ended = await importCovers(place, { onRejected: (file) => void rejected.push(file) });
  expect(ended).toMatchObject({ isFinished: false, rejections: {} });
  expect(ended.trouble).toContain(`${isbns[3]}.png could not be stored`);
  expect(rejected).toEqual([]);
  expect(ended.counts).toMatchObject({ read: 3, imported: 3 });
  expect(await listCoversOfBook(shelf.find(({ isbn13 }) => isbn13 === isbns[3])?.id ?? 0)).toEqual([]);
  await rm(taken);
  await rename(`${taken}-aside`, taken).catch(() => undefined);
  const again = await importCovers(place);
  expect(again).toMatchObject({ isFinished: true, counts: { read: 5, imported: 2, unchanged: 3 } });
  expect(again.trouble).toBeUndefined();
  await rm(place, { recursive: true });
});
