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
    return Segment.file(entries, (table, keys) => {
      let at = 0;
      for (const entry of entries) {
        const count = entry.angles.length;
        keys.set(entry.keys.subarray(table * count, (table + 1) * count), at);
        at += count;
      }
    });
  }

  /** Files the covers of several segments as one, without those removed. */
  static join(segments: Segment[]): Segment {
    const entries = segments.flatMap((segment) => segment.livingEntries());
    return Segment.file(entries, (table, keys) => {
      let shift = 0;
      for (const segment of segments) shift += segment.copyKeys(table, keys, shift);
    });
  }

  private static file(
    entries: Pick<SegmentEntry, "label" | "angles" | "sizes">[],
    copyKeys: (table: number, keys: Uint32Array) => void,
  ): Segment {
    const starts = new Uint32Array(entries.length + 1);
    entries.forEach(({ angles }, slot) => {
      starts[slot + 1] = (starts[slot] ?? 0) + angles.length;
    });
    const count = starts.at(-1) ?? 0;
    const [angles, sizes] = [new Uint8Array(count), new Uint8Array(count)];
    entries.forEach((entry, slot) => {
      angles.set(entry.angles, starts[slot]);
      sizes.set(entry.sizes, starts[slot]);
    });

    const drawerBits = drawerBitsFor(count);
    const restBits = KEY_BITS - drawerBits;
    const perTable = (1 << drawerBits) + 1;
    const drawers = new Uint32Array(perTable * KEY_TABLES);
    const cards = new Uint32Array(count * KEY_TABLES);
    const keys = new Uint32Array(count);
    for (let table = 0; table < KEY_TABLES; table++) {
      copyKeys(table, keys);
      const ends = drawers.subarray(table * perTable, (table + 1) * perTable);
      for (let at = 0; at < count; at++) {
        const drawer = (keys[at] ?? 0) >>> restBits;
        ends[drawer] = (ends[drawer] ?? 0) + 1;
      }
      let end = table * count;
      for (let drawer = 0; drawer < perTable; drawer++) {
        end += ends[drawer] ?? 0;
        ends[drawer] = end;
      }
      // From the back, so that what was the end of each drawer becomes its beginning.
      for (let at = count - 1; at >= 0; at--) {
        const key = keys[at] ?? 0;
        const place = (ends[key >>> restBits] ?? 0) - 1;
        ends[key >>> restBits] = place;
        cards[place] = (key << (32 - restBits)) | at;
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
   * Calls back for each descriptor whose key in this table differs from `key` in one bit at most. Drawers with more than
   * `cardsMax` cards are passed over.
   */
  findLike(
    table: number,
    key: number,
    cardsMax: number,
    found: (descriptor: number, drawerSize: number) => void,
  ): void {
    const restBits = KEY_BITS - this.drawerBits;
    const own = key >>> restBits;
    const rest = key & ((1 << restBits) - 1);
    this.scan(table, own, rest, true, cardsMax, found);
    for (let bit = 0; bit < this.drawerBits; bit++) this.scan(table, own ^ (1 << bit), rest, false, cardsMax, found);
  }

  private scan(
    table: number,
    drawer: number,
    rest: number,
    mayDiffer: boolean,
    cardsMax: number,
    found: (descriptor: number, drawerSize: number) => void,
  ): void {
    const at = table * ((1 << this.drawerBits) + 1) + drawer;
    const start = this.drawers[at] ?? 0;
    const end = this.drawers[at + 1] ?? 0;
    if (end - start > cardsMax) return;
    const numberBits = 32 - (KEY_BITS - this.drawerBits);
    const mask = (1 << numberBits) - 1;
    for (let place = start; place < end; place++) {
      const card = this.cards[place] ?? 0;
      const differing = (card >>> numberBits) ^ rest;
      if (differing === 0 || (mayDiffer && (differing & (differing - 1)) === 0)) found(card & mask, end - start);
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

  private livingEntries() {
    return Array.from(this.labels, (label, slot) => {
      const [start, end] = [this.starts[slot] ?? 0, this.starts[slot + 1] ?? 0];
      return { label, slot, angles: this.angles.subarray(start, end), sizes: this.sizes.subarray(start, end) };
    }).filter(({ slot }) => !this.isRemoved(slot));
  }

  /** Writes the keys of the living covers, in their order, at `shift`; answers how many. */
  private copyKeys(table: number, keys: Uint32Array, shift: number): number {
    // How far each descriptor moves towards the front because of removed ones before it; -1: it is one of them.
    const places = new Int32Array(this.descriptors).fill(-1);
    let count = 0;
    for (let slot = 0; slot < this.size; slot++) {
      if (this.isRemoved(slot)) continue;
      for (let at = this.starts[slot] ?? 0; at < (this.starts[slot + 1] ?? 0); at++) places[at] = shift + count++;
    }
    const restBits = KEY_BITS - this.drawerBits;
    const mask = (1 << (32 - restBits)) - 1;
    const base = table * ((1 << this.drawerBits) + 1);
    for (let drawer = 0; drawer < 1 << this.drawerBits; drawer++) {
      const end = this.drawers[base + drawer + 1] ?? 0;
      for (let place = this.drawers[base + drawer] ?? 0; place < end; place++) {
        const card = this.cards[place] ?? 0;
        const to = places[card & mask] ?? -1;
        if (to >= 0) keys[to] = (drawer << restBits) | (card >>> (32 - restBits));
      }
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
