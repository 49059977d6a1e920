import type { BarcodeDecoder } from "./barcode-decoder";
import { pixelsOfBitmap } from "./canvas-pixels";
import { prepareFrame, readPatiently, STILL_LONG_SIDE } from "./passes";
import { openScriptReader } from "./script-reader";

/** ZXing in plain JavaScript on the page's own thread: slow, but it runs everywhere. */
export function openScriptDecoder(): BarcodeDecoder {
  const read = openScriptReader();
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  return {
    name: "script",
    isTrusted: false,
    decode: async (frame, pass) => {
      try {
        return context ? read(prepareFrame(pixelsOfBitmap(frame, context), pass)) : [];
      } finally {
        frame.close();
      }
    },
    decodeStill: async (picture) =>
      context ? readPatiently(pixelsOfBitmap(picture, context, STILL_LONG_SIDE), read) : [],
    close: () => undefined,
  };
}
