import { describe, expect, it } from "vitest";
import { toLanguageTag } from "./languages/rules";
import { splitNames } from "./names/rules";
import {
  authorKey,
  fieldsOf,
  fillEmpty,
  findKnown,
  isOfAnotherBook,
  personKey,
  seriesKey,
  sourceKeysOf,
  workKeyOf,
  workNamesOf,
} from "./rules";
import { type BookRecord, bookRecord } from "./schema";
import { cleanText, isGarbled } from "./texts/rules";
import { parseTitle } from "./titles/rules";

const record = (given: Partial<BookRecord> = {}): BookRecord => ({
  isbn13: "9780439785969",
  isbn10: "0439785960",
  title: "The Sea",
  subtitle: null,
  authors: ["John Banville"],
  pages: 195,
  publicationDate: "2005-05",
  publishedYear: 2005,
  publisher: "Picador",
  languageCode: "en",
  description: null,
  genres: ["Fiction"],
  averageRating: 3.5,
  ratingsCount: 12,
  series: [],
  identifiers: {},
  workKey: null,
  coverUrls: [],
  ...given,
});

describe("bookRecord", () => {
  it("leaves out covers that are no addresses of the web, and keeps the record", () => {
    const coverUrls = ["javascript:alert(1)", "https://x.example/a.jpg", "data:,a", "a.jpg", "http://x.example/b.jpg"];
    expect(bookRecord.parse(record({ coverUrls })).coverUrls).toEqual([
      "https://x.example/a.jpg",
      "http://x.example/b.jpg",
    ]);
  });
});

describe("cleanText", () => {
  it.each([
    ["W. W. Norton &amp; Company", "W. W. Norton & Company"],
    ["Angels &amp;amp; Demons", "Angels & Demons"],
    ["caf&eacute; &#8211; &#x41;", "café – A"],
    ["AT&T and R&B;", "AT&T and R&B;"],
    ["  Elizabeth   George ", "Elizabeth George"],
    ["Cafe\u0301", "Café"],
    ["zero\u200bwidth\ufeff", "zerowidth"],
    ["a\u0000b\u001b[2J \u202egpj.exe\u2066", "ab[2J gpj.exe"],
    ["\u05d0\u200f.", "\u05d0\u200f."],
    ["Mary GrandPrÃ©", "Mary GrandPré"],
    ["ColÂ·lecciÃ³ clÃ\u00a0ssica", "Col·lecció clàssica"],
    ["Itâ€™s", "It’s"],
    ["CORAÇÃO", "CORAÇÃO"],
    ["Ærø Â£5 naïve", "Ærø Â£5 naïve"],
    ["東京", "東京"],
    ["CAFÉ™", "CAFÉ™"],
    ["CAFÉ’S", "CAFÉ’S"],
    ["“MENÜ”", "“MENÜ”"],
    ["CAFÃ‰", "CAFÉ"],
    ["MÄšSTO", "MĚSTO"],
    ["ÐœÐ¾Ñ\u0081ÐºÐ²Ð°", "Москва"],
    ["siÄ™", "się"],
  ])("makes %j what was meant", (cell, text) => expect(cleanText(cell).text).toBe(text));

  it("says where letters are lost for good", () => {
    expect(["ErzÃ?Â¤hlungen", "a\ufffdb", "Nh\u0081Eº", "\ud83c"].map(isGarbled)).toEqual([true, true, true, true]);
    expect(isGarbled("🌊")).toBe(false);
    expect(["CORAÇÃO", "Café", "東京"].map(isGarbled)).toEqual([false, false, false]);
  });
});

describe("splitNames", () => {
  it.each([
    ["J.K. Rowling/Mary GrandPré", "/", ["J.K. Rowling", "Mary GrandPré"]],
    ["J.K. Rowling/Mary GrandPré (Illustrator)", "/", ["J.K. Rowling", "Mary GrandPré"]],
    ["A B (Author) (Editor)/a b", "/", ["A B"]],
    ["Martin Luther King, Jr., Coretta King", ",", ["Martin Luther King, Jr.", "Coretta King"]],
    ["Homer/", "/", ["Homer"]],
    ["International Code Council (ICC)", "/", ["International Code Council (ICC)"]],
    ["Brown, Son & Ferguson", null, ["Brown, Son & Ferguson"]],
    ["", "/", []],
  ] as const)("splits %j", (cell, separator, names) => expect(splitNames(cell, separator)).toEqual(names));
});

describe("parseTitle", () => {
  it.each([
    ["Boxed Set (Harry Potter, #1-5)", [1, 5]],
    ["Boxed Set (Harry Potter, #1–7)", [1, 7]],
    ["Three (Kay Scarpetta, #1, #2 & #3)", [1, 3]],
    ["Two (Sookie Stackhouse, #3  #5)", undefined],
    ["Back (Saga, #5-1)", undefined],
    ["One (Saga, #5)", undefined],
  ])("reads which volumes are in %j", (text, range) => expect(parseTitle(text).series[0]?.range).toEqual(range));

  it.each([
    ["The Chamber of Secrets (Harry Potter, #2)", "The Chamber of Secrets", [["Harry Potter", 2]]],
    ["The Chamber of Secrets (Harry Potter #2)", "The Chamber of Secrets", [["Harry Potter", 2]]],
    [
      "Witches Abroad (Discworld #12; Witches #3)",
      "Witches Abroad",
      [
        ["Discworld", 12],
        ["Witches", 3],
      ],
    ],
    ["Ranma 1/2 Vol. 7 (Ranma ½ (US 2nd) #7)", "Ranma 1/2 Vol. 7", [["Ranma ½ (US 2nd)", 7]]],
    ["Boxed Set (Harry Potter, #1-5)", "Boxed Set", [["Harry Potter", null]]],
    ["A Game of Thrones (A Song of Ice and Fire, Book 1)", "A Game of Thrones", [["A Song of Ice and Fire", 1]]],
    ["Novella (Series, #0.5)", "Novella", [["Series", 0.5]]],
    ["Emma (Penguin Classics)", "Emma (Penguin Classics)", []],
    ["Henry VIII (Shakespeare, Pelican)", "Henry VIII (Shakespeare, Pelican)", []],
    ["(#1)", "(#1)", []],
    ["Smiley :)", "Smiley :)", []],
  ])("reads %j", (text, title, series) => {
    const parsed = parseTitle(text);
    expect(parsed.title).toBe(title);
    expect(parsed.series.map(({ name, position }) => [name, position])).toEqual(series);
  });
});

describe("toLanguageTag", () => {
  it.each([
    ["eng", "en"],
    ["en-US", "en-US"],
    ["en_gb", "en-GB"],
    ["spa", "es"],
    ["fre", "fr"],
    ["ger", "de"],
    ["zho", "zh"],
    ["grc", "grc"],
    ["mul", "mul"],
    ["", null],
    ["und", null],
    ["9780674842113", null],
    ["English", null],
  ])("makes %j %j", (code, tag) => expect(toLanguageTag(code)).toBe(tag));
});

describe("workKeyOf", () => {
  const key = (title: string, author: string, series: BookRecord["series"] = []) =>
    workKeyOf({ title, authors: [author], series, workKey: null });

  it.each([
    ["The Hobbit", "J.R.R. Tolkien", "HOBBIT", "J. R. R. TOLKIEN"],
    ["Les Misérables", "Victor Hugo", "Les Miserables", "Victor Hugo"],
    ["Cat's Eye", "Margaret Atwood", "Cats Eye", "Margaret Atwood"],
    ["Emma", "Jane Austen", "Emma (Penguin Popular Classics)", "Jane Austen"],
    ["Middlesex", "Jeffrey Eugenides", "Middlesex: A Novel", "Jeffrey Eugenides"],
    ["Sense & Sensibility", "Jane Austen", "Sense and Sensibility", "J. Austen"],
  ])("lets editions meet: %s, %s and %s, %s", (title, author, other, sameAuthor) => {
    expect(key(title, author)).toBe(key(other, sameAuthor));
  });

  it("keeps strangers apart", () => {
    const keys = [
      key("White Fang", "Jack London"),
      key("White Fang", "K. Olmstead"),
      key("Gossip Girl", "Cecily von Ziegesar", [{ name: "Gossip Girl", position: 1 }]),
      key("Gossip Girl", "Cecily von Ziegesar", [{ name: "Gossip Girl", position: 2 }]),
      key("Alien", "Alan Dean Foster"),
      key("Alien Nation", "Alan Dean Foster"),
      key("Poems (1914-1918)", "A B"),
      key("Poems (1919-1930)", "A B"),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("names the work of a source also by title and author, and by each title that it goes by", () => {
    const own = { ...record({ workKey: "openlibrary:OL1W" }) };
    expect(workNamesOf(own)).toEqual(["openlibrary:OL1W", "title:sea / banville j"]);
    expect(workNamesOf({ ...own, authors: [] })).toEqual(["openlibrary:OL1W"]);
    expect(workNamesOf({ ...own, workKey: "sea" }, ["La mer", "The Sea"])).toEqual([
      "sea",
      "title:sea / banville j",
      "title:la mer / banville j",
    ]);
    expect(workNamesOf(record({ authors: [] }))).toEqual([]);
  });

  it("gives none to what has no author or no title of its own", () => {
    expect(key("Holy Bible", "Anonymous")).toBeUndefined();
    expect(key("Poems", "Various")).toBeUndefined();
    expect(key("???", "A B")).toBeUndefined();
    expect(key("Saga", "A B", [{ name: "Saga", position: null }])).toBeUndefined();
    expect(workKeyOf(record({ workKey: "openlibrary:OL1W" }))).toBe("openlibrary:OL1W");
  });

  it("makes no two keys of what a column that ignores case and spaces at the end takes for one", () => {
    const of = (workKey: string) => workKeyOf(record({ workKey }));
    expect(of("openlibrary:OL1W  ")).toBe("openlibrary:OL1W");
    expect(of(" slug")).toBe("slug");
    expect(sourceKeysOf(record({ identifiers: { goodreads: "1 " } }))).toEqual(["goodreads:1"]);
    const cased = ["google:aB", "google:Ab", "google:ab"].map((key) => of(key)?.toLowerCase());
    expect(new Set(cased).size).toBe(3);
    const ofLibrary = ["openlibrary:OL1W", "openlibrary:ol1w"].map((key) => of(key)?.toLowerCase());
    expect(new Set(ofLibrary).size).toBe(2);
  });

  it("goes by title and author where a source's key is empty, and by no name that is", () => {
    for (const workKey of ["", "  "]) expect(workKeyOf(record({ workKey }))).toBe(workKeyOf(record()));
    expect(sourceKeysOf(record({ identifiers: { goodreads: " ", openlibrary: "OL1M" } }))).toEqual([
      "openlibrary:OL1M",
    ]);
    expect(sourceKeysOf(record({ identifiers: { goodreads: "" } }))).toEqual([]);
  });

  it("fits its column and differs where a database that ignores accents would not", () => {
    const long = [key("a".repeat(300), "A B"), key(`${"a".repeat(299)}b`, "A B")];
    expect(new Set(long).size).toBe(2);
    expect(Math.max(...long.map((one) => one?.length ?? 0))).toBeLessThanOrEqual(120);
    expect(key("Straße", "A B")).not.toBe(key("Strasse", "A B"));
    expect(authorKey("Sam Bass Warner, Jr.")).toBe("warner s");
  });
});

describe("personKey", () => {
  it.each([
    ["J.R.R. Tolkien", "J. R. R. TOLKIEN"],
    ["J.R.R. Tolkien", "Tolkien, J. R. R."],
    ["Stanisław Lem", "Stanislaw Lem"],
    ["Yōko  Kamio", "Yoko Kamio"],
    ["Jean-Paul Sartre", "Jean Paul Sartre"],
    ["Flannery O’Connor", "Flannery O'Connor"],
  ])("takes %j and %j for one", (one, other) => expect(personKey(one)).toBe(personKey(other)));

  it.each([
    ["J.R.R. Tolkien", "Christopher Tolkien"],
    ["Stephen King", "S. King"],
    ["Martin Luther King", "Martin Luther King, Jr."],
    ["Anne Brontë", "A. Brontë"],
  ])("keeps %j and %j apart", (one, other) => expect(personKey(one)).not.toBe(personKey(other)));

  it("is of nobody where nobody is named", () => {
    expect(["Anonymous", "Various", "???", ""].map(personKey)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe("seriesKey", () => {
  it("meets across spellings, and differs where a database that ignores letters would not", () => {
    expect(new Set(["The Expanse", "expanse", "Expanse Series", "THE EXPANSE!"].map(seriesKey)).size).toBe(1);
    expect(seriesKey("東京")).not.toBe(seriesKey("京都"));
    expect(seriesKey("A Song of Ice & Fire")).toBe(seriesKey("Song of Ice and Fire"));
    expect(seriesKey("???")).toBeUndefined();
  });
});

describe("isOfAnotherBook", () => {
  const book = (title: string, author: string) => record({ title, authors: author === "" ? [] : [author] });
  // Titles as real tables have them for one ISBN.
  it.each([
    ["The Yellow Wall-Paper", "C. P. Gilman", "The Yellow Wallpaper", "Charlotte Perkins Gilman"],
    ["Memoirs of a Geisha", "Arthur Golden", "Memoirs of a Geisha Uk", "Arthur Golden"],
    ["Chronicles: Volume One", "Bob Dylan", "Chronicles, Vol. 1", "Bob Dylan"],
    ["The Aeneid: A New Prose Translation", "Virgil", "The Aeneid (Penguin Classics)", "Virgil"],
    [
      "The King of Elfland's Daughter",
      "Lord Dunsany",
      "The King of Elfland's Daughter (Del Rey)",
      "E. J. M. D. Plunkett",
    ],
    [
      "Twilight of the Idols/The Anti-Christ",
      "F. Nietzsche",
      "Twilight of the Idols and the Anti Christ",
      "R. Hollingdale",
    ],
    ["The Walking Dead Vol. 5: The Best Defense", "Robert Kirkman", "The Walking Dead, Vol. 05", "ROBERT KIRKMAN"],
    [
      "Awakening the Buddha Within: Eight Steps",
      "Surya Das",
      "Awakening the Buddha Within : Tibetan Wisdom",
      "Surya Das",
    ],
    ["Anonymous Rex", "", "Anonymous Rex: A Novel", "Eric Garcia"],
    ["東京", "A B", "東京", "C D"],
  ])("is no: %s by %s and %s by %s", (title, author, other, otherAuthor) => {
    expect(isOfAnotherBook(book(title, author), book(other, otherAuthor))).toBe(false);
  });

  it.each([
    ["The Lord of the Rings", "J. R. R. Tolkien", "The Lord of the Flies", "William Golding"],
    ["The Walking Dead Vol. 5", "Robert Kirkman", "The Walking Dead, Vol. 06", "Robert Kirkman"],
    ["The Sea", "John Banville", "Cooking at Home", "John Banville"],
    ["The Sea", "John Banville", "Cooking at Home", "Ann Cook"],
    ["Der Vorleser", "Bernhard Schlink", "Die Physiker", ""],
  ])("is yes: %s by %s and %s by %s", (title, author, other, otherAuthor) => {
    expect(isOfAnotherBook(book(title, author), book(other, otherAuthor))).toBe(true);
  });

  it("asks only where both have the same ISBN", () => {
    const other = book("Cooking at Home", "Ann Cook");
    expect(isOfAnotherBook(record(), { ...other, isbn13: null })).toBe(false);
    expect(isOfAnotherBook(record({ isbn13: null }), other)).toBe(false);
  });
});

describe("findKnown", () => {
  const named = record({ identifiers: { goodreads: "1" } });
  it("believes the ISBN, and a source's name only where an ISBN is missing", () => {
    const other = { ...named, isbn13: "9780306406157", sourceKey: "goodreads:1" };
    const bare = { ...named, isbn13: null, sourceKey: "goodreads:1" };
    expect(findKnown([other], named)).toBeUndefined();
    expect(findKnown([other, bare], named)).toBe(bare);
    expect(findKnown([other], { ...named, isbn13: null })).toBe(other);
  });

  it("believes the number of a source only with a title that fits, or that a person has written over", () => {
    const other = { ...named, isbn13: null, sourceKey: "goodreads:1", title: "Cooking at Home", authors: ["Ann Cook"] };
    const locked = { source: "person", confidence: 1, at: "2024-05-01T00:00:00.000Z", isLocked: true };
    expect(findKnown([other], named)).toBeUndefined();
    expect(findKnown([{ ...other, isbn13: "9780306406157" }], { ...named, isbn13: null })).toBeUndefined();
    const edited = { ...other, origins: { title: locked } };
    expect(findKnown([edited], named)).toBe(edited);
    const merged = { ...other, sourceKey: "goodreads:2", aliases: ["goodreads:1"] };
    expect(findKnown([merged], named)).toBe(merged);
  });

  it("knows a book without any number again by what is said of it, never one with an ISBN", () => {
    const bare = record({ isbn13: null, isbn10: null });
    expect(sourceKeysOf(bare)).toEqual(sourceKeysOf({ ...bare }));
    expect(sourceKeysOf(bare)).not.toEqual(sourceKeysOf({ ...bare, publishedYear: 1999 }));
    expect(sourceKeysOf(record())).toEqual([]);
    expect(sourceKeysOf({ ...bare, identifiers: { goodreads: "1" } })).toEqual(["goodreads:1", ...sourceKeysOf(bare)]);
  });
});

describe("fillEmpty", () => {
  const book = { ...fieldsOf(record()), externalLinks: {}, origins: null };

  it("fills what is empty and overwrites nothing", () => {
    const lacking = { ...book, pages: null, genres: [], description: "Ours" };
    const more = record({ pages: 200, genres: ["Sea"], description: "Theirs", publisher: "Another" });
    expect(fillEmpty(lacking, more)).toEqual({ pages: 200, genres: ["Sea"] });
    expect(fillEmpty(book, record())).toEqual({});
  });

  it("keeps what belongs together of one source", () => {
    const year = { ...book, publicationDate: null, publishedYear: 1999 };
    expect(fillEmpty(year, record())).toEqual({});
    expect(fillEmpty({ ...year, publishedYear: 2005 }, record())).toEqual({ publicationDate: "2005-05" });
    expect(fillEmpty({ ...book, averageRating: null, ratingsCount: 7 }, record())).toEqual({});
  });

  it("leaves a field alone that a person has locked, also an empty one", () => {
    const locked = { source: "person", confidence: 1, at: "2024-05-01T00:00:00.000Z", isLocked: true };
    const lacking = { ...book, pages: null, publicationDate: null, publishedYear: null, subtitle: null };
    const more = record({ identifiers: { goodreads: "1" }, subtitle: "A novel" });
    const origins = { pages: locked, publicationDate: locked, externalLinks: locked };
    expect(fillEmpty({ ...lacking, origins }, more)).toEqual({ subtitle: "A novel" });
  });

  it("adds an ISBN to a book that has none, and links that it lacks", () => {
    const bare = { ...book, isbn10: null, isbn13: null };
    expect(fillEmpty(bare, record())).toEqual({ isbn10: "0439785960", isbn13: "9780439785969" });
    const linked = { ...book, externalLinks: { goodreads: "https://example.org/ours" } };
    const more = record({ identifiers: { goodreads: "1", openlibrary: "OL1M" } });
    expect(fillEmpty(linked, more)).toEqual({
      externalLinks: { goodreads: "https://example.org/ours", openlibrary: "https://openlibrary.org/books/OL1M" },
    });
  });
});
