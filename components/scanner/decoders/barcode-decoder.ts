/** How a frame is prepared before it is read; each finds codes that the others miss. */
export type FramePass =
  | "plain"
  /** Edges brought out: for a lens that is slightly out of focus. */
  | "sharpened"
  /** Turned by 45°: ZXing reads level and upright codes, but not what lies between. */
  | "tilted";

/** Reads retail codes (EAN-13, EAN-8, UPC-A, UPC-E) from one frame at a time. */
export type BarcodeDecoder = {
  name: "native" | "wasm" | "script";
  /** One reading is enough: the decoder checks over several lines itself. */
  isTrusted: boolean;
  /** The digits of the codes in the frame. Takes the frame over and closes it. */
  decode: (frame: ImageBitmap, pass: FramePass) => Promise<string[]>;
  close: () => void;
};

/**
 * The best decoder that this browser can run: its own, else ZXing-C++ in a worker, else ZXing in plain
 * JavaScript. Each is loaded only when its turn comes.
 */
export async function openDecoder(): Promise<BarcodeDecoder> {
  const { openNativeDecoder } = await import("./native-decoder");
  const native = await openNativeDecoder();
  if (native) return native;
  try {
    const { openWasmDecoder } = await import("./wasm-decoder");
    return await openWasmDecoder();
  } catch {
    // No WebAssembly, no OffscreenCanvas, or a policy that forbids either.
    const { openScriptDecoder } = await import("./script-decoder");
    return openScriptDecoder();
  }
}
