import { BarcodeFormat, BrowserMultiFormatOneDReader } from "@zxing/browser";
import { BinaryBitmap, DecodeHintType, GlobalHistogramBinarizer, RGBLuminanceSource } from "@zxing/library";
import type { CodeRead } from "./code-read";
import { greyOf, type Pixels, turned } from "./pixels";

/** ZXing in plain JavaScript: at most one code a picture, and only level ones, so the picture is also laid on its side. */
export function openScriptReader(): (pixels: Pixels) => CodeRead[] {
  const reader = new BrowserMultiFormatOneDReader(
    new Map<DecodeHintType, unknown>([
      [
        DecodeHintType.POSSIBLE_FORMATS,
        [BarcodeFormat.EAN_13, BarcodeFormat.EAN_8, BarcodeFormat.UPC_A, BarcodeFormat.UPC_E],
      ],
      [DecodeHintType.TRY_HARDER, true],
    ]),
  );
  return (pixels) => {
    const grey = greyOf(pixels);
    for (const { values, width, height } of [grey, turned(grey, 90)]) {
      try {
        const source = new RGBLuminanceSource(values, width, height);
        const found = reader.decodeBitmap(new BinaryBitmap(new GlobalHistogramBinarizer(source)));
        return [{ code: found.getText(), addOn: null }];
      } catch {
        // It throws when there is no code, and when one could not be made out.
      }
    }
    return [];
  };
}
