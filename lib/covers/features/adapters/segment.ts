import "server-only";
import type { FileHandle } from "node:fs/promises";
import { KEY_BITS, KEY_TABLES } from "../rules";

/** A cover's descriptors as the index keeps them: their keys, table by table, and the pose of each. */
export type SegmentEntry = { label: number; keys: Uint32Array; angles: Uint8Array; sizes: Uint8Array };

/** How long the arrays of a segment in a file are. */
export type SegmentLengths = { covers: number; descriptors: number; drawerBits: number };

const DRAWER_BITS_MIN = 8;
const DRAWER_BITS_MAX = 20;
/** What a drawer holds on average at most: a card's 32 bits then have room for the rest of the key. */
const CARDS_A_DRAWER_MAX = 32;

/** Descriptors, or cards, that are filed in a turn: some 20 ms. */
const STEPS_A_TURN = 1 << 18;
const COVERS_A_TURN = 1 << 10;

/** Work that may be interrupted at every `yield`. */
type Turns<Value> = Generator<void, Value>;

/** Cuts the numbers up to `count` into ranges of `step`. */
function* rangesOf(count: number, step = STEPS_A_TURN): Generator<[from: number, to: number]> {
  for (let from = 0; from < count; from += step) yield [from, Math.min(from + step, count)];
}

function atOnce<Value>(turns: Turns<Value>): Value {
  for (;;) {
    const turn = turns.next();
    if (turn.done) return turn.value;
  }
}

/** More descriptors than this do not fit into one segment: 134,000 covers of 250. */
export const SEGMENT_DESCRIPTORS_MAX = CARDS_A_DRAWER_MAX << DRAWER_BITS_MAX;

function drawerBitsFor(descriptors: number): number {
  if (descriptors > SEGMENT_DESCRIPTORS_MAX) throw new Error(`${descriptors} descriptors are too many for a segment`);
  const needed = Math.ceil(Math.log2(Math.max(1, descriptors / CARDS_A_DRAWER_MAX)));
  return Math.max(DRAWER_BITS_MIN, needed);
}

/**
 * The descriptors of some covers, filed by key and never changed. In each table the first bits of a key name a drawer; a
 * card in it holds the rest of the key and, below, the descriptor's number: together 32 bits, whatever the size.
 */
export class Segment {
  private readonly removed: Uint8Array;
  private removedCount = 0;

  private constructor(
    private readonly drawerBits: number,
    readonly labels: Uint32Array,
    /** The number of each cover's first descriptor, and how many there are in all. */
    private readonly starts: Uint32Array,
    readonly angles: Uint8Array,
    readonly sizes: Uint8Array,
    /** Where the cards of each drawer begin, and where the last ones end, table by table. */
    private readonly drawers: Uint32Array,
    private readonly cards: Uint32Array,
  ) {
    this.removed = new Uint8Array(labels.length);
  }

  /** Files covers. */
  static of(entries: SegmentEntry[]): Segment {
    const filing = Segment.file(entries, function* (table, keys) {
      let at = 0;
      for (const entry of entries) {
        const count = entry.angles.length;
        keys.set(entry.keys.subarray(table * count, (table + 1) * count), at);
        at += count;
        yield;
      }
    });
    return atOnce(filing);
  }

  /** Files the covers of several segments as one, without those removed. */
  static join(segments: Segment[]): Segment {
    return atOnce(Segment.joining(segments));
  }

  /** `join` in turns of some ten milliseconds each. Until it is through, no cover of the segments may be removed. */
  static *joining(segments: Segment[]): Turns<Segment> {
    const entries: ReturnType<Segment["livingEntries"]> = [];
    for (const segment of segments) {
      for (const [from, to] of rangesOf(segment.size, COVERS_A_TURN)) {
        entries.push(...segment.livingEntries(from, to));
        yield;
      }
    }
    return yield* Segment.file(entries, function* (table, keys) {
      let shift = 0;
      for (const segment of segments) shift += yield* segment.copyKeys(table, keys, shift);
    });
  }

  private static *file(
    entries: Pick<SegmentEntry, "label" | "angles" | "sizes">[],
    copyKeys: (table: number, keys: Uint32Array) => Turns<void>,
  ): Turns<Segment> {
    const starts = new Uint32Array(entries.length + 1);
    entries.forEach(({ angles }, slot) => {
      starts[slot + 1] = (starts[slot] ?? 0) + angles.length;
    });
    const count = starts.at(-1) ?? 0;
    const [angles, sizes] = [new Uint8Array(count), new Uint8Array(count)];
    for (const [from, to] of rangesOf(entries.length, COVERS_A_TURN)) {
      entries.slice(from, to).forEach((entry, at) => {
        angles.set(entry.angles, starts[from + at]);
        sizes.set(entry.sizes, starts[from + at]);
      });
      yield;
    }

    const drawerBits = drawerBitsFor(count);
    const restBits = KEY_BITS - drawerBits;
    const perTable = (1 << drawerBits) + 1;
    const drawers = new Uint32Array(perTable * KEY_TABLES);
    const cards = new Uint32Array(count * KEY_TABLES);
    const keys = new Uint32Array(count);
    for (let table = 0; table < KEY_TABLES; table++) {
      yield* copyKeys(table, keys);
      const ends = drawers.subarray(table * perTable, (table + 1) * perTable);
      for (const [from, to] of rangesOf(count)) {
        for (let at = from; at < to; at++) {
          const drawer = (keys[at] ?? 0) >>> restBits;
          ends[drawer] = (ends[drawer] ?? 0) + 1;
        }
        yield;
      }
      let end = table * count;
      for (let drawer = 0; drawer < perTable; drawer++) {
        end += ends[drawer] ?? 0;
        ends[drawer] = end;
      }
      // From the back, so that what was the end of each drawer becomes its beginning.
      for (const [from, to] of rangesOf(count)) {
        for (let at = count - 1 - from; at >= count - to; at--) {
          const key = keys[at] ?? 0;
          const place = (ends[key >>> restBits] ?? 0) - 1;
          ends[key >>> restBits] = place;
          cards[place] = (key << (32 - restBits)) | at;
        }
        yield;
      }
    }
    return new Segment(
      drawerBits,
      Uint32Array.from(entries, ({ label }) => label),
      starts,
      angles,
      sizes,
      drawers,
      cards,
    );
  }

  /** Covers, with those removed. */
  get size(): number {
    return this.labels.length;
  }

  get descriptors(): number {
    return this.angles.length;
  }

  /** Cards in a drawer, on average. */
  get meanDrawer(): number {
    return this.descriptors / (1 << this.drawerBits);
  }

  get bytes(): number {
    return [this.labels, this.starts, this.angles, this.sizes, this.drawers, this.cards, this.removed].reduce(
      (sum, { byteLength }) => sum + byteLength,
      0,
    );
  }

  isRemoved(slot: number): boolean {
    return this.removed[slot] === 1;
  }

  /** Lets a cover be found no more. Its cards stay until segments are joined. */
  remove(slot: number): void {
    if (this.removed[slot] === 0) this.removedCount += 1;
    this.removed[slot] = 1;
  }

  /**
   * Calls back for each descriptor whose key in this table differs from `keys[at]` in one bit at most. Drawers with more
   * than `cardsMax` cards are passed over. A photo's look at ten thousand covers reads a million cards: one plain loop.
   */
  findLike(
    table: number,
    keys: Uint32Array,
    cardsMax: number,
    found: (at: number, descriptor: number, drawerSize: number) => void,
  ): void {
    const { cards, drawers, drawerBits } = this;
    const restBits = KEY_BITS - drawerBits;
    const numberBits = 32 - restBits;
    const mask = (1 << numberBits) - 1;
    const base = table * ((1 << drawerBits) + 1);
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] as number;
      const own = key >>> restBits;
      const rest = key & ((1 << restBits) - 1);
      // In its own drawer the rest of the key may differ; in those beside, the drawer differs already.
      for (let bit = -1; bit < drawerBits; bit++) {
        const drawer = base + (bit < 0 ? own : own ^ (1 << bit));
        const start = drawers[drawer] as number;
        const end = drawers[drawer + 1] as number;
        if (end - start > cardsMax) continue;
        for (let place = start; place < end; place++) {
          const card = cards[place] as number;
          const differing = (card >>> numberBits) ^ rest;
          if (differing === 0 || (bit < 0 && (differing & (differing - 1)) === 0)) found(at, card & mask, end - start);
        }
      }
    }
  }

  /** The cover that a descriptor is of, by its place in `labels`. */
  slotOf(descriptor: number): number {
    let [low, high] = [0, this.size];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.starts[middle] ?? 0) <= descriptor) low = middle;
      else high = middle;
    }
    return low;
  }

  private livingEntries(from: number, to: number) {
    return Array.from(this.labels.subarray(from, to), (label, at) => {
      const slot = from + at;
      const [start, end] = [this.starts[slot] ?? 0, this.starts[slot + 1] ?? 0];
      return { label, slot, angles: this.angles.subarray(start, end), sizes: this.sizes.subarray(start, end) };
    }).filter(({ slot }) => !this.isRemoved(slot));
  }

  /** Writes the keys of the living covers, in their order, at `shift`; answers how many. */
  private *copyKeys(table: number, keys: Uint32Array, shift: number): Turns<number> {
    // Where each descriptor goes, and one more: 0 is one of a removed cover.
    const places = new Uint32Array(this.descriptors);
    let count = 0;
    for (const [from, to] of rangesOf(this.size, COVERS_A_TURN)) {
      for (let slot = from; slot < to; slot++) {
        if (this.isRemoved(slot)) continue;
        for (let at = this.starts[slot] ?? 0; at < (this.starts[slot + 1] ?? 0); at++) places[at] = shift + ++count;
      }
      yield;
    }
    const restBits = KEY_BITS - this.drawerBits;
    const mask = (1 << (32 - restBits)) - 1;
    const base = table * ((1 << this.drawerBits) + 1);
    for (const [from, to] of rangesOf(1 << this.drawerBits, STEPS_A_TURN / CARDS_A_DRAWER_MAX)) {
      for (let drawer = from; drawer < to; drawer++) {
        const end = this.drawers[base + drawer + 1] ?? 0;
        for (let place = this.drawers[base + drawer] ?? 0; place < end; place++) {
          const card = this.cards[place] ?? 0;
          const at = places[card & mask] ?? 0;
          if (at > 0) keys[at - 1] = (drawer << restBits) | (card >>> (32 - restBits));
        }
      }
      yield;
    }
    return count;
  }

  private static arrays({ covers, descriptors, drawerBits }: SegmentLengths) {
    return {
      labels: new Uint32Array(covers),
      starts: new Uint32Array(covers + 1),
      angles: new Uint8Array(descriptors),
      sizes: new Uint8Array(descriptors),
      drawers: new Uint32Array(((1 << drawerBits) + 1) * KEY_TABLES),
      cards: new Uint32Array(descriptors * KEY_TABLES),
    };
  }

  /** Appends the arrays to a file as they are in memory; `read` wants to know the lengths. No cover may be removed. */
  async write(file: FileHandle): Promise<SegmentLengths> {
    if (this.removedCount > 0) throw new Error("a segment with removed covers is joined before it is written");
    for (const array of [this.labels, this.starts, this.angles, this.sizes, this.drawers, this.cards])
      await file.appendFile(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    return { covers: this.size, descriptors: this.descriptors, drawerBits: this.drawerBits };
  }

  /** Reads at the file's present place. Throws where it ends too soon. */
  static async read(file: FileHandle, lengths: SegmentLengths): Promise<Segment> {
    const { labels, starts, angles, sizes, drawers, cards } = Segment.arrays(lengths);
    for (const array of [labels, starts, angles, sizes, drawers, cards]) {
      const bytes = new Uint8Array(array.buffer);
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, at, bytes.length - at);
        if (bytesRead === 0) throw new Error("the snapshot ends too soon");
        at += bytesRead;
      }
    }
    return new Segment(lengths.drawerBits, labels, starts, angles, sizes, drawers, cards);
  }
}
