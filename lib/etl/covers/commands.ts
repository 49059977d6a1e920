import "server-only";
import { createHash } from "node:crypto";
import path from "node:path";
import { getBookId } from "@/lib/catalog/queries";
import { addCover } from "@/lib/covers/commands";
import { cleanPhoto, decodePhoto, listCoversOfBook, listKnownHashes } from "@/lib/covers/queries";
import { PICTURE_PROBLEMS } from "@/lib/covers/schema";
import { type Counts, noCounts } from "../schema";
import { listFiles, readSmallFile } from "./adapters/folder";
import { EXPLANATIONS, isbnOfFile, problemOf } from "./rules";
import type { CoverFileProblem, RejectedFile } from "./schema";

/** Pictures that are read and encoded at once: as many as there are cores on a small server. */
const AT_ONCE = 2;
const FILE_BYTES_MAX = 30 * 1024 * 1024;

type Options = {
  signal?: AbortSignal;
  isDryRun?: boolean;
  onProgress?: (done: number, total: number) => void;
  onRejected?: (file: RejectedFile) => void | Promise<void>;
};

const explain = (problem: CoverFileProblem): string =>
  problem in EXPLANATIONS
    ? EXPLANATIONS[problem as keyof typeof EXPLANATIONS]
    : PICTURE_PROBLEMS[problem as keyof typeof PICTURE_PROBLEMS];

/**
 * Keeps the pictures of a folder as covers of the books by whose ISBN they are named; each stands for its book from then
 * on, unless a person has chosen one. What the worker makes of a new cover follows by its events. A picture that is there
 * already changes nothing, so a run that was ended is simply run again.
 */
export async function importCovers(folder: string, { signal, isDryRun, onProgress, onRejected }: Options = {}) {
  const files = await listFiles(folder);
  const counts: Counts = noCounts();
  const rejections: Partial<Record<CoverFileProblem, number>> = {};
  const taken = new Set<number>();

  async function importFile(file: string): Promise<"imported" | "unchanged" | CoverFileProblem> {
    const isbn13 = isbnOfFile(file);
    if (isbn13 === undefined) return "no_isbn_in_name";
    const bookId = await getBookId({ isbn13 });
    if (bookId === undefined) return "not_in_the_catalogue";
    if (taken.has(bookId)) return "second_of_its_book";
    taken.add(bookId);
    if ((await listCoversOfBook(bookId)).some(({ source }) => source === "upload")) return "has_own_picture";
    const bytes = await readSmallFile(path.join(folder, file), FILE_BYTES_MAX);
    if (!bytes) return "too_many_bytes";
    const decoded = await decodePhoto(bytes);
    if (!decoded.ok) return decoded.reason;
    const problem = problemOf(decoded.picture);
    if (problem) return problem;
    if (isDryRun) return previewCover(bytes);
    const added = await addCover(bookId, "import", bytes);
    if (added.ok) return "imported";
    return added.reason === "already_there" ? "unchanged" : "not_in_the_catalogue";
  }

  for (let at = 0; at < files.length && !signal?.aborted; at += AT_ONCE) {
    const batch = files.slice(at, at + AT_ONCE);
    const outcomes = await Promise.all(batch.map(importFile));
    for (const [index, outcome] of outcomes.entries()) {
      counts.read += 1;
      if (outcome === "imported" || outcome === "unchanged") {
        counts[outcome] += 1;
        continue;
      }
      counts.rejected += 1;
      rejections[outcome] = (rejections[outcome] ?? 0) + 1;
      await onRejected?.({ file: batch[index] ?? "", problem: outcome, explanation: explain(outcome) });
    }
    onProgress?.(counts.read, files.length);
  }
  return { counts, rejections, isFinished: counts.read === files.length };
}

/** What would become of a picture: its bytes as they would be stored are looked for among those that are. */
async function previewCover(bytes: Buffer): Promise<"imported" | "unchanged" | CoverFileProblem> {
  const clean = await cleanPhoto(bytes);
  if (!clean.ok) return clean.reason;
  const sha256 = createHash("sha256").update(clean.jpeg).digest("hex");
  return (await listKnownHashes([sha256])).has(sha256) ? "unchanged" : "imported";
}
