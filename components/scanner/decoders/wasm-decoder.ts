import type { BarcodeDecoder } from "./barcode-decoder";
import type { CodeRead } from "./code-read";
import type { FromWorker, ToWorker } from "./wasm-messages";

/** On a slow line the 950 kB take this long; later the plain decoder is the better service. */
const READY_WITHIN_MS = 20_000;

/** ZXing-C++ in a worker, so that the preview stays smooth. Rejects where the browser cannot run it. */
export async function openWasmDecoder(): Promise<BarcodeDecoder> {
  if (typeof OffscreenCanvas === "undefined" || typeof WebAssembly === "undefined") throw new Error("not supported");
  const worker = new Worker(new URL("./wasm.worker.ts", import.meta.url), { type: "module" });
  try {
    await untilReady(worker);
  } catch (error) {
    worker.terminate();
    throw error;
  }

  const waiting = new Map<number, { resolve: (codes: CodeRead[]) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.kind !== "read") return;
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.codes) asked?.resolve(data.codes);
    else asked?.reject(new Error("the frame could not be read"));
  };
  // What is asked of a worker that broke down would wait for ever.
  let isBroken = false;
  worker.onerror = () => {
    isBroken = true;
    for (const { reject } of waiting.values()) reject(brokenDown());
    waiting.clear();
  };

  const ask = (picture: ImageBitmap, pass: ToWorker["pass"]) =>
    new Promise<CodeRead[]>((resolve, reject) => {
      if (isBroken) {
        picture.close();
        return reject(brokenDown());
      }
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      const message: ToWorker = { id: lastId, picture, pass };
      worker.postMessage(message, [picture]);
    });

  return {
    name: "wasm",
    isTrusted: false,
    decode: ask,
    // What is sent to the worker is gone here.
    decodeStill: async (picture) => ask(await createImageBitmap(picture), "still"),
    close: () => {
      worker.terminate();
      for (const { resolve } of waiting.values()) resolve([]);
      waiting.clear();
    },
  };
}

const brokenDown = () => new Error("the worker broke down");

function untilReady(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the decoder did not start in time")), READY_WITHIN_MS);
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      clearTimeout(timer);
      if (data.kind === "ready") resolve();
      else reject(new Error("the decoder could not be loaded"));
    };
    worker.onerror = () => {
      clearTimeout(timer);
      reject(new Error("the worker could not be started"));
    };
  });
}
