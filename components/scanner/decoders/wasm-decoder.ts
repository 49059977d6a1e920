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

  const waiting = new Map<number, (codes: CodeRead[]) => void>();
  let lastId = 0;
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.kind !== "read") return;
    waiting.get(data.id)?.(data.codes);
    waiting.delete(data.id);
  };
  const answerAll = () => {
    for (const resolve of waiting.values()) resolve([]);
    waiting.clear();
  };
  // What is asked of a worker that broke down would wait for ever.
  let isBroken = false;
  worker.onerror = () => {
    isBroken = true;
    answerAll();
  };

  const ask = (picture: ImageBitmap, pass: ToWorker["pass"]) =>
    new Promise<CodeRead[]>((resolve) => {
      if (isBroken) {
        picture.close();
        return resolve([]);
      }
      lastId += 1;
      waiting.set(lastId, resolve);
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
      answerAll();
    },
  };
}

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
