import "server-only";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fail, ok } from "@/lib/platform/result";
import { announceChange } from "../../changes/commands";
import { storeEmbeddings } from "../commands";
import { VectorIndex } from "../index/adapters/vector-index";
import { getAnsweringModel, listModelsInUse } from "../models/queries";
import { isSameModel } from "../models/rules";
import { fromBlob } from "../rules";
import { DIMENSIONS, type ModelId } from "../schema";
import { openExchange } from "./adapters/exchange-folder";
import { writeNpy } from "./adapters/npy";
import { countNamedVectors, listCoversOfBooks, listEmbeddedCovers, listNamedVectors } from "./queries";
import { chooseCover, exchangeName, isUnit, parseExchangeName } from "./rules";
import { EXCHANGE_FILES, type ExchangeFacts, type RejectedRow, type RowProblem } from "./schema";

const PAGE = 1_000;
/** Rows that are looked up and written at once. */
const BATCH = 200;

/**
 * Writes the vectors of all covers by the model that answers into a folder, as the source document has them: a NumPy
 * table, the names of its rows, and an index of it; and beside these what they are. Each file is written aside and
 * renamed when all are whole.
 */
export async function exportVectors(folder: string, { isDryRun = false }: { isDryRun?: boolean } = {}) {
  const modelId = await getAnsweringModel();
  if (isDryRun) return ok({ modelId, rows: await countNamedVectors(modelId) });
  await mkdir(folder, { recursive: true });
  const aside = (name: string) => path.join(folder, `${name}.part`);
  const files = Object.values(EXCHANGE_FILES);
  const names: string[] = [];
  const pictures: string[] = [];
  const index = new VectorIndex();

  async function* listVectors(): AsyncGenerator<Buffer> {
    for (let after = 0; ; ) {
      const page = await listNamedVectors(modelId, after, PAGE);
      for (const { vector, ...cover } of page) {
        after = cover.label;
        if (!vector) continue;
        index.apply([{ label: names.length, seq: 0, vector: fromBlob(vector) }]);
        names.push(exchangeName(cover, cover));
        pictures.push(cover.sha256);
        yield vector;
      }
      if (page.length < PAGE) return;
    }
  }

  try {
    const count = await writeNpy(aside(EXCHANGE_FILES.features), DIMENSIONS, listVectors());
    await index.writeSnapshot(aside(EXCHANGE_FILES.index));
    const facts: ExchangeFacts = { ...modelId, dimensions: DIMENSIONS, metric: "l2", count, pictures };
    await writeFile(aside(EXCHANGE_FILES.names), JSON.stringify(names));
    await writeFile(aside(EXCHANGE_FILES.facts), JSON.stringify(facts));
    for (const name of files) await rename(aside(name), path.join(folder, name));
    return ok({ modelId, rows: count });
  } catch (error) {
    for (const name of files) await rm(aside(name), { force: true });
    throw error;
  }
}

type Imported = { modelId: ModelId; rows: number; stored: number; present: number; rejected: RejectedRow[] };

/**
 * Takes vectors that `exportVectors` or another program wrote into the database, for the covers that it has; a cover that
 * has a vector of the model keeps it. What is wrong with the files as a whole is a failure, what is wrong with one row is
 * told with its reason. The index of this installation is built from the vectors, as ever.
 */
export async function importVectors(
  folder: string,
  { isDryRun = false, assumed }: { isDryRun?: boolean; assumed?: ModelId } = {},
) {
  const opened = await openFor(folder, assumed);
  if (!opened.ok) return opened;
  const { modelId, names, pictures, vectors } = opened;
  const result: Imported = { modelId, rows: names.length, stored: 0, present: 0, rejected: [] };
  const taken = new Set<number>();
  let batch: Row[] = [];
  const finish = async () => {
    await importRows(batch, taken, result, isDryRun);
    batch = [];
  };
  let row = 0;
  for await (const vector of vectors()) {
    batch.push({ row, name: names[row] ?? "", picture: pictures?.[row], vector });
    row += 1;
    if (batch.length === BATCH) await finish();
  }
  await finish();
  if (result.stored > 0 && !isDryRun) await announceChange();
  return ok(result);
}

type Row = { row: number; name: string; picture: string | undefined; vector: Float32Array };

async function importRows(rows: Row[], taken: Set<number>, result: Imported, isDryRun: boolean): Promise<void> {
  const named = rows.map((row) => ({ ...row, cover: parseExchangeName(row.name) }));
  const candidates = await listCoversOfBooks(named.flatMap(({ cover }) => cover?.reference ?? []));
  const accepted: { coverId: number; vector: Float32Array }[] = [];
  for (const { row, name, picture, vector, cover } of named) {
    const reject = (reason: RowProblem) => result.rejected.push({ row, name, reason });
    if (!cover) {
      reject("not_a_cover_name");
      continue;
    }
    const { reference } = cover;
    const ofBook = candidates.filter(({ id, isbn13 }) =>
      "bookId" in reference ? id === reference.bookId : isbn13 === reference.isbn13,
    );
    const chosen = chooseCover(cover, picture, ofBook);
    if (!chosen) reject(ofBook.length > 0 && picture !== undefined ? "another_picture" : "not_in_the_catalogue");
    else if (taken.has(chosen.coverId)) reject("named_twice");
    else if (!isUnit(vector)) reject("not_of_unit_length");
    else {
      taken.add(chosen.coverId);
      accepted.push({ coverId: chosen.coverId, vector });
    }
  }
  if (isDryRun) {
    const coverIds = accepted.map(({ coverId }) => coverId);
    const present = await listEmbeddedCovers(result.modelId, coverIds);
    result.present += present.length;
    result.stored += coverIds.length - present.length;
    return;
  }
  const { stored, present } = await storeEmbeddings(result.modelId, accepted);
  result.stored += stored.length;
  result.present += present.length;
}

const nameOf = ({ model, version }: ModelId) => `${model}@${version}`;

/** Opens the folder and sees whether its vectors are of a model that is in use here. */
async function openFor(folder: string, assumed: ModelId | undefined) {
  const opened = await openExchange(folder);
  if (!opened.ok) return opened;
  const { facts, ...rest } = opened;
  const modelId = facts ? { model: facts.model, version: facts.version } : assumed;
  if (!modelId) return fail("model_unknown", `Without ${EXCHANGE_FILES.facts} the model must be named: --model.`);
  if (assumed && !isSameModel(assumed, modelId))
    return fail("other_model", `These vectors are of ${nameOf(modelId)}, not of ${nameOf(assumed)}.`);
  const inUse = await listModelsInUse();
  if (inUse.some((used) => isSameModel(used, modelId))) return ok({ ...rest, modelId, pictures: facts?.pictures });
  const used = inUse.map(nameOf).join(" and ");
  return fail("other_model", `These vectors are of ${nameOf(modelId)}; this installation uses ${used}.`);
}
