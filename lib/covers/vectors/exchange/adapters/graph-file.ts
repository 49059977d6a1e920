import "server-only";
import hnswlib from "hnswlib-node";
import { DIMENSIONS } from "../../schema";

export type GraphFile = {
  rows: number;
  /** The vector of a row: rows are the labels from 0 on. */
  vectorOf: (row: number) => Float32Array;
};

/** Reads an index file whose labels are row numbers. Throws for one that is no such file. */
export async function openGraphFile(file: string): Promise<GraphFile> {
  const graph = new hnswlib.HierarchicalNSW("l2", DIMENSIONS);
  await graph.readIndex(file);
  const labels = new Set(graph.getIdsList());
  const rows = labels.size;
  for (let row = 0; row < rows; row++) if (!labels.has(row)) throw new Error(`row ${row} is not in it`);
  return { rows, vectorOf: (row) => Float32Array.from(graph.getPoint(row)) };
}
