import { execFileSync, spawnSync } from "node:child_process";
import { readFile, truncate, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { newId } from "@/lib/platform/id";
import { pathFor } from "@/lib/platform/storage";
import { NpyError, openNpy, writeNpy } from "./npy";

const PYTHON = ["/usr/bin/python3", "python3"].find((python) => spawnSync(python, ["-c", "import numpy"]).status === 0);

const freshFile = () => pathFor(`test-${newId()}/table.npy`);

async function* rowsOf(table: number[][]) {
  for (const row of table) {
    const bytes = Buffer.alloc(row.length * 4);
    for (const [at, value] of row.entries()) bytes.writeFloatLE(value, at * 4);
    yield bytes;
  }
}

const TABLE = Array.from({ length: 2_345 }, (_, row) => [row, row / 3, -row, Math.fround(Math.sin(row)), 1e-20]);
const asFloats = (table: number[][]) => table.map((row) => row.map(Math.fround));

async function readAll(file: string, columns: number) {
  const table = await openNpy(file, columns);
  const rows: number[][] = [];
  for await (const row of table.read()) rows.push(Array.from({ length: columns }, (_, at) => row.readFloatLE(at * 4)));
  return rows;
}

describe("NumPy files", () => {
  it("gives back every number that was written, also when there is none", async () => {
    for (const table of [TABLE, []]) {
      const file = await freshFile();
      expect(await writeNpy(file, 5, rowsOf(table))).toBe(table.length);
      expect(await readAll(file, 5)).toEqual(asFloats(table));
      // NumPy itself begins the numbers at a multiple of 64 bytes.
      expect((await readFile(file)).length).toBe(128 + table.length * 20);
    }
  });

  it.skipIf(!PYTHON)("writes what NumPy reads, and reads what NumPy writes", async () => {
    const [ours, theirs] = [await freshFile(), await freshFile()];
    await writeNpy(ours, 5, rowsOf(TABLE));
    const script = [
      "import numpy, sys",
      "table = numpy.load(sys.argv[1])",
      "print(table.dtype, table.shape, float(table[7, 3]), bool(table.flags['C_CONTIGUOUS']))",
      "numpy.save(sys.argv[2], table[::-1].copy())",
    ].join("\n");
    const said = execFileSync(PYTHON ?? "", ["-c", script, ours, theirs], { encoding: "utf8" });
    expect(said.trim()).toBe(`float32 (2345, 5) ${Math.fround(Math.sin(7))} True`);
    expect(await readAll(theirs, 5)).toEqual(asFloats(TABLE).reverse());
  });

  it.skipIf(!PYTHON)("says what is wrong with what NumPy writes otherwise", async () => {
    const file = await freshFile();
    const save = (expression: string) =>
      execFileSync(PYTHON ?? "", ["-c", `import numpy, sys; numpy.save(sys.argv[1], ${expression})`, file]);
    for (const [expression, problem] of [
      ["numpy.zeros((3, 5))", "<f8"],
      ["numpy.zeros((3, 5), '>f4')", ">f4"],
      ["numpy.zeros((3, 5), 'f2')", "<f2"],
      ["numpy.zeros((3, 4), 'f4')", "4 columns, not 5"],
      ["numpy.zeros((15,), 'f4')", "rows and columns"],
      ["numpy.zeros((3, 5, 1), 'f4')", "rows and columns"],
      ["numpy.asfortranarray(numpy.zeros((3, 5), 'f4'))", "Fortran order"],
    ] as const) {
      save(expression);
      await expect(openNpy(file, 5)).rejects.toThrow(problem);
    }
  });

  it("refuses a file that was cut, is longer than it says, or is no table at all", async () => {
    const file = await freshFile();
    await writeNpy(file, 5, rowsOf(TABLE));
    const whole = await readFile(file);
    for (const length of [whole.length - 1, 200, 100, 9, 0]) {
      await truncate(file, length);
      await expect(openNpy(file, 5)).rejects.toThrow(NpyError);
    }
    await writeFile(file, Buffer.concat([whole, Buffer.from([0])]));
    await expect(openNpy(file, 5)).rejects.toThrow("bytes, not");
    await writeFile(file, Buffer.from("a text that is no table of numbers"));
    await expect(openNpy(file, 5)).rejects.toThrow("not a NumPy file");
  });
});
