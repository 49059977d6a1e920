import { codeKind } from "../barcodes/code-kind";
import { isPaperbackCode } from "../barcodes/paperback-code";
import { AddOnReader, hasRoomForMore } from "./add-on-reader";
import type { BarcodeDecoder } from "./barcode-decoder";
import type { CodeRead } from "./code-read";

/** What TypeScript's DOM library does not know yet. Source: Shape Detection API, WICG. */
type NativeDetector = { detect: (image: ImageBitmapSource) => Promise<{ rawValue: string }[]> };
type NativeDetectorClass = {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats: () => Promise<string[]>;
};
declare global {
  var BarcodeDetector: NativeDetectorClass | undefined;
  interface Navigator {
    /** Network Information API, WICG. */
    connection?: { saveData?: boolean; effectiveType?: string };
  }
}

const RETAIL_FORMATS = ["ean_13", "ean_8", "upc_a", "upc_e"];

/** The device's own decoder, or null where there is none that reads EAN-13. */
export async function openNativeDecoder(): Promise<BarcodeDecoder | null> {
  if (!globalThis.BarcodeDetector) return null;
  try {
    const supported = await globalThis.BarcodeDetector.getSupportedFormats();
    // Desktop Linux has the class but no service behind it, so the list decides.
    const formats = RETAIL_FORMATS.filter((format) => supported.includes(format));
    if (!formats.includes("ean_13")) return null;
    const detector = new globalThis.BarcodeDetector({ formats });
    const addOns = new AddOnReader();
    const detect = async (picture: ImageBitmap): Promise<CodeRead[]> =>
      (await detector.detect(picture)).map(({ rawValue }) => ({ code: rawValue, addOn: null }));
    return {
      name: "native",
      isTrusted: true,
      decode: async (frame) => {
        let isKept = false;
        try {
          const codes = await detect(frame);
          const book = codes.find(({ code }) => codeKind(code).kind === "isbn" || isPaperbackCode(code));
          if (book && addOns.wants(book.code) && hasRoomForMore(navigator.connection)) {
            isKept = true;
            book.addOnLater = addOns.look(book.code, frame);
          }
          return codes;
        } finally {
          if (!isKept) frame.close();
        }
      },
      decodeStill: detect,
      close: () => addOns.close(),
    };
  } catch {
    return null; // the service behind the class is missing or broken
  }
}
