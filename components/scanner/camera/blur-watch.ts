import { BLURRED_FROM } from "./sharpness";

/** A camera that is still focusing needs no advice. */
const PATIENCE_MS = 1_500;

/** Notices when the picture has been too blurred to read for a while. Takes the clock as an argument, in milliseconds. */
export class BlurWatch {
  #blurredSince: number | null = null;

  /** Notes how blurred the picture is just now; null: nothing to tell by. True: time for advice. */
  see(blurriness: number | null, at: number): boolean {
    if (blurriness === null || blurriness < BLURRED_FROM) {
      this.#blurredSince = null;
      return false;
    }
    this.#blurredSince ??= at;
    return at - this.#blurredSince >= PATIENCE_MS;
  }

  /** A code was read, so it is sharp enough. */
  reset() {
    this.#blurredSince = null;
  }
}
