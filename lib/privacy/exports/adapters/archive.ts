import "server-only";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathFor } from "@/lib/platform/storage";
import { type ZipPart, zipOf } from "@/lib/platform/zip";
import { exportKey } from "../rules";

/** Other accounts of the machine have no business with it. */
const PRIVATE_FILE = 0o600;

/**
 * Writes an archive aside and renames it when it is whole, one part after another, each read as it is written: memory does
 * not grow with what is in it. Answers with its length. When the signal fires nothing of it is left.
 */
export async function writeArchive(
  id: string,
  parts: ZipPart[],
  { signal, onPart }: { signal?: AbortSignal; onPart: () => void },
): Promise<number> {
  const target = await pathFor(exportKey(id));
  const aside = `${target}.part`;
  const told = parts.map(({ name, read }): ZipPart => {
    return {
      name,
      read: () => {
        onPart();
        return read();
      },
    };
  });
  try {
    await rm(aside, { force: true });
    await pipeline(zipOf(told), createWriteStream(aside, { mode: PRIVATE_FILE }), { signal });
    const { size } = await stat(aside);
    await rename(aside, target);
    return size;
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** The file as a stream, with its length; undefined where there is none. */
export async function openArchive(id: string): Promise<{ stream: Readable; size: number } | undefined> {
  const file = await pathFor(exportKey(id));
  try {
    const handle = await open(file, "r");
    const { size } = await handle.stat();
    return { stream: createReadStream(file, { fd: handle }), size };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Removes an archive, also one that is not finished. Twice is once. */
export async function removeArchive(id: string): Promise<void> {
  const file = await pathFor(exportKey(id));
  for (const one of [file, `${file}.part`]) await rm(one, { force: true });
}

/** The ids of all archives that there are, also of those that are not finished, written before a moment. */
export async function listArchives(writtenBefore: Date): Promise<string[]> {
  const folder = path.dirname(await pathFor(exportKey("any")));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ids = new Set<string>();
  for (const name of await readdir(folder)) {
    const id = /^([0-9a-f-]{36})\.zip(?:\.part)?$/.exec(name)?.[1];
    if (id && (await stat(path.join(folder, name))).mtime < writtenBefore) ids.add(id);
  }
  return [...ids];
}
