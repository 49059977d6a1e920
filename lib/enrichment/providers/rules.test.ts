import { describe, expect, it } from "vitest";
import {
  isbn13sOf,
  readDate,
  readExtent,
  readGenres,
  readLanguage,
  readLine,
  readName,
  readPages,
  readPosition,
  readProse,
  readText,
  scoreOf,
} from "./rules";

const NOW = new Date("2026-06-01T00:00:00Z");

describe("readDate", () => {
  it.each([
    ["2005-11-03", "2005-11-03"],
    ["2005-11-03T00:00:00Z", "2005-11-03"],
    ["2020-11", "2020-11"],
    ["2009", "2009"],
    ["July 28, 2008", "2008-07-28"],
    ["Jul 8 2008", "2008-07-08"],
    ["28 July 2008", "2008-07-28"],
    ["November 2006", "2006-11"],
    ["Sept. 2006", "2006-09"],
    ["[2019]", "2019"],
    ["c2004", "2004"],
    ["cop. 1999", "1999"],
    ["2001, c1999", "2001"],
    ["Frühjahr 2003", "2003"],
    ["2028", "2028"],
  ])("reads %j as %j", (text, expected) => {
    expect(readDate(text, NOW)).toEqual({ publicationDate: expected, publishedYear: Number(expected.slice(0, 4)) });
  });

  it.each([
    "",
    "199-",
    "19uu",
    "1998 or 1999",
    "1998-1999",
    "2004?",
    "n.d.",
    "0000",
    "3007",
    "1066",
    "12345",
    undefined,
  ])("reads no date from %j", (text) => {
    expect(readDate(text, NOW)).toEqual({ publicationDate: null, publishedYear: null });
  });

  it("leaves out what cannot be, and keeps the rest", () => {
    expect(readDate("2005-06-31", NOW).publicationDate).toBe("2005-06");
    expect(readDate("2005-13-01", NOW).publicationDate).toBe("2005");
    expect(readDate("2000-00-00", NOW).publicationDate).toBe("2000");
  });
});

describe("readLanguage", () => {
  it.each([
    ["eng", "en"],
    ["ger", "de"],
    ["fre", "fr"],
    ["en", "en"],
    ["pt-br", "pt-BR"],
    ["zh-Hant", "zh-Hant"],
    ["grc", "grc"],
  ])("reads %s as %s", (code, expected) => {
    expect(readLanguage(code)).toBe(expected);
  });

  it.each(["und", "mul", "zxx", "", "english", "e", "12", undefined])("reads none from %j", (code) => {
    expect(readLanguage(code)).toBeNull();
  });
});

describe("readText", () => {
  it("takes markup out and keeps lines", () => {
    expect(readText("<p>One &amp; two.<br>Three</p><script>x()</script>")).toBe("One & two.\nThree\nx()");
    expect(readText("A < B and C > D")).toBe("A < B and C > D");
    expect(readText("  \r\n\r\n\r\n\r\n ")).toBeNull();
    expect(readText("cafe\u0301 &#233; &#xe9; &unknown;")).toBe("caf\u00e9 \u00e9 \u00e9 &unknown;");
  });

  it("takes out markup that is written with entities", () => {
    expect(readText("&lt;p&gt;One &amp;amp; two.&lt;br/&gt;Three&lt;/p&gt;")).toBe("One & two.\nThree");
    expect(readText("&amp;lt;b&amp;gt;Bold&amp;lt;/b&amp;gt;")).toBe("Bold");
    expect(readText("if a &lt; b and c &gt; d")).toBe("if a < b and c > d");
  });

  it("takes out what libraries write for sorting", () => {
    expect(readLine("\u0098Der\u009c  Vorleser")).toBe("Der Vorleser");
  });

  it.each(["<", "<a", "</p", "&", "&#", "&a", " \n", "\r", "a "])("reads %j, many times over, in no time", (unit) => {
    const startedAt = performance.now();
    readLine(unit.repeat(200_000 / unit.length));
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it("takes no line that is none", () => {
    expect(readLine("x".repeat(1_000))).not.toBeNull();
    expect(readLine("x".repeat(1_001))).toBeNull();
    expect(readProse("x".repeat(15_000))).not.toBeNull();
    expect(readProse("x".repeat(15_001))).toBeNull();
  });
});

describe("readGenres", () => {
  it("keeps subjects once and leaves codes out", () => {
    expect(
      readGenres([
        "Fantasy.",
        "fantasy",
        "Fiction",
        "nyt:hardcover-fiction=2011-01-09",
        "Reading Level-Grade 7",
        "PZ7",
        "42",
        "a",
      ]),
    ).toEqual(["Fantasy", "Fiction", "PZ7"]);
    expect(readGenres(Array.from({ length: 40 }, (_, at) => `Subject ${"x".repeat(at)}`))).toHaveLength(12);
  });
});

describe("numbers and names", () => {
  it("reads pages where they are counted", () => {
    expect(["XII, 541 S.", "491 p. :", "239 Seiten", "1 CD"].map(readExtent)).toEqual([541, 491, 239, null]);
    expect([0, -3, 1.5, 123, 50_000, 50_001].map(readPages)).toEqual([null, null, null, 123, 50_000, null]);
  });

  it("turns round only what is turned round", () => {
    expect(
      ["Banks, Iain M.", "Pascal Quignard", "Homerus", "King, Martin Luther, Jr.", "小野雅裕"].map(readName),
    ).toEqual(["Iain M. Banks", "Pascal Quignard", "Homerus", "King, Martin Luther, Jr.", "小野雅裕"]);
  });

  it("reads a place in a series when there is one number", () => {
    expect(["Bd. 3", "2.5", "2,5", "1-3", "", undefined].map(readPosition)).toEqual([3, 2.5, 2.5, null, null, null]);
  });

  it("keeps valid ISBNs, each once, in thirteen digits", () => {
    expect(isbn13sOf(["0441172717", "9780441172719", "978-0-441-17271-9", "0441172718", "9790000000001", "x"])).toEqual(
      ["9780441172719"],
    );
  });
});

describe("scoreOf", () => {
  const record = { title: "The Dispossessed", subtitle: null, authors: ["Ursula K. Le Guin"] };
  const score = (title: string, author: string | null) => scoreOf({ title, author }, record);

  it("is high for the book, however its author is written, and never certain", () => {
    expect(score("The Dispossessed", "Ursula K. Le Guin")).toBe(0.9);
    expect(score("the dispossessed", "Le Guin, Ursula K.")).toBeGreaterThan(0.85);
    expect(score("The Dispossessed", null)).toBeGreaterThan(0.75);
    expect(score("Dispossessed", "Ursula Le Guin")).toBeGreaterThan(0.6);
  });

  it("is low for another title or another author", () => {
    expect(score("The Lathe of Heaven", "Ursula K. Le Guin")).toBeLessThan(0.45);
    expect(score("The Dispossessed", "Fyodor Dostoevsky")).toBeLessThan(0.45);
    expect(score("", null)).toBe(0);
  });
});
