import type { BarcodeDecoder } from "./barcode-decoder";
import { openWasmDecoder } from "./wasm-decoder";

/** A book is not turned over for its price: after these the code has no add-on, or one that is hard to read. */
const LOOKS_MAX = 3;

/**
 * Looks for the add-on beside codes that the device's own decoder has read, which knows none: with ZXing-C++, fetched
 * when the first is asked for. Nobody waits for it.
 */
export class AddOnReader {
  #opened: Promise<BarcodeDecoder | null> | undefined;
  #code: string | null = null;
  #looks = 0;
  #isOpening = false;
  #isClosed = false;

  readonly #open: () => Promise<BarcodeDecoder>;

  constructor(open: () => Promise<BarcodeDecoder> = openWasmDecoder) {
    this.#open = open;
  }

  /** Whether another look at this code is worth its while. Not while the decoder is loaded: each frame that waits takes 4 MB. */
  wants(code: string): boolean {
    return !this.#isClosed && !this.#isOpening && (code !== this.#code || this.#looks < LOOKS_MAX);
  }

  /** The add-on of a code in a frame, or null; never rejects. Takes the frame over and closes it. */
  async look(code: string, frame: ImageBitmap): Promise<string | null> {
    this.#looks = code === this.#code ? this.#looks + 1 : 1;
    this.#code = code;
    // Without it there is no price, and everything else as before.
    this.#opened ??= this.#load();
    const decoder = await this.#opened;
    if (!decoder || this.#isClosed) {
      frame.close();
      return null;
    }
    const codes = await decoder.decode(frame, "plain").catch(() => []);
    const addOn = codes.find((read) => isSame(read.code, code))?.addOn ?? null;
    if (addOn && code === this.#code) this.#looks = LOOKS_MAX;
    return addOn;
  }

  async #load(): Promise<BarcodeDecoder | null> {
    this.#isOpening = true;
    try {
      return await this.#open();
    } catch {
      return null;
    } finally {
      this.#isOpening = false;
    }
  }

  close() {
    this.#isClosed = true;
    void this.#opened?.then((decoder) => decoder?.close());
  }
}

/** The device's own decoder leaves out the 0 in front of a UPC. */
const isSame = (one: string, other: string): boolean => one.padStart(13, "0") === other.padStart(13, "0");

type Connection = { saveData?: boolean; effectiveType?: string };

/** Whether 950 kB more may be fetched for something that nobody asked for. */
export function hasRoomForMore(connection: Connection | undefined): boolean {
  if (!connection) return true; // Safari and Firefox do not say
  return !connection.saveData && (connection.effectiveType ?? "4g") === "4g";
}
