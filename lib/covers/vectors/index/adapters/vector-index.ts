import "server-only";
import { setImmediate as nextTurn } from "node:timers/promises";
import hnswlib from "hnswlib-node";
import { z } from "zod";
import { DIMENSIONS, type EmbeddingChange, type Neighbour } from "../../schema";
import { ExactTail } from "./exact-tail";

const SPACE = "l2"; // squared L2: the public `score` as it is

/** Graph degree and width of the search while building (S4 §5); `EF_SEARCH` gives recall@10 ≥ 0.99, see bench/. */
const M = 16;
const EF_CONSTRUCTION = 200;
const EF_SEARCH = 192;

/** What is known of a snapshot beside its file. */
const snapshotFacts = z.object({
  /** Every change up to this number is in. */
  seq: z.int().nonnegative(),
  /** Labels that are nodes of the graph but no longer covers. */
  removed: z.array(z.int().nonnegative()),
  /** Labels of covers that a search of the graph does not come to. */
  lost: z.array(z.int().nonnegative()).default([]),
});
export type SnapshotFacts = z.output<typeof snapshotFacts>;

/** The width of a search by which nearly every cover finds itself, and the twins that one may have to look past. */
const EF_CHECK = 8;
const TWINS_MAX = 16;

/** Steps between two turns of the event loop: about 50 ms, so that locks are still renewed in time. */
const STEPS_A_TURN = 32;

/** Does the work for each, and gives way to the rest of the process now and then. */
async function eachInTurns<Item>(items: Item[], signal: AbortSignal | undefined, work: (item: Item) => void) {
  for (const [at, item] of items.entries()) {
    if (at % STEPS_A_TURN === 0) {
      await nextTurn();
      signal?.throwIfAborted();
    }
    work(item);
  }
}

/**
 * Nearest neighbours over covers: an HNSW graph as it was in the newest snapshot, and an exact tail with everything
 * since. Only the writer of snapshots ever inserts into a graph, so a request never waits for an insertion, a cover is
 * findable the moment its row is read, and an index without any snapshot is simply an exact one. The few covers of a graph
 * that no search of it comes to are in the tail as well.
 */
export class VectorIndex {
  private graph: hnswlib.HierarchicalNSW | undefined;
  private readonly graphLabels = new Set<number>();
  /** Labels of the graph that are searched in the tail. */
  private readonly lost = new Set<number>();
  private readonly tail = new ExactTail();
  /** Every change up to this number is in. */
  seq = 0;

  /** Reads a whole snapshot: hnswlib follows whatever links it reads, and a damaged one would end the process later. */
  static async load(file: string, facts: unknown): Promise<VectorIndex> {
    const { seq, removed, lost } = snapshotFacts.parse(facts);
    const index = new VectorIndex();
    const graph = new hnswlib.HierarchicalNSW(SPACE, DIMENSIONS);
    await graph.readIndex(file);
    // Every load resets it to 10, which loses one neighbour in eight at 100,000 covers.
    graph.setEf(EF_SEARCH);
    index.graph = graph;
    for (const label of graph.getIdsList()) index.graphLabels.add(label);
    // The graph keeps removed points as marked nodes, and lists them among its ids.
    for (const label of removed) index.graphLabels.delete(label);
    for (const label of lost) {
      index.tail.add(label, Float32Array.from(graph.getPoint(label)));
      index.lost.add(label);
      index.graphLabels.delete(label);
      graph.markDelete(label);
    }
    index.seq = seq;
    return index;
  }

  get size(): number {
    return this.graphLabels.size + this.tail.size;
  }

  /** Covers that are newer than the snapshot. */
  get tailSize(): number {
    return this.tail.size - this.lost.size;
  }

  /** Of every cover that a search can find. */
  labels(): number[] {
    return [...this.graphLabels, ...this.tail.vectors().map(([label]) => label)];
  }

  /** Takes in changes in the order of their numbers. Doing it twice changes nothing. */
  apply(changes: EmbeddingChange[]): void {
    for (const { label, seq, vector } of changes) {
      this.remove(label);
      if (vector) this.tail.add(label, vector);
      this.seq = Math.max(this.seq, seq);
    }
  }

  /** The `k` nearest, best first. */
  search(query: Float32Array, k: number): Neighbour[] {
    const point = Array.from(query);
    const found = this.tail.search(point, k);
    if (this.graph && this.graphLabels.size > 0) {
      const { neighbors, distances } = this.graph.searchKnn(point, Math.min(k, this.graphLabels.size));
      neighbors.forEach((label, at) => {
        found.push({ label, score: Math.max(0, distances[at] ?? 4) });
      });
    }
    return found.sort((a, b) => a.score - b.score).slice(0, k);
  }

  /** The share of the graph that removed covers still fill. */
  get removedShare(): number {
    const count = this.graph?.getCurrentCount() ?? 0;
    return count === 0 ? 0 : 1 - (this.graphLabels.size + this.lost.size) / count;
  }

  /**
   * Moves the tail into the graph, looks for every cover in it, and writes it: for the one process that writes snapshots,
   * which drops this instance afterwards. Returns what `load` wants to know of it.
   */
  async writeSnapshot(file: string, signal?: AbortSignal): Promise<SnapshotFacts> {
    const { seq } = this;
    const moved = this.tail.vectors().filter(([label]) => !this.lost.has(label));
    const live = new Set([...this.graphLabels, ...this.lost, ...moved.map(([label]) => label)]);
    const graph = this.graph ?? new hnswlib.HierarchicalNSW(SPACE, DIMENSIONS);
    const needed = (this.graph?.getCurrentCount() ?? 0) + moved.length;
    if (!this.graph) graph.initIndex(Math.max(needed, 1), M, EF_CONSTRUCTION);
    else if (graph.getMaxElements() < needed) graph.resizeIndex(needed);
    signal?.throwIfAborted();
    await eachInTurns(moved, signal, ([label, vector]) => graph.addPoint(Array.from(vector), label));
    const removed = graph.getIdsList().filter((label) => !live.has(label));
    for (const label of this.lost) graph.unmarkDelete(label);
    const lost: number[] = [];
    await eachInTurns([...live], signal, (label) => {
      if (!isFound(graph, label, Math.min(TWINS_MAX, live.size))) lost.push(label);
    });
    await graph.writeIndex(file);
    return { seq, removed, lost };
  }

  private remove(label: number): void {
    if (this.graphLabels.delete(label)) this.graph?.markDelete(label);
    this.lost.delete(label);
    this.tail.remove(label);
  }
}

/**
 * Does a cover find itself? hnswlib drops links while it adds points, and the last one that led to another may be among
 * them: one in some hundred replaced points ends so, and one in a thousand of those that are like no other.
 */
function isFound(graph: hnswlib.HierarchicalNSW, label: number, twinsMax: number): boolean {
  const point = graph.getPoint(label);
  graph.setEf(EF_CHECK);
  if (graph.searchKnn(point, 1).neighbors[0] === label) return true;
  graph.setEf(EF_SEARCH);
  const { neighbors, distances } = graph.searchKnn(point, twinsMax);
  // Where that many have the very same picture, any of them is as right as this one.
  return neighbors.includes(label) || (neighbors.length === twinsMax && distances.every((distance) => distance === 0));
}
