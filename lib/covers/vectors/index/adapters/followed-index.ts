import "server-only";
import { singleton } from "@/lib/platform/singleton";
import type { EmbeddingChange, Neighbour } from "../../schema";
import { VectorIndex } from "./vector-index";

/** This process's copy of the vector index. It may be exchanged for a newer snapshot while searches go on. */
class FollowedIndex {
  private current = new VectorIndex();
  /** True once everything that the database held at the start is in. */
  isOpen = false;

  get seq() {
    return this.current.seq;
  }
  get size() {
    return this.current.size;
  }
  get tailSize() {
    return this.current.tailSize;
  }
  search(query: Float32Array, k: number): Neighbour[] {
    return this.current.search(query, k);
  }
  apply(changes: EmbeddingChange[]): void {
    this.current.apply(changes);
  }
  exchange(index: VectorIndex): void {
    this.current = index;
  }
}

export const followedIndex = () => singleton("followed-index", () => new FollowedIndex());
