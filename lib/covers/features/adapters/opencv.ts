import "server-only";
import type * as OpenCv from "@techstark/opencv-js";

/** What its own types leave out. */
type Cv = typeof OpenCv & {
  AKAZE: new (
    descriptorType: unknown,
    descriptorSize: number,
    descriptorChannels: number,
    threshold: number,
    octaves: number,
    octaveLayers: number,
    diffusivity: unknown,
  ) => OpenCv.Feature2D & { delete: () => void };
  AKAZE_DescriptorType: { DESCRIPTOR_MLDB: unknown };
  KAZE_DiffusivityType: { DIFF_PM_G2: unknown };
  USAC_MAGSAC: number;
};

type Loaded = Cv & { onRuntimeInitialized: () => void; then?: unknown };

let loading: Promise<Cv> | undefined;

async function load(): Promise<Cv> {
  const { default: library } = (await import("@techstark/opencv-js")) as unknown as { default: Loaded };
  if (!("Mat" in library))
    await new Promise<void>((resolve) => Object.assign(library, { onRuntimeInitialized: resolve }));
  // It calls back with itself: a promise that meets such a `then` asks it again for ever.
  delete library.then;
  return library;
}

/** OpenCV as WebAssembly, loaded once a thread: 0.2 s and some 60 MB. Its work blocks, so only threads call this. */
export function openCv(): Promise<Cv> {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

type Disposable = { delete: () => void };

/** Runs `work` with a way to say what is to be freed after it: WebAssembly's memory knows no garbage collection. */
export function withDisposal<Value>(work: (own: <Owned extends Disposable>(owned: Owned) => Owned) => Value): Value {
  const all: Disposable[] = [];
  try {
    return work((owned) => {
      all.push(owned);
      return owned;
    });
  } finally {
    for (const owned of all.reverse()) owned.delete();
  }
}
