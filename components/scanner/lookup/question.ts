import { codeKind, sayOther } from "../barcodes/code-kind";
import { guessIsbn } from "../barcodes/paperback-code";
import type { BarcodeDecoder } from "../decoders/barcode-decoder";
import { encodePhoto, openFile } from "../photo/photo";
import type { Asking, Beside } from "./asking";
import { emptyFileProblem, notAnImageProblem, type RequestProblem, tooLargeProblem } from "./request-problem";

/** What the reader wants to know, complete enough to ask again. */
export type Question =
  | { kind: "photo"; photo: Blob }
  | { kind: "isbn"; isbn13: string }
  /** A book that was shown before, by its address. */
  | { kind: "book"; isbn: string };

export type Prepared = ({ ok: true } & Asking) | { ok: false; problem: RequestProblem };

/**
 * So long the cover waits for the barcode, that the server is not asked twice: of 30 real photos of ISBNs 29 were read
 * within 290 ms of being chosen, opening them included; phones are slower. To look until nothing is left to try took 0.5 s
 * for covers of 1 megapixel and 0.9 s for 12, more than half of what the whole answer took. A decoder that is still to be
 * fetched holds nobody up either.
 */
const HEAD_START_MS = 400;

/** A barcode that was not read by then will not be, or its decoder does not come. */
const LOOK_MAX_MS = 3_000;

/**
 * A picture from elsewhere: its barcode if it shows one, since that is certain; else its cover. After the head start the
 * cover is asked about while the barcode is still looked for.
 */
export async function questionOfFile(file: File, getDecoder: () => Promise<BarcodeDecoder>): Promise<Prepared> {
  const opened = await openFile(file);
  if (opened.kind === "not_an_image") return { ok: false, problem: notAnImageProblem() };
  if (opened.kind === "empty") return { ok: false, problem: emptyFileProblem() };
  if (opened.kind === "too_large") return { ok: false, problem: tooLargeProblem() };
  if (opened.kind === "opaque") return { ok: true, question: { kind: "photo", photo: opened.file }, surer: null };
  const { bitmap } = opened;
  const looking = findCode(bitmap, getDecoder);
  const encoding = encodePhoto(bitmap);
  // When both are done with it, whichever is waited for.
  void Promise.allSettled([looking, encoding]).then(() => bitmap.close());

  const early = await within(HEAD_START_MS, looking);
  if (early && "kind" in early) return { ok: true, question: early, surer: null };
  const question: Question = { kind: "photo", photo: await encoding };
  return { ok: true, question, surer: within(LOOK_MAX_MS, looking) };
}

/** What a promise comes to, or null where it takes longer. */
const within = <Value>(ms: number, promise: Promise<Value | null>): Promise<Value | null> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/** Never rejects: without a decoder (it could not be loaded), or where it fails, the cover can still be recognised. */
async function findCode(picture: ImageBitmap, getDecoder: () => Promise<BarcodeDecoder>): Promise<Beside> {
  try {
    const codes = await (await getDecoder()).decodeStill(picture);
    const kinds = codes.map((read) => ({ ...read, found: codeKind(read.code) }));
    for (const { found } of kinds) if (found.kind === "isbn") return { kind: "isbn", isbn13: found.isbn13 };
    for (const { code, addOn, found } of kinds)
      if (found.kind === "other") return { note: sayOther(found, guessIsbn(code, addOn)) };
  } catch {
    // As above.
  }
  return null;
}
