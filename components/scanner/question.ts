import { codeKind } from "./code-kind";
import type { BarcodeDecoder } from "./decoders/barcode-decoder";
import { encodePhoto, openFile } from "./photo";
import { emptyFileProblem, notAnImageProblem, type RequestProblem, tooLargeProblem } from "./request-problem";

/** What the reader wants to know, complete enough to ask again. */
export type Question =
  | { kind: "photo"; photo: Blob }
  | { kind: "isbn"; isbn13: string }
  /** A book that was shown before, by its address. */
  | { kind: "book"; isbn: string };

export type Prepared = { ok: true; question: Question } | { ok: false; problem: RequestProblem };

/** A picture from elsewhere: its barcode if it shows one, since that is certain; else its cover. */
export async function questionOfFile(file: File, getDecoder: () => Promise<BarcodeDecoder>): Promise<Prepared> {
  const opened = await openFile(file);
  if (opened.kind === "not_an_image") return { ok: false, problem: notAnImageProblem() };
  if (opened.kind === "empty") return { ok: false, problem: emptyFileProblem() };
  if (opened.kind === "too_large") return { ok: false, problem: tooLargeProblem() };
  if (opened.kind === "opaque") return { ok: true, question: { kind: "photo", photo: opened.file } };
  try {
    const isbn13 = await findIsbn(opened.bitmap, getDecoder);
    const question: Question = isbn13
      ? { kind: "isbn", isbn13 }
      : { kind: "photo", photo: await encodePhoto(opened.bitmap) };
    return { ok: true, question };
  } finally {
    opened.bitmap.close();
  }
}

async function findIsbn(picture: ImageBitmap, getDecoder: () => Promise<BarcodeDecoder>): Promise<string | null> {
  // Without a decoder (it could not be loaded) the cover can still be recognised.
  const decoder = await getDecoder().catch(() => null);
  const codes = decoder ? await decoder.decodeStill(picture) : [];
  for (const { code } of codes) {
    const found = codeKind(code);
    if (found.kind === "isbn") return found.isbn13;
  }
  return null;
}
