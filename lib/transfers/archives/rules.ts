import { ArchiveProblem, openArchive } from "@/lib/platform/archives/rules";
import { fail, ok } from "@/lib/platform/result";

/** Unpacked text of a library of twenty thousand books, with room to spare. */
const LIBRARY_BYTES_MAX = 96 * 1024 * 1024;
const ENTRIES_MAX = 60_000;

/** Names in archives that hold a library, the surest first. */
const LIBRARY_FILES = [/(^|\/)library\.json$/, /(^|\/)books\.backup$/, /\.(?:csv|tsv)$/i, /\.(?:json|txt)$/i];
const isHidden = (name: string) => /(^|\/)(?:__MACOSX|\.)/.test(name);

/**
 * The file in an archive that holds a library. In the browser as well: there the pictures beside it, which may be a
 * gigabyte, need not be sent.
 */
export async function takeLibrary(archive: Blob) {
  try {
    const { names, read } = await openArchive(archive, { entriesMax: ENTRIES_MAX });
    const shown = names.filter((name) => !isHidden(name));
    const name = LIBRARY_FILES.flatMap((pattern) => shown.find((one) => pattern.test(one)) ?? [])[0];
    if (name === undefined) return fail("nothing_inside", "There is no library in this zip file.");
    return ok({ name, bytes: await read(name, LIBRARY_BYTES_MAX) });
  } catch (error) {
    if (!(error instanceof ArchiveProblem)) throw error;
    if (error.trouble === "too_large")
      return fail("zip_too_large", "What is in this zip file is too large to be a library.");
    return fail("broken_zip", "This zip file cannot be opened. Please unpack it and choose the file inside.");
  }
}
