import "server-only";
import path from "node:path";
import { getBookId } from "@/lib/catalog/queries";
import { importCover } from "@/lib/covers/importing/commands";
import { cleanPhoto, decodePhoto } from "@/lib/covers/queries";
import { PICTURE_PROBLEMS } from "@/lib/covers/schema";
import { storageErrorOf } from "@/lib/platform/storage-error";
import { type Counts, noCounts, STORAGE_TROUBLES } from "../schema";
import { type Listed, listFiles, readSmallFile } from "./adapters/folder";
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

/** What it means for a file that its picture was not taken. */
const OUTCOMES = {
  already_there: "unchanged",
  book_not_found: "not_in_the_catalogue",
  chosen_by_person: "has_own_picture",
  refused_by_person: "refused_before",
} as const satisfies Record<string, Outcome>;

/**
 * Keeps the pictures of a folder as covers of the books by whose ISBN they are named; each stands for its book from then
 * on, unless a person has chosen one, or has rejected or taken away one that looks like it. A file that cannot be read
 * keeps none of the others. What the worker makes of a new cover follows by its events. A picture that is there
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
  let trouble: string | undefined;

  async function importFile({ name: file, isUnreadable }: Listed): Promise<Outcome> {
    if (isUnreadable) return "unreadable";
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
    const read = await readSmallFile(path.join(folder, file), FILE_BYTES_MAX);
    if (!read.ok) return read.reason;
    const { bytes } = read;
    const decoded = await decodePhoto(bytes);
    if (!decoded.ok) return decoded.reason;
    const problem = problemOf(decoded.picture);
    if (problem) return problem;
    const added = bookId === undefined ? await cleanPhoto(bytes) : await importCover(bookId, bytes, { isDryRun });
    if (added.ok) return "imported";
    const { reason } = added;
    return reason in OUTCOMES ? OUTCOMES[reason as keyof typeof OUTCOMES] : (reason as CoverFileProblem);
  }

  /** Undefined: it could not be stored, and is among the rest that the next run takes. */
  async function tryFile(file: Listed): Promise<Outcome | undefined> {
    try {
      return await importFile(file);
    } catch (error) {
      const storage = storageErrorOf(error);
      if (!storage) throw error;
      trouble ??= `${file.name} could not be stored: ${STORAGE_TROUBLES[storage.trouble]} (${storage.place}).`;
      return undefined;
    }
  }

  for (let at = 0; at < files.length && !signal?.aborted && trouble === undefined; at += AT_ONCE) {
    const batch = files.slice(at, at + AT_ONCE);
    const outcomes = await Promise.all(batch.map(tryFile));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome === undefined) continue;
      counts.read += 1;
      if (outcome === "imported" || outcome === "unchanged") {
        counts[outcome] += 1;
        continue;
      }
      counts.rejected += 1;
      rejections[outcome] = (rejections[outcome] ?? 0) + 1;
      await onRejected?.({ file: batch[index]?.name ?? "", problem: outcome, explanation: explain(outcome) });
    }
    onProgress?.(counts.read, files.length);
  }
  return { counts, rejections, trouble, isFinished: counts.read === files.length };
}
