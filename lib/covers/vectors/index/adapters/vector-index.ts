import "server-only";
import { setImmediate as nextTurn } from "node:timers/promises";
import hnswlib from "hnswlib-node";
import { z } from "zod";
import { DIMENSIONS, type EmbeddingChange, type Neighbour } from "../../schema";

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
});
export type SnapshotFacts = z.output<typeof snapshotFacts>;

const TAIL_CAPACITY_MIN = 1_024;
/** Points added between two turns of the event loop: about 50 ms, so that locks are still renewed in time. */
const POINTS_A_TURN = 32;

/**
 * Nearest neighbours over covers: an HNSW graph as it was in the newest snapshot, and an exact tail with everything
 * since. Only the writer of snapshots ever inserts into a graph, so a request never waits for an insertion, a cover is
 * findable the moment its row is read, and an index without any snapshot is simply an exact one.
 */
export class VectorIndex {
  private graph: hnswlib.HierarchicalNSW | undefined;
  private readonly graphLabels = new Set<number>();
  private tail = new hnswlib.BruteforceSearch(SPACE, DIMENSIONS);
  private tailCapacity = TAIL_CAPACITY_MIN;
  private readonly tailVectors = new Map<number, Float32Array>();
  /** Every change up to this number is in. */
  seq = 0;

  constructor() {
    this.tail.initIndex(this.tailCapacity);
  }

  /** Reads a whole snapshot: hnswlib follows whatever links it reads, and a damaged one would end the process later. */
  static async load(file: string, facts: unknown): Promise<VectorIndex> {
    const { seq, removed } = snapshotFacts.parse(facts);
    const index = new VectorIndex();
    const graph = new hnswlib.HierarchicalNSW(SPACE, DIMENSIONS);
    await graph.readIndex(file);
    // Every load resets it to 10, which loses one neighbour in eight at 100,000 covers.
    graph.setEf(EF_SEARCH);
    index.graph = graph;
    for (const label of graph.getIdsList()) index.graphLabels.add(label);
    // The graph keeps removed points as marked nodes, and lists them among its ids.
    for (const label of removed) index.graphLabels.delete(label);
    index.seq = seq;
    return index;
  }

  get size(): number {
    return this.graphLabels.size + this.tailVectors.size;
  }

  get tailSize(): number {
    return this.tailVectors.size;
  }

  /** Takes in changes in the order of their numbers. Doing it twice changes nothing. */
  apply(changes: EmbeddingChange[]): void {
    for (const { label, seq, vector } of changes) {
      this.remove(label);
      if (vector) this.addToTail(label, vector);
      this.seq = Math.max(this.seq, seq);
    }
  }

  /** The `k` nearest, best first. */
  search(query: Float32Array, k: number): Neighbour[] {
    const point = Array.from(query);
    const found: Neighbour[] = [];
    const collect = ({ neighbors, distances }: hnswlib.SearchResult) => {
      neighbors.forEach((label, at) => {
        found.push({ label, score: Math.max(0, distances[at] ?? 4) });
      });
    };
    if (this.graph && this.graphLabels.size > 0)
      collect(this.graph.searchKnn(point, Math.min(k, this.graphLabels.size)));
    if (this.tailVectors.size > 0) collect(this.tail.searchKnn(point, Math.min(k, this.tailVectors.size)));
    return found.sort((a, b) => a.score - b.score).slice(0, k);
  }

  /** The share of the graph that removed covers still fill. */
  get removedShare(): number {
    const count = this.graph?.getCurrentCount() ?? 0;
    return count === 0 ? 0 : 1 - this.graphLabels.size / count;
  }

  /**
   * Moves the tail into the graph and writes it: for the one process that writes snapshots, which drops this instance
   * afterwards. Returns what `load` wants to know of it.
   */
  async writeSnapshot(file: string, signal?: AbortSignal): Promise<SnapshotFacts> {
    const graph = this.graph ?? new hnswlib.HierarchicalNSW(SPACE, DIMENSIONS);
    const needed = (this.graph?.getCurrentCount() ?? 0) + this.tailVectors.size;
    if (!this.graph) graph.initIndex(Math.max(needed, 1), M, EF_CONSTRUCTION);
    else if (graph.getMaxElements() < needed) graph.resizeIndex(needed);
    const { seq } = this;
    const moved = [...this.tailVectors];
    const live = new Set([...this.graphLabels, ...this.tailVectors.keys()]);
    signal?.throwIfAborted();
    let sinceTurn = 0;
    for (const [label, vector] of moved) {
      if (++sinceTurn % POINTS_A_TURN === 0) {
        await nextTurn();
        signal?.throwIfAborted();
      }
      graph.addPoint(Array.from(vector), label);
    }
    const removed = graph.getIdsList().filter((label) => !live.has(label));
    await graph.writeIndex(file);
    return { seq, removed };
  }

  private remove(label: number): void {
    if (this.graphLabels.delete(label)) this.graph?.markDelete(label);
    if (this.tailVectors.delete(label)) this.tail.removePoint(label);
  }

  private addToTail(label: number, vector: Float32Array): void {
    if (this.tailVectors.size >= this.tailCapacity) this.growTail();
    this.tail.addPoint(Array.from(vector), label);
    this.tailVectors.set(label, vector);
  }

  private growTail(): void {
    this.tailCapacity *= 2;
    this.tail = new hnswlib.BruteforceSearch(SPACE, DIMENSIONS);
    this.tail.initIndex(this.tailCapacity);
    for (const [label, vector] of this.tailVectors) this.tail.addPoint(Array.from(vector), label);
  }
}
