import type { CodeRead } from "./code-read";
import type { FramePass } from "./passes";

export type DecoderName = "native" | "wasm" | "script";

/** Reads retail codes (EAN-13, EAN-8, UPC-A, UPC-E) from one picture at a time. */
export type BarcodeDecoder = {
  name: DecoderName;
  /** One reading is enough: the decoder checks over several lines itself. */
  isTrusted: boolean;
  /** The codes in a frame of the video; rejects where it fails. Takes the frame over and closes it. */
  decode: (frame: ImageBitmap, pass: FramePass) => Promise<CodeRead[]>;
  /** The codes in a still picture, the likeliest first; takes its time. The picture stays open. */
  decodeStill: (picture: ImageBitmap) => Promise<CodeRead[]>;
  close: () => void;
};

/**
 * The best decoder that this browser can run: its own, else ZXing-C++ in a worker, else ZXing in plain
 * JavaScript. Each is loaded only when its turn comes, and not at all where it has turned out to be broken.
 */
export async function openDecoder(broken: ReadonlySet<DecoderName>): Promise<BarcodeDecoder> {
  const { openNativeDecoder } = await import("./native-decoder");
  const native = broken.has("native") ? null : await openNativeDecoder();
  if (native) return native;
  try {
    if (broken.has("wasm")) throw new Error("broken");
    const { openWasmDecoder } = await import("./wasm-decoder");
    return await openWasmDecoder();
  } catch {
    // No WebAssembly, no OffscreenCanvas, or a policy that forbids either.
    const { openScriptDecoder } = await import("./script-decoder");
    return openScriptDecoder();
  }
}
