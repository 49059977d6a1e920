import "server-only";
import { createHash } from "node:crypto";
import path from "node:path";
import { getBookId } from "@/lib/catalog/queries";
import { addCover } from "@/lib/covers/commands";
import { cleanPhoto, decodePhoto, listCoversOfBook } from "@/lib/covers/queries";
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
  /** For a dry run: whether a book with this ISBN-13 would be there by then. */
  isComing?: (isbn13: string) => boolean;
  onProgress?: (done: number, total: number) => void;
  onRejected?: (file: RejectedFile) => void | Promise<void>;
};

type Outcome = "imported" | "unchanged" | CoverFileProblem;

const explain = (problem: CoverFileProblem): string =>
  problem in EXPLANATIONS
    ? EXPLANATIONS[problem as keyof typeof EXPLANATIONS]
    : PICTURE_PROBLEMS[problem as keyof typeof PICTURE_PROBLEMS];

/**
 * Keeps the pictures of a folder as covers of the books by whose ISBN they are named; each stands for its book from then
 * on, unless a person has chosen one. What the worker makes of a new cover follows by its events. A picture that is there
 * already changes nothing, so a run that was ended is simply run again.
 */
export async function importCovers(
  folder: string,
  { signal, isDryRun, isComing = () => false, onProgress, onRejected }: Options = {},
) {
  const files = await listFiles(folder);
  const counts: Counts = noCounts();
  const rejections: Partial<Record<CoverFileProblem, number>> = {};
  /** By ISBN, whether a file of it was taken; the next one of the same book waits to hear that. */
  const turns = new Map<string, Promise<boolean>>();

  async function importFile(file: string): Promise<Outcome> {
    const isbn13 = isbnOfFile(file);
    if (isbn13 === undefined) return "no_isbn_in_name";
    const before = turns.get(isbn13);
    const outcome = (async () => ((await before) ? "second_of_its_book" : takeFile(file, isbn13)))();
    turns.set(
      isbn13,
      outcome.then(
        (what) => ["imported", "unchanged", "second_of_its_book"].includes(what),
        () => false,
      ),
    );
    return outcome;
  }

  async function takeFile(file: string, isbn13: string): Promise<Outcome> {
    const bookId = await getBookId({ isbn13 });
    if (bookId === undefined && !isComing(isbn13)) return "not_in_the_catalogue";
    const covers = bookId === undefined ? [] : await listCoversOfBook(bookId);
    if (covers.some(({ source }) => source === "upload")) return "has_own_picture";
    const bytes = await readSmallFile(path.join(folder, file), FILE_BYTES_MAX);
    if (!bytes) return "too_many_bytes";
    const decoded = await decodePhoto(bytes);
    if (!decoded.ok) return decoded.reason;
    const problem = problemOf(decoded.picture);
    if (problem) return problem;
    if (isDryRun) return previewCover(bytes, covers);
    if (bookId === undefined) return "not_in_the_catalogue";
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

/** What would become of a picture: its bytes as they would be stored are looked for among the covers of its book. */
async function previewCover(bytes: Buffer, covers: { sha256: string }[]): Promise<Outcome> {
  const clean = await cleanPhoto(bytes);
  if (!clean.ok) return clean.reason;
  const hash = createHash("sha256").update(clean.jpeg).digest("hex");
  return covers.some(({ sha256 }) => sha256 === hash) ? "unchanged" : "imported";
}
