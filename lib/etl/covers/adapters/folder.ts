import "server-only";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";

/** The files of a folder and of those in it, in the order of their names; hidden ones are left out. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** A file's bytes; undefined where it has more than `bytesMax`. */
export async function readSmallFile(file: string, bytesMax: number): Promise<Buffer | undefined> {
  return (await stat(file)).size > bytesMax ? undefined : readFile(file);
}
