import { detectFormat } from "../../formats/rules";
import { type CellContext, type CellRow, type OpenedFile, openFile, readCells, readFileText } from "../queries";

// What a thread of its own does with what readers bring; see file-reader.ts.

export type FileTask = { file: Uint8Array; now: Date };
export type TextTask = { text: string; now: Date };
export type CellsTask = { header: string[]; rows: CellRow[]; context: CellContext };

export const open = ({ file, now }: FileTask) => openFile(file, now);

export const openText = ({ text, now }: TextTask) => readFileText(text, "utf-8", now);

/** Rows of a table that was read before, in another way of dates; undefined for what was no table. */
export function readAgain({ header, rows, context }: CellsTask): OpenedFile | undefined {
  const format = detectFormat(header);
  return format && readCells(format, header, rows, context);
}
