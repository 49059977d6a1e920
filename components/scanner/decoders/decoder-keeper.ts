import { type BarcodeDecoder, type DecoderName, openDecoder } from "./barcode-decoder";

/** A single frame may be unreadable; a decoder that fails so often without a break is broken. */
const FAILURES_MAX = 5;

/** Opens the best decoder besides those that are broken. */
type Open = (broken: ReadonlySet<DecoderName>) => Promise<BarcodeDecoder>;

/** One decoder at a time, loaded when first asked for. One that breaks down makes room for the next that the browser can run. */
export class DecoderKeeper {
  readonly #open: Open;
  readonly #broken = new Set<DecoderName>();
  #opened: Promise<BarcodeDecoder> | null = null;

  constructor(open: Open = openDecoder) {
    this.#open = open;
  }

  readonly get = (): Promise<BarcodeDecoder> => {
    if (this.#opened) return this.#opened;
    const opened = this.#open(this.#broken).then((decoder) => this.#watched(decoder));
    this.#opened = opened;
    // A load that failed on a bad connection may succeed the next time.
    opened.catch(() => this.#leave(opened));
    return opened;
  };

  close(): void {
    const opened = this.#opened;
    this.#opened = null;
    opened?.then(
      (decoder) => decoder.close(),
      () => undefined,
    );
  }

  #leave(opened: Promise<BarcodeDecoder>): void {
    if (this.#opened === opened) this.#opened = null;
  }

  #watched(decoder: BarcodeDecoder): BarcodeDecoder {
    let failures = 0;
    let isDropped = false;
    const watch = async <Value>(reading: Promise<Value>): Promise<Value> => {
      try {
        const value = await reading;
        failures = 0;
        return value;
      } catch (error) {
        failures += 1;
        // After the plain one there is no other.
        if (failures >= FAILURES_MAX && decoder.name !== "script" && !isDropped) {
          isDropped = true;
          this.#broken.add(decoder.name);
          this.close();
        }
        throw error;
      }
    };
    return {
      ...decoder,
      decode: (frame, pass) => watch(decoder.decode(frame, pass)),
      decodeStill: (picture) => watch(decoder.decodeStill(picture)),
    };
  }
}
