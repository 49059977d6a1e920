import "server-only";
import { readCoverFile } from "@/lib/covers/queries";
import { CSV_BEGIN, csvLine } from "@/lib/platform/csv";
import { type ZipPart, zipOf } from "@/lib/platform/zip";
import { OWN_FORMAT, OWN_VERSION } from "../files/rules";
import { getImport, readRows } from "../queries";
import { importInput, ROW_REASONS, type RowReason } from "../schema";
import { getExtras, type OwnBook, readLibrary } from "./reading/queries";
import { COPY_COLUMNS, copyRows, LIBRARY_COLUMNS, libraryRow } from "./rules";

export type OpenedText = { type: string; fileName: string; text: AsyncIterable<string> };

/** The rows of a reader's own import that are not in the library, as they came; undefined where there is no such import. */
export async function openFailed(userId: number, id: string): Promise<OpenedText | undefined> {
  const parsed = importInput.safeParse({ importId: id });
  const found = parsed.success ? await getImport(userId, parsed.data.importId) : undefined;
  if (!found) return undefined;
  const { facts, format } = found;
  const isTable = format !== "ridizi";
  return {
    type: isTable ? "text/csv; charset=utf-8" : "application/json",
    fileName: isTable ? "not-imported.csv" : "not-imported.json",
    text: isTable
      ? failedCsv(
          id,
          facts.columns.map(({ name }) => name),
        )
      : failedJson(id),
  };
}

const LEFT = ["failed", "review"] as const;

/** The columns of the file, and behind them why a row stands here. */
async function* failedCsv(id: string, header: string[]): AsyncGenerator<string> {
  yield `${CSV_BEGIN}${csvLine([...header, "Why it is not imported"])}`;
  for await (const rows of readRows(id, LEFT))
    yield rows
      .map(({ raw, reason }) => {
        const cells = Array.isArray(raw) ? raw : [];
        const why = ROW_REASONS[reason as RowReason] ?? "";
        return csvLine([...header.map((_, at) => cells[at] ?? ""), why]);
      })
      .join("");
}

async function* failedJson(id: string): AsyncGenerator<string> {
  yield `{"format":${JSON.stringify(OWN_FORMAT)},"version":${OWN_VERSION},"books":[`;
  let separator = "";
  for await (const rows of readRows(id, LEFT)) {
    yield rows.map(({ raw }, at) => `${at === 0 ? separator : ",\n"}${JSON.stringify(raw)}`).join("");
    separator = ",\n";
  }
  yield "]}\n";
}

export const EXPORTS = ["library.csv", "library.json", "copies.csv", "library.zip"] as const;
export type ExportName = (typeof EXPORTS)[number];

async function* libraryCsv(userId: number): AsyncGenerator<string> {
  yield `${CSV_BEGIN}${csvLine([...LIBRARY_COLUMNS])}`;
  for await (const books of readLibrary(userId)) yield books.map(({ entry }) => csvLine(libraryRow(entry))).join("");
}

async function* copiesCsv(userId: number): AsyncGenerator<string> {
  yield `${CSV_BEGIN}${csvLine([...COPY_COLUMNS])}`;
  for await (const books of readLibrary(userId))
    yield books
      .flatMap(({ entry }) => copyRows(entry))
      .map((row) => csvLine(row))
      .join("");
}

/** `onCover` hears of each book's picture as it passes. */
async function* libraryJson(userId: number, onCover?: (cover: OwnBook["cover"]) => void): AsyncGenerator<string> {
  const head = {
    format: OWN_FORMAT,
    version: OWN_VERSION,
    madeAt: new Date().toISOString(),
    ...(await getExtras(userId)),
  };
  yield `${JSON.stringify(head).slice(0, -1)},"books":[`;
  let separator = "\n";
  for await (const books of readLibrary(userId)) {
    yield books.map(({ entry }, at) => `${at === 0 ? separator : ",\n"}${JSON.stringify(entry)}`).join("");
    separator = ",\n";
    for (const { cover } of books) onCover?.(cover);
  }
  yield "\n]}\n";
}

/** The library with its covers; the pictures are read one by one as they are written. */
async function* libraryZip(userId: number): AsyncGenerator<Uint8Array> {
  const covers: NonNullable<OwnBook["cover"]>[] = [];
  async function* parts(): AsyncGenerator<ZipPart> {
    const onCover = (cover: OwnBook["cover"]) => {
      if (cover) covers.push(cover);
    };
    yield { name: "library.json", read: () => libraryJson(userId, onCover) };
    yield { name: "library.csv", read: () => libraryCsv(userId) };
    yield { name: "copies.csv", read: () => copiesCsv(userId) };
    for (const { sha256, name } of covers)
      yield { name: `covers/${name}`, read: async () => (await readCoverFile(sha256, "original"))?.bytes };
  }
  yield* zipOf(parts());
}

const TYPES: Record<ExportName, string> = {
  "library.csv": "text/csv; charset=utf-8",
  "copies.csv": "text/csv; charset=utf-8",
  "library.json": "application/json",
  "library.zip": "application/zip",
};

/** A reader's own library as a file, written while it is read: there is nothing of it left behind. */
export function openExport(userId: number, name: ExportName) {
  const content = {
    "library.csv": libraryCsv,
    "copies.csv": copiesCsv,
    "library.json": libraryJson,
    "library.zip": libraryZip,
  };
  return {
    type: TYPES[name],
    fileName: `ridizi-${name}`,
    content: content[name](userId) as AsyncIterable<string | Uint8Array>,
  };
}
