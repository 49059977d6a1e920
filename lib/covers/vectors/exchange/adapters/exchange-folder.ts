import "server-only";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { z } from "zod";
import { fail, ok } from "@/lib/platform/result";
import { fromBlob } from "../../rules";
import { DIMENSIONS } from "../../schema";
import { EXCHANGE_FILES, exchangeFacts, exchangeNames } from "../schema";
import { type GraphFile, openGraphFile } from "./graph-file";
import { NpyError, openNpy } from "./npy";

type Vectors = () => AsyncGenerator<Float32Array>;

/** Opens the files that an export, or another program, left in a folder, and sees whether they fit each other. */
export async function openExchange(folder: string) {
  const file = (name: keyof typeof EXCHANGE_FILES) => path.join(folder, EXCHANGE_FILES[name]);
  const names = await readJson(file("names"), exchangeNames);
  if (!names) return fail("no_names", `${EXCHANGE_FILES.names} is missing or is no list of names.`);
  const rows = names.length;

  const hasFacts = existsSync(file("facts"));
  const facts = hasFacts ? await readJson(file("facts"), exchangeFacts) : undefined;
  if (hasFacts && !facts) return fail("bad_facts", `${EXCHANGE_FILES.facts} is not what an export writes.`);
  if (facts && (facts.count !== rows || facts.pictures.length !== rows))
    return countsDiffer("facts", facts.count, rows);

  const hasGraph = existsSync(file("index"));
  const graph = hasGraph ? await openGraphFile(file("index")).catch(() => undefined) : undefined;
  if (hasGraph && !graph) return fail("bad_index", `${EXCHANGE_FILES.index} is not an index that can be read.`);
  if (graph && graph.rows !== rows) return countsDiffer("index", graph.rows, rows);

  if (existsSync(file("features"))) {
    const table = await openTable(file("features"), rows, graph);
    return table.ok ? ok({ names, facts, vectors: table.vectors }) : table;
  }
  if (!graph) return fail("no_vectors", `Neither ${EXCHANGE_FILES.features} nor ${EXCHANGE_FILES.index} is there.`);
  const vectors: Vectors = async function* () {
    for (let row = 0; row < rows; row++) yield graph.vectorOf(row);
  };
  return ok({ names, facts, vectors });
}

async function openTable(file: string, rows: number, graph: GraphFile | undefined) {
  try {
    const table = await openNpy(file, DIMENSIONS);
    if (table.rows !== rows) return countsDiffer("features", table.rows, rows);
    const vectors: Vectors = async function* () {
      for await (const bytes of table.read()) yield fromBlob(bytes);
    };
    if (graph) {
      let row = 0;
      for await (const vector of vectors()) {
        if (!isEqual(graph.vectorOf(row), vector))
          return fail("index_differs", `${EXCHANGE_FILES.index} has another vector in row ${row}.`);
        row += 1;
      }
    }
    return ok({ vectors });
  } catch (error) {
    if (error instanceof NpyError) return fail("bad_features", `${EXCHANGE_FILES.features}: ${error.message}.`);
    throw error;
  }
}

const countsDiffer = (name: keyof typeof EXCHANGE_FILES, count: number, rows: number) =>
  fail("counts_differ", `${EXCHANGE_FILES[name]} has ${count} rows; there are ${rows} names.`);

const isEqual = (a: Float32Array, b: Float32Array) => a.every((value, at) => Object.is(value, b[at]));

async function readJson<Value>(file: string, schema: z.ZodType<Value>): Promise<Value | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
