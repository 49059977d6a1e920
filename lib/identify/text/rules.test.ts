import { describe, expect, it } from "vitest";
import { agreementOf, pieceExpression, saysOf, wordExpression } from "./rules";
import type { TextLine } from "./schema";

/** Lines one below the other, of the given heights in hundredths of the photo. */
function page(...lines: [text: string, height: number][]): TextLine[] {
  let top = 0;
  return lines.map(([text, height]) => {
    const [y, below] = [top, top + height / 100];
    top = below + 0.02;
    return {
      text,
      confidence: 0.95,
      box: [
        [0.1, y],
        [0.9, y],
        [0.9, below],
        [0.1, below],
      ],
    };
  });
}

const book = (title: string, ...authors: string[]) => ({ title, subtitle: null, authors });
const expectations = page(["GREAT", 9], ["EXPECTATIONS", 9], ["CHARLES DICKENS", 5]);

describe("agreementOf", () => {
  it("is near one where title and author are there, also misread and without spaces", () => {
    const right = book("Great Expectations", "Charles Dickens");
    expect(agreementOf(expectations, right).agreement).toBeGreaterThan(0.85);
    const misread = page(["GREATEXPECTATI0NS", 9], ["CHARLES D1CKENS", 5]);
    expect(agreementOf(misread, right)).toMatchObject({ isTitleSeen: true, isAuthorSeen: true });
  });

  it("is below 0.7 for a title alone, and far below where only common words agree", () => {
    const titleAlone = agreementOf(page(["GREAT EXPECTATIONS", 9]), book("Great Expectations", "Charles Dickens"));
    expect(titleAlone.agreement).toBeLessThan(0.7);
    expect(titleAlone.isAuthorSeen).toBe(false);
    expect(agreementOf(expectations, book("The Great Gatsby", "F. Scott Fitzgerald")).agreement).toBeLessThan(0.3);
    expect(agreementOf(page(["A NOVEL", 4], ["THE BESTSELLER", 4]), book("It", "Stephen King")).agreement).toBeLessThan(
      0.3,
    );
  });

  it.each([
    [
      "words that the network ran together",
      page(["THEGREATGATSBY", 9], ["BYF.SCOTT FITZGERALD", 4]),
      "The Great Gatsby",
      "F. Scott Fitzgerald",
    ],
    [
      "a title over lines, the author in between",
      page(["OLIVER", 9], ["Charles Dickens", 4], ["TWIST", 9]),
      "Oliver Twist",
      "Charles Dickens",
    ],
    ["a sharp s read as B", page(["Der ProzeB", 9], ["Franz Kafka", 5]), "Der Prozeß", "Franz Kafka"],
    [
      "accents that the network does not know",
      page(["CIEN ANOS DE SOLEDAD", 9], ["GARCiA MARQUEZ", 5]),
      "Cien años de soledad",
      "Gabriel García Márquez",
    ],
    [
      "a main title without its tail",
      page(["SAPIENS", 9], ["Yuval Noah Harari", 5]),
      "Sapiens: A Brief History of Humankind",
      "Yuval Noah Harari",
    ],
    [
      "a series in brackets",
      page(["DUNE MESSIAH", 9], ["FRANK HERBERT", 5]),
      "Dune Messiah (Dune Chronicles #2)",
      "Frank Herbert",
    ],
    ["a surname in front", page(["The Hobbit", 9], ["J.R.R. TOLKIEN", 5]), "The Hobbit", "Tolkien, J. R. R."],
    [
      "a name with an ending",
      page(["Strength to Love", 9], ["MARTIN LUTHER KING", 5]),
      "Strength to Love",
      "Martin Luther King Jr.",
    ],
    ["a number", page(["1984", 9], ["GEORGE ORWELL", 5]), "1984", "George Orwell"],
    ["signs without spaces", page(["红楼梦", 9], ["曹雪芹著", 5]), "红楼梦", "曹雪芹"],
  ])("sees title and author in %s", (_, lines, title, author) => {
    const { agreement, isTitleSeen, isAuthorSeen } = agreementOf(lines, book(title, author));
    expect({ isTitleSeen, isAuthorSeen }).toEqual({ isTitleSeen: true, isAuthorSeen: true });
    expect(agreement).toBeGreaterThan(0.6);
  });

  it.each([
    ["a short title alone", page(["EMMA", 9]), book("Emma", "Jane Austen")],
    ["a common word alone", page(["it", 9], ["IT", 4]), book("It", "Stephen King")],
    ["another number", page(["1985", 9]), book("1984", "George Orwell")],
    ["a first name alone", page(["CHARLES", 9]), book("Bleak House", "Charles Dickens")],
    ["a word within a longer one", page(["LOOKING GLASS", 9], ["VIKING", 9]), book("King", "John King")],
    ["a word that is like it", page(["BATTERY CRYPT", 9]), book("Battle Cry", "Leon Uris")],
    ["an author without a title", page(["STEPHEN KING", 9], ["THE STAND", 9]), book("Carrie", "Stephen King")],
  ])("is weak for %s", (_, lines, other) => {
    expect(agreementOf(lines, other).agreement).toBeLessThan(0.35);
  });

  it("believes a short title where the author stands beside it", () => {
    const [emma, it] = [page(["EMMA", 9], ["JANE AUSTEN", 5]), page(["IT", 9], ["STEPHEN KING", 9])];
    expect(agreementOf(emma, book("Emma", "Jane Austen")).agreement).toBeGreaterThan(0.7);
    expect(agreementOf(it, book("It", "Stephen King")).agreement).toBeGreaterThan(0.5);
  });

  it("puts what is printed large before other books that a cover mentions", () => {
    const cover = page(["AUTHOR OF THE KITE RUNNER", 2], ["A THOUSAND SPLENDID SUNS", 9], ["KHALED HOSSEINI", 9]);
    const right = agreementOf(cover, book("A Thousand Splendid Suns", "Khaled Hosseini")).agreement;
    const mentioned = agreementOf(cover, book("The Kite Runner", "Khaled Hosseini")).agreement;
    expect(right).toBeGreaterThan(mentioned + 0.15);
  });

  it("puts the volume before the other volumes of its series", () => {
    const cover = page(["HARRY POTTER", 9], ["and the Chamber of Secrets", 5], ["J.K. ROWLING", 5]);
    const [second, first] = ["and the Chamber of Secrets", "and the Philosopher's Stone"].map(
      (rest) => agreementOf(cover, book(`Harry Potter ${rest}`, "J. K. Rowling")).agreement,
    );
    expect(second).toBeGreaterThan((first ?? 1) + 0.2);
  });

  it("takes the title that the editions of a work share for one of its own", () => {
    const cover = page(["L'ETRANGER", 9], ["ALBERT CAMUS", 5]);
    const english = book("The Outsider", "Albert Camus");
    expect(agreementOf(cover, english).isTitleSeen).toBe(false);
    expect(agreementOf(cover, { ...english, workTitle: "L'Étranger" }).isTitleSeen).toBe(true);
  });

  it("survives a title without a word and a page without a letter", () => {
    expect(agreementOf(expectations, book("?!")).agreement).toBe(0);
    expect(agreementOf([], book("Emma", "Jane Austen")).agreement).toBe(0);
    expect(agreementOf(page(["?!", 3]), book("Emma")).agreement).toBe(0);
  });
});

describe("saysOf", () => {
  it("names what was seen as the catalogue writes it, with the small words between", () => {
    const { words } = agreementOf(expectations, book("Great Expectations", "Charles Dickens"));
    expect(saysOf({ words })).toBe("The photo says “Great Expectations” and “Charles Dickens”.");
    const start = page(["START", 9], ["WHY", 9], ["SIMON SINEK", 5]);
    expect(saysOf(agreementOf(start, book("Start with Why", "Simon Sinek")))).toBe(
      "The photo says “Start with Why” and “Simon Sinek”.",
    );
    const potter = page(["HARRY POTTER", 9], ["SECRETS", 9]);
    expect(saysOf(agreementOf(potter, book("Harry Potter and the Chamber of Secrets")))).toBe(
      "The photo says “Harry Potter … Secrets”.",
    );
  });

  it("says nothing where nothing was seen", () => {
    expect(saysOf({ words: [] })).toBeNull();
  });
});

describe("what the catalogue is asked for", () => {
  it("is nothing where nothing telling was read", () => {
    expect(wordExpression(page(["a of", 4]))).toBeNull();
    expect(pieceExpression([])).toBeNull();
  });

  it("is the words of the largest print, and the rarest pieces of it", () => {
    expect(wordExpression(expectations)?.split(" ").sort()).toEqual(["charles", "dickens", "expectations", "great"]);
    const blurb = Array.from({ length: 40 }, (_, at): [string, number] => [`praise number ${at} of many`, 1]);
    const noisy = page(...blurb, ["GREATEXPECTATIONS", 9]);
    expect(wordExpression(noisy)?.startsWith("greatexpectations ")).toBe(true);
    expect(pieceExpression(noisy)?.split(" ")).toHaveLength(24);
    expect(pieceExpression(noisy)).toContain("texp");
  });
});
