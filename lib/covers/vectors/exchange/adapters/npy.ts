import "server-only";
import { type FileHandle, open } from "node:fs/promises";

// NumPy's format: "\x93NUMPY", a version, the length of a header, the header (a Python dictionary, filled with spaces to
// a multiple of 64 bytes), then the numbers. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
const MAGIC = Buffer.from("\x93NUMPY", "latin1");
const HEADER_BYTES = 128;
const HEADER_BYTES_MAX = 10_000;
const FLOAT_BYTES = 4;
const ROWS_AT_ONCE = 1_000;

/** A file that is no table of numbers as we need it, in words. */
export class NpyError extends Error {
  override name = "NpyError" as const;
}

function header(rows: number, columns: number): Buffer {
  const start = Buffer.concat([MAGIC, Buffer.from([1, 0, 0, 0])]);
  start.writeUInt16LE(HEADER_BYTES - start.length, 8);
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  return Buffer.concat([start, Buffer.from(`${dictionary.padEnd(HEADER_BYTES - start.length - 1)}\n`, "latin1")]);
}

/** Writes rows of little-endian float32 as they come; their number is written last. Returns that number. */
export async function writeNpy(file: string, columns: number, rows: AsyncIterable<Buffer>): Promise<number> {
  const handle = await open(file, "w");
  try {
    await handle.write(header(0, columns));
    let count = 0;
    for await (const row of rows) {
      if (row.length !== columns * FLOAT_BYTES) throw new Error(`a row of ${row.length} bytes`);
      await handle.write(row, 0, row.length, HEADER_BYTES + count * row.length);
      count += 1;
    }
    await handle.write(header(count, columns), 0, HEADER_BYTES, 0);
    await handle.sync();
    return count;
  } finally {
    await handle.close();
  }
}

type Shape = { rows: number; columns: number; start: number };

async function readShape(handle: FileHandle): Promise<Shape> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(12), 0, 12, 0);
  if (bytesRead < 12 || !buffer.subarray(0, MAGIC.length).equals(MAGIC)) throw new NpyError("it is not a NumPy file");
  const [version = 0] = buffer.subarray(MAGIC.length);
  // Version 1 counts the header's bytes in two bytes, later ones in four.
  const [length, begin] = version === 1 ? [buffer.readUInt16LE(8), 10] : [buffer.readUInt32LE(8), 12];
  if (version > 3 || length > HEADER_BYTES_MAX)
    throw new NpyError("it is of a version of NumPy that is not known here");
  const text = String((await handle.read(Buffer.alloc(length), 0, length, begin)).buffer);
  const type = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  if (type !== "<f4") throw new NpyError(`its numbers are ${type ?? "something else"}, not <f4 (float32)`);
  if (!/'fortran_order':\s*False/.test(text)) throw new NpyError("it is in Fortran order, by columns");
  const [, rows, columns] = /'shape':\s*\((\d+),\s*(\d+),?\s*\)/.exec(text) ?? [];
  if (rows === undefined || columns === undefined) throw new NpyError("it is not a table of rows and columns");
  return { rows: Number(rows), columns: Number(columns), start: begin + length };
}

export type NpyTable = {
  rows: number;
  /** The rows from the first to the last, as bytes. */
  read: () => AsyncGenerator<Buffer>;
};

/** Looks at a table of float32 with that many columns. Throws NpyError for anything else, and for one that was cut. */
export async function openNpy(file: string, columns: number): Promise<NpyTable> {
  const handle = await open(file, "r");
  try {
    const shape = await readShape(handle);
    if (shape.columns !== columns) throw new NpyError(`it has ${shape.columns} columns, not ${columns}`);
    const { size } = await handle.stat();
    const expected = shape.start + shape.rows * columns * FLOAT_BYTES;
    if (size !== expected) throw new NpyError(`it has ${size} bytes, not ${expected}, so it was cut or is damaged`);
    return { rows: shape.rows, read: () => readRows(file, shape) };
  } finally {
    await handle.close();
  }
}

async function* readRows(file: string, { rows, columns, start }: Shape): AsyncGenerator<Buffer> {
  const handle = await open(file, "r");
  try {
    const rowBytes = columns * FLOAT_BYTES;
    for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
      const length = Math.min(ROWS_AT_ONCE, rows - from) * rowBytes;
      const { buffer } = await handle.read(Buffer.alloc(length), 0, length, start + from * rowBytes);
      for (let at = 0; at < length; at += rowBytes) yield buffer.subarray(at, at + rowBytes);
    }
  } finally {
    await handle.close();
  }
}
