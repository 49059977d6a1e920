import "server-only";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { fail, ok } from "@/lib/platform/result";

/** `isUnreadable`: a folder that cannot be looked into. */
export type Listed = { name: string; isUnreadable: boolean };

/** What lies in a folder and in those within it, links among it, in the order of names; what is hidden is left out. */
export async function listFiles(folder: string): Promise<Listed[]> {
  const listed: Listed[] = [];
  async function walk(within: string): Promise<void> {
    for (const entry of await readdir(path.join(folder, within), { withFileTypes: true })) {
      const name = path.join(within, entry.name);
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) await walk(name).catch(() => listed.push({ name, isUnreadable: true }));
      else listed.push({ name, isUnreadable: false });
    }
  }
  await walk("");
  return listed.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The bytes of a file, or of that to which a link leads. Fails where there is none, or it cannot be read. */
export async function readSmallFile(file: string, bytesMax: number) {
  try {
    const facts = await stat(file);
    if (!facts.isFile()) return fail("unreadable");
    return facts.size > bytesMax ? fail("too_many_bytes") : ok({ bytes: await readFile(file) });
  } catch (error) {
    // It may have gone since it was listed, or be somebody else's: the others are read all the same.
    if (error instanceof Error && "code" in error) return fail("unreadable");
    throw error;
  }
}
