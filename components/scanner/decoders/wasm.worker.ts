import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { pixelsOfBitmap } from "./canvas-pixels";
import { type CodeRead, codesOf } from "./code-read";
import { prepareFrame, READER_OPTIONS, readPatiently, STILL_LONG_SIDE_MAX } from "./passes";
import type { Pixels } from "./pixels";
import type { FromWorker, ToWorker } from "./wasm-messages";

// As a worker, which the DOM library does not type.
const scope: {
  postMessage: (message: FromWorker) => void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
} = globalThis;

// Ours, not the CDN that the package falls back to: works offline and tells nobody what is being scanned.
const WASM_URL = new URL("zxing-wasm/reader/zxing_reader.wasm", import.meta.url).href;

const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

scope.onmessage = async ({ data: { id, picture, pass } }) => {
  let codes: CodeRead[] | null = null;
  try {
    if (context && pass === "still") {
      codes = await readPatiently(pixelsOfBitmap(picture, context, STILL_LONG_SIDE_MAX), read);
    } else if (context && pass !== "still") {
      codes = await read(prepareFrame(pixelsOfBitmap(picture, context), pass));
    }
  } catch {
    // The next frame comes in a tenth of a second; whoever asks counts how often this happens.
  } finally {
    picture.close();
  }
  scope.postMessage({ kind: "read", id, codes });
};

async function read({ data, width, height }: Pixels): Promise<CodeRead[]> {
  const found = await readBarcodes(new ImageData(new Uint8ClampedArray(data), width, height), READER_OPTIONS);
  return codesOf(found.map(({ text }) => text));
}

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
