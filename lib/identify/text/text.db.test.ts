import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildWork } from "@/db/factories";
import { renderCover } from "@/lib/covers/adapters/cover-artist";
import { decodePicture } from "@/lib/covers/adapters/picture";
import { simulatePhoto } from "@/lib/covers/drawing/phone-photo.fixtures";
import { indexBooks } from "@/lib/search/commands";
import { findBooksByText, readText } from "./queries";
import type { TextLine } from "./schema";

const CATALOGUE: [title: string, author: string][] = [
  ["Great Expectations", "Charles Dickens"],
  ["Oliver Twist", "Charles Dickens"],
  ["The Great Gatsby", "F. Scott Fitzgerald"],
  ["Emma", "Jane Austen"],
  ["It", "Stephen King"],
  ["Harry Potter and the Philosopher's Stone", "J. K. Rowling"],
  ["Harry Potter and the Chamber of Secrets", "J. K. Rowling"],
  ["红楼梦", "曹雪芹"],
  ["A Novel Life", "Nora Bestseller"],
];

/** Lines one below the other, of the given heights in hundredths of the photo. */
function page(...lines: [text: string, height: number][]): TextLine[] {
  let top = 0;
  return lines.map(([text, height]) => {
    const [y, below] = [top, top + height / 100];
    top = below;
    return {
      text,
      confidence: 0.9,
      box: [
        [0.1, y],
        [0.9, y],
        [0.9, below],
        [0.1, below],
      ],
    };
  });
}

const ids = new Map<string, number>();
const isbns = new Map<string, string>();

async function add(given: Parameters<typeof buildBook>[0]) {
  const book = await buildBook(given);
  await db.transaction((tx) => indexBooks(tx, [book.id]));
  ids.set(book.title, book.id);
  isbns.set(book.title, book.isbn13 ?? "");
  return book;
}

const titleOf = (bookId: number | undefined) => [...ids].find(([, id]) => id === bookId)?.[0];
const first = async (...lines: Parameters<typeof page>) => {
  const [best] = await findBooksByText(page(...lines));
  return { title: titleOf(best?.bookId), agreement: best?.agreement ?? 0 };
};

beforeAll(async () => {
  for (const [title, author] of CATALOGUE) await add({ title, authors: [author] });
});

describe("findBooksByText", () => {
  it.each<[what: string, lines: [string, number][], title: string]>([
    [
      "title and author",
      [
        ["GREAT", 9],
        ["EXPECTATIONS", 9],
        ["CHARLES DICKENS", 5],
      ],
      "Great Expectations",
    ],
    [
      "words without spaces",
      [
        ["GREATEXPECTATIONS", 9],
        ["CHARLESDICKENS", 5],
      ],
      "Great Expectations",
    ],
    [
      "misread words",
      [
        ["GREAL EXPECTATIOMS", 9],
        ["CHARIES DICKEMS", 5],
      ],
      "Great Expectations",
    ],
    [
      "a short title with its author",
      [
        ["Emma", 9],
        ["JANE AUSTEN", 5],
      ],
      "Emma",
    ],
    [
      "a volume of a series",
      [
        ["HARRY POTTER", 9],
        ["and the Chamber of Secrets", 5],
      ],
      "Harry Potter and the Chamber of Secrets",
    ],
    [
      "signs without spaces",
      [
        ["红楼梦", 9],
        ["曹雪芹", 5],
      ],
      "红楼梦",
    ],
  ])("finds a book without any cover by %s", async (_, lines, title) => {
    const found = await first(...lines);
    expect(found.title).toBe(title);
    expect(found.agreement).toBeGreaterThan(0.45);
  });

  it("finds the book among forty lines of praise", async () => {
    const praise = Array.from({ length: 38 }, (_, at): [string, number] => [
      `“A great novel of love and harry words” number ${at}, the bestseller of ${1950 + at}`,
      1,
    ]);
    const found = await first(...praise, ["OLIVER TWIST", 9], ["Charles Dickens", 5]);
    expect(found.title).toBe("Oliver Twist");
    expect(found.agreement).toBeGreaterThan(0.5);
  });

  it("does not take a common word for a title", async () => {
    expect((await first(["IT", 9])).agreement).toBeLessThan(0.2);
    expect((await first(["EMMA", 9])).agreement).toBeLessThan(0.35);
    expect((await first(["A NOVEL", 9], ["INTERNATIONAL BESTSELLER", 5])).agreement).toBeLessThan(0.3);
  });

  it("finds an edition by the title of its work", async () => {
    const work = await buildWork({ title: "L'Étranger" });
    const english = await add({ title: "The Outsider", authors: ["Albert Camus"], workId: work.id });
    const [best] = await findBooksByText(page(["L'ETRANGER", 9], ["ALBERT CAMUS", 5]));
    expect(best).toMatchObject({ bookId: english.id, isTitleSeen: true, isAuthorSeen: true });
  });

  it("puts the book whose ISBN is printed first, whatever else is said", async () => {
    const isbn13 = isbns.get("Emma") ?? "";
    const [best, second] = await findBooksByText(
      page(["GREAT EXPECTATIONS", 9], ["Charles Dickens", 5], [`ISBN ${isbn13.slice(0, 3)}-${isbn13.slice(3)}`, 1]),
    );
    expect(best).toMatchObject({ bookId: ids.get("Emma"), agreement: 1, isbn13 });
    expect(titleOf(second?.bookId)).toBe("Great Expectations");
    expect(second).not.toHaveProperty("isbn13");
  });

  it("finds nothing where nothing is named, and no more than a dozen books", async () => {
    expect(await findBooksByText([])).toEqual([]);
    expect(await findBooksByText(page(["?!", 9], ["a", 4]))).toEqual([]);
    expect(await findBooksByText(page(["ZXQV KLMP", 9]))).toEqual([]);
    for (let at = 0; at < 14; at++) await add({ title: `Meridian ${at}`, authors: ["Otto Meridian"] });
    expect(await findBooksByText(page(["MERIDIAN", 9]))).toHaveLength(12);
  });

  it("survives whatever a network may read", async () => {
    for (const text of ["+-*()~<>@\"'\\%_", "' OR 1=1 --", "\u0000\ud800", "a".repeat(5_000), "ISBN", "🐉🐉"])
      await expect(findBooksByText(page([text, 9]))).resolves.toBeInstanceOf(Array);
  });
});

const LIMIT_MS = 60_000;

describe("readText", () => {
  it(
    "and findBooksByText together know a book by a photo of its cover that nobody indexed",
    async () => {
      const book = { title: "The Lighthouse of Salt", authors: ["Imre Vandermeer"] };
      const { id } = await add(book);
      const cover = await renderCover({
        ...book,
        key: "text test",
        year: 1970,
        languageCode: "en",
        genres: ["Fiction"],
      });
      const photo = await decodePicture(await simulatePhoto(cover, { seed: "text", angle: 97 }));
      let lines: TextLine[] | undefined;
      // The first photo may come while the thread still starts, and a busy machine takes longer than a photo may.
      for (const until = Date.now() + LIMIT_MS; !lines && Date.now() < until; ) lines = await readText(photo);
      const [best] = await findBooksByText(lines ?? []);
      expect(best).toMatchObject({ bookId: id, isTitleSeen: true, isAuthorSeen: true });
      expect(best?.agreement).toBeGreaterThan(0.7);
    },
    2 * LIMIT_MS,
  );
});
