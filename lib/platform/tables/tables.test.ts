import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTable, sniffTable } from "./csv";
import { inspectTextFile, readText } from "./text";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ridizi-tables-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(bytes: Buffer): Promise<string> {
  const file = path.join(folder, createHash("sha256").update(bytes).digest("hex"));
  await writeFile(file, bytes);
  return file;
}

/** A text in pieces of a few letters, so that every border is crossed. */
async function* inPieces(text: string, length = 5): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

async function rowsOf(text: string) {
  const format = sniffTable(text, true);
  if (!format) throw new Error("no table");
  const rows = [];
  for await (const { line, cells, problem } of readTable(inPieces(text), format)) rows.push([line, problem ?? cells]);
  return { format, rows };
}

describe("inspectTextFile", () => {
  const text = "title;author\nÉté à la plage;Zoë Müller\n";
  const swapped = Buffer.from(text, "utf16le").swap16();

  it.each([
    ["utf-8", Buffer.from(text), false],
    ["utf-8", Buffer.from(`\ufeff${text}`), true],
    ["utf-16le", Buffer.from(`\ufeff${text}`, "utf16le"), true],
    ["utf-16le", Buffer.from(text, "utf16le"), false],
    ["utf-16be", Buffer.concat([Buffer.from([0xfe, 0xff]), swapped]), true],
    ["utf-16be", swapped, false],
    ["windows-1252", Buffer.from(text, "latin1"), false],
    ["utf-8", Buffer.from("plain;ascii\n"), false],
  ])("tells %s from its bytes", async (encoding, bytes, hasBom) => {
    const file = await write(bytes);
    const facts = await inspectTextFile(file);
    expect(facts).toMatchObject({ encoding, hasBom, bytes: bytes.length, brokenPlaces: 0 });
    expect(facts.hash).toBe(createHash("sha256").update(bytes).digest("hex"));
    let read = "";
    for await (const piece of readText(file, facts.encoding)) read += piece;
    expect(read).toBe(bytes.includes("plain") ? "plain;ascii\n" : text);
  });

  it("sees the first letter beyond ASCII wherever it stands", async () => {
    const far = Buffer.concat([Buffer.alloc(3_000_000, "a"), Buffer.from([0xe9]), Buffer.alloc(3_000_000, "a")]);
    expect(await inspectTextFile(await write(far))).toMatchObject({ encoding: "windows-1252" });
    const utf8 = Buffer.concat([Buffer.alloc((1 << 20) - 1, "a"), Buffer.from("é"), Buffer.alloc(10, "a")]);
    expect(await inspectTextFile(await write(utf8))).toMatchObject({ encoding: "utf-8" });
  });

  it("does not give up UTF-8 for one broken letter", async () => {
    const scarred = Buffer.concat([Buffer.from("é".repeat(100)), Buffer.from([0xff])]);
    expect(await inspectTextFile(await write(scarred))).toMatchObject({ encoding: "utf-8", brokenPlaces: 1 });
  });
});

describe("readTable", () => {
  it.each([
    ["lf", "\n"],
    ["crlf", "\r\n"],
    ["cr", "\r"],
  ])("counts the lines of a table that ends them with %s", async (lineEnd, end) => {
    const text = ["a,b,c", '1,"x', 'y",z', "", "2,3,4", ""].join(end);
    const { format, rows } = await rowsOf(text);
    expect(format.lineEnd).toBe(lineEnd);
    expect(rows.map(([line]) => line)).toEqual([1, 2, 5]);
    expect(rows.at(-1)).toEqual([5, ["2", "3", "4"]]);
    expect(String(rows[1])).toMatch(/^2,1,x[\r\n]y,z$/);
  });

  it.each([
    ["comma", "doubled", 'a,b\n"x, ""y""",2\n'],
    ["semicolon", "backslash", 'a;b\n"x, \\"y\\"";2\n'],
    ["tab", "doubled", 'a\tb\n"x, ""y"""\t2\n'],
  ])("finds out %s and %s quotes", async (delimiter, quoting, text) => {
    const { format, rows } = await rowsOf(text);
    expect(format).toMatchObject({ delimiter, quoting });
    expect(rows[1]).toEqual([2, ['x, "y"', "2"]]);
  });

  it("takes quotes in the middle of a cell as they stand", async () => {
    expect((await rowsOf('a,b\nthe "best" one,2\n')).rows[1]).toEqual([2, ['the "best" one', "2"]]);
  });

  it("loses to a quote that nothing closes the line on which it stands, and no other", async () => {
    const rest = Array.from({ length: 300 }, (_, at) => `${at},b,c`);
    const { rows } = await rowsOf(["x,y,z", "1,2,3", '1,"open,2', ...rest].join("\n"));
    expect(rows[2]).toEqual([3, "quote_never_closed"]);
    expect(rows.slice(3)).toEqual(rest.map((row, at) => [at + 4, row.split(",")]));
  });

  it("loses no row to a quote that another one closes lines later", async () => {
    const { rows } = await rowsOf('a,b,c\n1,"open,2\n2,3,4\n5,"ok",6\n7,8,9\n');
    expect(rows.slice(1)).toEqual([
      [2, "quote_never_closed"],
      [3, ["2", "3", "4"]],
      [4, ["5", "ok", "6"]],
      [5, ["7", "8", "9"]],
    ]);
  });

  it("loses no row to a quote that is left open in what another one has swallowed", async () => {
    const { rows } = await rowsOf('a,b,c\n1,"open,2\n2,3,4\n5,"ok",6\n7,"open too,8\n9,"ok",10\n11,12,13\n');
    expect(rows.slice(1)).toEqual([
      [2, "quote_never_closed"],
      [3, ["2", "3", "4"]],
      [4, ["5", "ok", "6"]],
      [5, "quote_never_closed"],
      [6, ["9", "ok", "10"]],
      [7, ["11", "12", "13"]],
    ]);
  });

  it.each(["", "\n"])("says something of every line, wherever quotes are left open, at an end of %j", async (end) => {
    for (let seed = 1; seed < 400; seed++) {
      let state = seed;
      // A small generator of its own, so that what fails once fails again.
      const random = (below: number) => {
        state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
        return (state >> 8) % below;
      };
      const kinds = ["1,2,3", '1,"two",3', '1,"open,3', '"open,2,3', '1,2,open"', "1,2,3"];
      const lines = Array.from({ length: 12 }, () => kinds[random(kinds.length)] ?? "");
      const said: number[] = [];
      const format = { delimiter: "comma", quoting: "doubled", lineEnd: "lf" } as const;
      let next = 1;
      for await (const { line, raw, problem } of readTable(inPieces(["a,b,c", ...lines].join("\n") + end, 7), format)) {
        expect(line, JSON.stringify(lines)).toBe(next);
        next = line + (problem ? 1 : Math.max(raw.split("\n").filter((one) => one !== "").length, 1));
        said.push(line);
      }
      expect(next, JSON.stringify(lines)).toBe(14);
    }
  });

  const PROSE = 'One line, another, and a third.\nThen, as before, commas\n\nor, ""said"", she';
  it("takes prose of several lines in quotes, though a line of it has as many commas as a row", async () => {
    const { rows } = await rowsOf(`isbn,title,text\n1,Sea,"${PROSE}"\n2,"Hill","a, b, c"\n`);
    expect(rows.slice(1)).toEqual([
      [2, ["1", "Sea", PROSE.replaceAll('""', '"')]],
      [6, ["2", "Hill", "a, b, c"]],
    ]);
  });

  it("takes such prose in a table of two columns and with quotes after a backslash", async () => {
    const two = await rowsOf('title,text\nSea,"one\ntwo, three"\nHill,"four"\n');
    expect(two.rows.slice(1).map(([line]) => line)).toEqual([2, 4]);
    const { rows } = await rowsOf('a;b;c\n1;"x \\"y\\"; z\nu; v; w";2\n3;4;5\n');
    expect(rows.slice(1)).toEqual([
      [2, ["1", 'x "y"; z\nu; v; w', "2"]],
      [4, ["3", "4", "5"]],
    ]);
  });

  it("leaves a row of several lines that has a cell too many in one piece", async () => {
    const { rows } = await rowsOf('a,b,c\n1,"one\ntwo, three",2,\n3,4,5\n');
    expect(rows.slice(1)).toEqual([
      [2, ["1", "one\ntwo, three", "2", ""]],
      [4, ["3", "4", "5"]],
    ]);
  });

  it("gives a quote up that swallows more than any book says", async () => {
    const rest = Array.from({ length: 20_000 }, (_, at) => `${at},some words,c`);
    const text = ["x,y,z", '1,"open,2', ...rest].join("\n");
    const rows = [];
    const format = { delimiter: "comma", quoting: "doubled", lineEnd: "lf" } as const;
    for await (const { line, problem } of readTable(inPieces(text, 100_000), format)) rows.push([line, problem]);
    expect(rows[1]).toEqual([2, "quote_never_closed"]);
    expect(rows).toHaveLength(20_002);
    expect(rows.at(-1)).toEqual([20_002, undefined]);
  });

  const inThree = async (text: string, size: number) => {
    const rows: unknown[] = [];
    const format = { delimiter: "comma", quoting: "doubled", lineEnd: "lf" } as const;
    for await (const { line, problem, cells } of readTable(inPieces(text, size), format))
      rows.push([line, problem ?? cells]);
    return rows;
  };

  it("takes a line that does not end for one row that is too long, and no piece of it for another", async () => {
    const long = `2,"${"no end ".repeat(300_000)}9,Sea,Ann\n`;
    const rows = await inThree(`a,b,c\n1,2,3\n${long}4,5,6\n${"x".repeat(400_000)},8,9`, 100_000);
    expect(rows).toEqual([
      [1, ["a", "b", "c"]],
      [2, ["1", "2", "3"]],
      [3, "too_long"],
      [4, ["4", "5", "6"]],
      [5, "too_long"],
    ]);
  });

  it("takes lines that end otherwise than those of the table for no rows, and not for ever to see that", async () => {
    const other = Array.from({ length: 40_000 }, (_, at) => `${at},some words,c\r`).join("");
    const rows = await inThree(`a,b,c\n1,2,3\n${other}\n4,"5\r5,6\n7,8,9\n`, 100_000);
    expect(rows).toEqual([
      [1, ["a", "b", "c"]],
      [2, ["1", "2", "3"]],
      [3, "too_long"],
      [40_003, "quote_never_closed"],
      [40_005, ["7", "8", "9"]],
    ]);
  });

  it("says that prose is no table", () => {
    expect(sniffTable("Call me Ishmael.\nSome years ago\n", true)).toBeUndefined();
  });
});
