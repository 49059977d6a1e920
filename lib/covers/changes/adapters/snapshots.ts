import "server-only";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { log } from "@/lib/platform/log";
import { localFiles, pathFor } from "@/lib/platform/storage";

/** Snapshots that stay: the newest, and one before it for a process that is just reading it. */
const KEPT = 2;

/** Where the snapshots of one index lie: `<folder>/<seq>.<extension>`, and the facts about each in `<seq>.json`. */
export type SnapshotPlace = { folder: string; extension: string };

/** What every snapshot says of its file, to notice one that was cut short or damaged; the index adds facts of its own. */
const wholeness = z.looseObject({ sha256: z.string().length(64) });

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

async function listNames(folder: string): Promise<string[]> {
  return readdir(path.dirname(await pathFor(`${folder}/x`)));
}

/** Numbers of the snapshots that are whole, newest first: the facts are written last. */
async function listSnapshots(folder: string): Promise<number[]> {
  return (await listNames(folder))
    .flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

/** The number of the newest snapshot, 0 where there is none. */
export async function newestSnapshotSeq({ folder }: SnapshotPlace): Promise<number> {
  return (await listSnapshots(folder))[0] ?? 0;
}

/** Without its facts it is none: its number alone would keep the writer, which does not look into it, from writing another. */
const discard = (folder: string, seq: number): Promise<void> =>
  localFiles
    .remove(`${folder}/${seq}.json`)
    .catch((error) => log.warn("covers.snapshot_not_removed", { folder, seq, error }));

/** Too many open files, a disk that does not answer: the next one to read it may have more luck. */
const isMachineTrouble = (error: unknown): boolean =>
  error instanceof Error && "errno" in error && "code" in error && error.code !== "ENOENT";

/**
 * The newest snapshot that can be read. One that is damaged, or that `read` makes nothing of, is passed over, said so and
 * removed: it costs a rebuild, never data. So is one that is ahead of the database, which then was brought back from an
 * older backup: its numbers come again.
 */
export async function loadNewestSnapshot<Index>(
  { folder, extension }: SnapshotPlace,
  getNewestSeq: () => Promise<number>,
  read: (file: string, facts: unknown) => Promise<Index>,
): Promise<Index | undefined> {
  const seqs = await listSnapshots(folder);
  // Asked after the list is made, or a snapshot that was written in between would look as if it were ahead.
  const newestSeq = await getNewestSeq();
  for (const seq of seqs) {
    if (seq > newestSeq) {
      await discard(folder, seq);
      continue;
    }
    try {
      const facts = wholeness.parse(JSON.parse(String(await localFiles.get(`${folder}/${seq}.json`))));
      const file = await pathFor(`${folder}/${seq}.${extension}`);
      if ((await hashOf(file)) !== facts.sha256) throw new Error("the snapshot is not whole");
      return await read(file, facts);
    } catch (error) {
      log.warn("covers.snapshot_unreadable", { folder, seq, error });
      if (!isMachineTrouble(error)) await discard(folder, seq);
    }
  }
  return undefined;
}

/** Removes all of an index's snapshots. */
export async function removeSnapshots({ folder }: Pick<SnapshotPlace, "folder">): Promise<void> {
  await rm(path.dirname(await pathFor(`${folder}/x`)), { recursive: true, force: true });
}

/**
 * Removes what lies beside an index's snapshots under names that begin alike, if nothing was written there since `before`:
 * those of a former way of making them, and those of a former database. What is younger may be another release's that
 * runs side by side.
 */
export async function removeFormerSnapshots({ folder }: SnapshotPlace, prefix: string, before: Date): Promise<void> {
  const [root, present] = [path.posix.dirname(folder), path.posix.basename(folder)];
  for (const name of await listNames(root)) {
    if (!name.startsWith(prefix) || name === present) continue;
    const { mtime } = await stat(await pathFor(`${root}/${name}`));
    if (mtime < before) await removeSnapshots({ folder: `${root}/${name}` });
  }
}

/**
 * Lets `write` write the snapshot with this number aside, renames it, and removes those that nobody needs any more. The
 * facts that `write` returns are what `read` gets when it is loaded.
 */
export async function saveSnapshot(
  { folder, extension }: SnapshotPlace,
  seq: number,
  write: (file: string) => Promise<object>,
): Promise<void> {
  const file = await pathFor(`${folder}/${seq}.${extension}`);
  const aside = `${file}.part`;
  try {
    const facts = { ...(await write(aside)), sha256: await hashOf(aside) };
    await rename(aside, file);
    await localFiles.put(`${folder}/${seq}.json`, Buffer.from(JSON.stringify(facts)));
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
  await removeOlderSnapshots({ folder }, KEPT);
}

/**
 * Removes all but the newest snapshots. One alone stays where what was erased must not lie in the one before it; a process
 * that is just reading that goes on with the open file, or makes its index of the database.
 */
export async function removeOlderSnapshots({ folder }: Pick<SnapshotPlace, "folder">, kept = 1): Promise<void> {
  const newest = (await listSnapshots(folder)).slice(0, kept).map(String);
  // Also what a crash half-way left: a file without its facts, or a `.part`.
  for (const name of await listNames(folder)) {
    if (!newest.includes(name.split(".")[0] ?? "")) await localFiles.remove(`${folder}/${name}`);
  }
}
