import { prepareZXingModule, type ReaderOptions, readBarcodes } from "zxing-wasm/reader";
import { sharpen } from "../sharpness";
import type { FramePass } from "./barcode-decoder";
import type { FromWorker, ToWorker } from "./wasm-messages";

// As a worker, which the DOM library does not type.
const scope: {
  postMessage: (message: FromWorker) => void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
} = globalThis;

// Ours, not the CDN that the package falls back to: works offline and tells nobody what is being scanned.
const WASM_URL = new URL("zxing-wasm/reader/zxing_reader.wasm", import.meta.url).href;

const OPTIONS: ReaderOptions = {
  formats: ["EAN13", "EAN8", "UPCA", "UPCE"],
  tryHarder: true,
  tryRotate: true,
  // Books print dark on light.
  tryInvert: false,
};

const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext("2d", { willReadFrequently: true });

scope.onmessage = async ({ data: { id, frame, pass } }) => {
  let codes: string[] = [];
  try {
    const pixels = pixelsOf(frame, pass);
    if (pixels) codes = (await readBarcodes(pixels, OPTIONS)).map(({ text }) => text);
  } catch {
    // A frame that cannot be read is a frame without a code; the next one comes in a tenth of a second.
  } finally {
    frame.close();
  }
  scope.postMessage({ kind: "read", id, codes });
};

async function prepare(): Promise<FromWorker> {
  if (!context) return { kind: "failed" };
  try {
    await prepareZXingModule({ overrides: { locateFile: () => WASM_URL }, fireImmediately: true });
    return { kind: "ready" };
  } catch {
    return { kind: "failed" };
  }
}

void prepare().then((message) => scope.postMessage(message));

function pixelsOf(frame: ImageBitmap, pass: FramePass): ImageData | null {
  if (!context) return null;
  const { width, height } = frame;
  // Setting the size also clears the last frame.
  canvas.width = width;
  canvas.height = height;
  if (pass === "tilted") {
    context.translate(width / 2, height / 2);
    context.rotate(Math.PI / 4);
    context.translate(-width / 2, -height / 2);
  }
  context.drawImage(frame, 0, 0);
  const pixels = context.getImageData(0, 0, width, height);
  if (pass === "sharpened") sharpen(pixels.data, width, height);
  return pixels;
}
