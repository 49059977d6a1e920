import "server-only";
import { CSV_BEGIN, csvLine } from "@/lib/platform/csv";
import { OWN_FORMAT, OWN_VERSION } from "../files/rules";
import { getImport, readRows } from "../queries";
import { importInput, ROW_REASONS, type RowReason } from "../schema";

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
