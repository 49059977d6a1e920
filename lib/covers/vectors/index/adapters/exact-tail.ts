import "server-only";
import hnswlib from "hnswlib-node";
import { DIMENSIONS, type Neighbour } from "../../schema";

const CAPACITY_MIN = 1_024;

/** Labelled vectors, searched by comparing with every one. */
export class ExactTail {
  private exact = newSearch(CAPACITY_MIN);
  private capacity = CAPACITY_MIN;
  // hnswlib does not forget a label that it held last, and would overwrite another's vector with it when it comes again
  // (and end the process at the next search). So every addition gets a number that none had before.
  private readonly entries = new Map<number, { number: number; vector: Float32Array }>();
  private readonly labels = new Map<number, number>();
  private lastNumber = 0;

  get size(): number {
    return this.entries.size;
  }

  vectors(): [label: number, vector: Float32Array][] {
    return [...this.entries].map(([label, { vector }]) => [label, vector]);
  }

  /** A label that is there gets the new vector. */
  add(label: number, vector: Float32Array): void {
    this.remove(label);
    if (this.entries.size >= this.capacity) this.grow();
    this.lastNumber += 1;
    this.exact.addPoint(Array.from(vector), this.lastNumber);
    this.entries.set(label, { number: this.lastNumber, vector });
    this.labels.set(this.lastNumber, label);
  }

  remove(label: number): void {
    const entry = this.entries.get(label);
    if (!entry) return;
    this.exact.removePoint(entry.number);
    this.entries.delete(label);
    this.labels.delete(entry.number);
  }

  /** The `k` nearest or all, in no order. */
  search(point: number[], k: number): Neighbour[] {
    if (this.size === 0) return [];
    const { neighbors, distances } = this.exact.searchKnn(point, Math.min(k, this.size));
    return neighbors.flatMap((number, at) => {
      const label = this.labels.get(number);
      return label === undefined ? [] : { label, score: distances[at] ?? 4 };
    });
  }

  private grow(): void {
    this.capacity *= 2;
    this.exact = newSearch(this.capacity);
    for (const { number, vector } of this.entries.values()) this.exact.addPoint(Array.from(vector), number);
  }
}

function newSearch(capacity: number): hnswlib.BruteforceSearch {
  const search = new hnswlib.BruteforceSearch("l2", DIMENSIONS);
  search.initIndex(capacity);
  return search;
}
