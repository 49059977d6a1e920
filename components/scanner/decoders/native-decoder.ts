import type { BarcodeDecoder } from "./barcode-decoder";

/** What TypeScript's DOM library does not know yet. Source: Shape Detection API, WICG. */
type NativeDetector = { detect: (image: ImageBitmapSource) => Promise<{ rawValue: string }[]> };
type NativeDetectorClass = {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats: () => Promise<string[]>;
};
declare global {
  var BarcodeDetector: NativeDetectorClass | undefined;
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
    return {
      name: "native",
      isTrusted: true,
      decode: async (frame) => {
        try {
          return (await detector.detect(frame)).map(({ rawValue }) => rawValue);
        } finally {
          frame.close();
        }
      },
      close: () => undefined,
    };
  } catch {
    return null; // the service behind the class is missing or broken
  }
}
