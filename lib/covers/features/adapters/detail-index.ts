import "server-only";
import { setImmediate as nextTurn } from "node:timers/promises";
import { inTurn } from "@/lib/platform/turns";
import { ANGLE_STEPS, KEY_TABLES, keysOf, SIZE_STEPS_AN_OCTAVE, toAngleStep, toSizeStep } from "../rules";
import type { FeatureChange, LocalFeatures, Vote } from "../schema";
import { SEGMENT_DESCRIPTORS_MAX, Segment, type SegmentEntry } from "./segment";

/** Segments of up to this many covers are joined as they grow alike; larger ones only where time does not matter. */
const JOINED_COVERS_MAX = 2_048;

/** Directions and sizes in which the votes for one cover have to agree: steps of 22.5° and of two thirds of an octave. */
const ANGLE_CELLS = 16;
const SIZE_CELLS = 10;
const SIZE_STEPS_A_CELL = SIZE_STEPS_AN_OCTAVE / 1.5;
/** A drawer this many times as full as the mean tells nearly nothing and costs most: weaves and dots that many covers have. */
const FULL_DRAWER = 64;
const CARDS_MAX_LEAST = 256;
/** With fewer votes a cover is not looked at: any three agree somewhere. */
const VOTES_MIN = 3;

type Place = { segment: Segment; slot: number };

/**
 * Covers by their details: an inverted index of binary descriptors, filed under bits of theirs. A photo's descriptors
 * vote for the covers that have a like one, rare likenesses weigh more, and only votes that agree in how far the cover is
 * turned and how large it is in the photo count together (weak geometric consistency: Jégou, Douze and Schmid, "Hamming
 * embedding and weak geometric consistency", ECCV 2008). That alone finds the right cover among thousands mostly first.
 *
 * It consists of segments that are never changed, like a log-structured merge tree: what is new becomes a small one, and
 * small ones are joined. Four bytes a descriptor and table, and two for its pose: 4.6 kB a cover of 250.
 */
export class DetailIndex {
  private segments: Segment[] = [];
  private readonly places = new Map<number, Place>();
  private changes = 0;
  /** Every change up to this number is in. */
  seq = 0;
  /** The number of the snapshot that this began with. */
  openedAt = 0;

  get size(): number {
    return this.places.size;
  }

  /** Changes since the snapshot that this began with: what a newer one would spare. */
  get tailSize(): number {
    return this.changes;
  }

  get bytes(): number {
    return this.segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  /** Of every cover that can be voted for. */
  labels(): number[] {
    return [...this.places.keys()];
  }

  static of(segments: Segment[], seq: number): DetailIndex {
    const index = new DetailIndex();
    for (const segment of segments) index.take(segment);
    index.seq = seq;
    index.openedAt = seq;
    return index;
  }

  /** Takes in changes in the order of their numbers. Doing it twice changes nothing. */
  apply(changes: FeatureChange[]): void {
    const entries = new Map<number, SegmentEntry>();
    for (const { label, seq, features } of changes) {
      this.remove(label);
      entries.delete(label);
      if (features) entries.set(label, toEntry(label, features));
      this.changes += 1;
      this.seq = Math.max(this.seq, seq);
    }
    if (entries.size > 0) this.take(Segment.of([...entries.values()]));
    this.joinSmall();
  }

  /**
   * As few segments as can hold everything that is alive, for a snapshot: seconds of work at 100,000 covers, between whose
   * turns the rest of the process goes on. Nothing may be applied meanwhile. Throws when the signal fires.
   */
  async joined(signal?: AbortSignal): Promise<Segment[]> {
    const groups: Segment[][] = [];
    let room = 0;
    for (const segment of this.segments) {
      if (groups.length === 0 || segment.descriptors > room) {
        groups.push([]);
        room = SEGMENT_DESCRIPTORS_MAX;
      }
      groups.at(-1)?.push(segment);
      room -= segment.descriptors;
    }
    const joined: Segment[] = [];
    for (const group of groups) joined.push(await inTurns(Segment.joining(group), signal));
    return joined;
  }

  /** The covers that most details vote for, best first, in turns of some milliseconds each. */
  async vote(photo: LocalFeatures, limit: number): Promise<Vote[]> {
    const keys = keysOf(photo.descriptors);
    const angles = Uint8Array.from(photo.angles, toAngleStep);
    const sizes = Uint8Array.from(photo.sizes, toSizeStep);
    // Those of this moment: what joins or replaces them meanwhile does not change them.
    const { segments } = this;
    const total = segments.reduce((sum, segment) => sum + segment.descriptors, 0);
    const votes: Vote[] = [];
    for (const segment of segments) votes.push(...(await votesIn(segment, { keys, angles, sizes }, total)));
    return votes.sort((a, b) => b.score - a.score).slice(0, limit);
  }

  private take(segment: Segment): void {
    this.segments.push(segment);
    segment.labels.forEach((label, slot) => {
      if (!segment.isRemoved(slot)) this.places.set(label, { segment, slot });
    });
  }

  private remove(label: number): void {
    const place = this.places.get(label);
    if (!place) return;
    place.segment.remove(place.slot);
    this.places.delete(label);
  }

  private joinSmall(): void {
    for (;;) {
      const [last, before] = [this.segments.at(-1), this.segments.at(-2)];
      if (!last || !before || before.size + last.size > JOINED_COVERS_MAX || last.size * 2 < before.size) return;
      this.segments = this.segments.slice(0, -2);
      this.take(Segment.join([before, last]));
    }
  }
}

/** Gives way to the rest of the process between turns. Throws when the signal fires. */
async function inTurns<Value>(turns: Generator<void, Value>, signal?: AbortSignal): Promise<Value> {
  for (;;) {
    const turn = turns.next();
    if (turn.done) return turn.value;
    await nextTurn();
    signal?.throwIfAborted();
  }
}

function toEntry(label: number, { descriptors, angles, sizes }: LocalFeatures): SegmentEntry {
  return {
    label,
    keys: keysOf(descriptors),
    angles: Uint8Array.from(angles, toAngleStep),
    sizes: Uint8Array.from(sizes, toSizeStep),
  };
}

type Asked = { keys: Uint32Array; angles: Uint8Array; sizes: Uint8Array };

/** Votes as they come: which cover, how heavy, and by how much the detail is turned and larger in the photo. */
class Ballot {
  slots = new Uint32Array(1 << 14);
  weights = new Float32Array(1 << 14);
  turns = new Uint8Array(1 << 14);
  scales = new Int16Array(1 << 14);
  count = 0;

  add(slot: number, weight: number, turn: number, scale: number): void {
    if (this.count === this.slots.length) this.grow();
    this.slots[this.count] = slot;
    this.weights[this.count] = weight;
    this.turns[this.count] = turn;
    this.scales[this.count] = scale;
    this.count += 1;
  }

  private grow(): void {
    const grown = <Values extends { length: number; set: (from: Values) => void }>(from: Values, to: Values) => {
      to.set(from);
      return to;
    };
    const length = this.count * 2;
    this.slots = grown(this.slots, new Uint32Array(length));
    this.weights = grown(this.weights, new Float32Array(length));
    this.turns = grown(this.turns, new Uint8Array(length));
    this.scales = grown(this.scales, new Int16Array(length));
  }
}

async function votesIn(segment: Segment, { keys, angles, sizes }: Asked, total: number): Promise<Vote[]> {
  const ballot = new Ballot();
  const cardsMax = Math.max(CARDS_MAX_LEAST, FULL_DRAWER * segment.meanDrawer);
  const count = angles.length;
  const collect = (table: number) => {
    const ownKeys = keys.subarray(table * count, (table + 1) * count);
    segment.findLike(table, ownKeys, cardsMax, (at, descriptor, drawerSize) => {
      ballot.add(
        segment.slotOf(descriptor),
        Math.log(1 + total / (1 + drawerSize)),
        ((angles[at] ?? 0) - (segment.angles[descriptor] ?? 0)) & (ANGLE_STEPS - 1),
        (sizes[at] ?? 0) - (segment.sizes[descriptor] ?? 0),
      );
    });
  };
  for (let table = 0; table < KEY_TABLES; table++) await inTurn(() => collect(table));
  return inTurn(() => tally(segment, ballot));
}

/** The heaviest agreement of each cover's votes. */
function tally(segment: Segment, { slots, weights, turns, scales, count }: Ballot): Vote[] {
  // Sorted by cover, by counting.
  const ends = new Uint32Array(segment.size + 1);
  for (let vote = 0; vote < count; vote++) ends[slots[vote] ?? 0] = (ends[slots[vote] ?? 0] ?? 0) + 1;
  for (let slot = 1; slot <= segment.size; slot++) ends[slot] = (ends[slot] ?? 0) + (ends[slot - 1] ?? 0);
  const order = new Uint32Array(count);
  const next = ends.slice();
  for (let vote = 0; vote < count; vote++) {
    const slot = slots[vote] ?? 0;
    next[slot] = (next[slot] ?? 0) - 1;
    order[next[slot] ?? 0] = vote;
  }

  const cells = new Float32Array(ANGLE_CELLS * SIZE_CELLS);
  const result: Vote[] = [];
  for (let slot = 0; slot < segment.size; slot++) {
    const [start, end] = [slot === 0 ? 0 : (ends[slot - 1] ?? 0), ends[slot] ?? 0];
    if (end - start < VOTES_MIN || segment.isRemoved(slot)) continue;
    cells.fill(0);
    let score = 0;
    const add = (angle: number, size: number, weight: number) => {
      const cell = (angle % ANGLE_CELLS) * SIZE_CELLS + size;
      const sum = (cells[cell] ?? 0) + weight;
      cells[cell] = sum;
      if (sum > score) score = sum;
    };
    for (let place = start; place < end; place++) {
      const vote = order[place] ?? 0;
      const weight = weights[vote] ?? 0;
      // Into both neighbouring cells of each kind, or votes on either side of a border would miss each other.
      const angle = Math.floor(((turns[vote] ?? 0) * ANGLE_CELLS) / ANGLE_STEPS);
      const size = Math.max(
        0,
        Math.min(SIZE_CELLS - 2, Math.floor((scales[vote] ?? 0) / SIZE_STEPS_A_CELL + SIZE_CELLS / 2)),
      );
      add(angle, size, weight);
      add(angle + 1, size, weight);
      add(angle, size + 1, weight);
      add(angle + 1, size + 1, weight);
    }
    result.push({ label: segment.labels[slot] ?? 0, score });
  }
  return result;
}
