import { BarcodeFormat, BrowserMultiFormatOneDReader } from "@zxing/browser";
import { DecodeHintType } from "@zxing/library";
import type { BarcodeDecoder } from "./barcode-decoder";

/** ZXing in plain JavaScript on the page's own thread: slow, but it runs everywhere. */
export function openScriptDecoder(): BarcodeDecoder {
  const reader = new BrowserMultiFormatOneDReader(
    new Map<DecodeHintType, unknown>([
      [
        DecodeHintType.POSSIBLE_FORMATS,
        [BarcodeFormat.EAN_13, BarcodeFormat.EAN_8, BarcodeFormat.UPC_A, BarcodeFormat.UPC_E],
      ],
      [DecodeHintType.TRY_HARDER, true],
    ]),
  );
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });

  return {
    name: "script",
    isTrusted: false,
    decode: async (frame) => {
      canvas.width = frame.width;
      canvas.height = frame.height;
      context?.drawImage(frame, 0, 0);
      frame.close();
      try {
        return [reader.decodeFromCanvas(canvas).getText()];
      } catch {
        return []; // it throws when there is no code, and when one could not be made out
      }
    },
    close: () => undefined,
  };
}
