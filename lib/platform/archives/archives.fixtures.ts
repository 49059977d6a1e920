import { openArchive } from "./rules";

/** All files of an archive by their names. */
export async function unzip(archive: Uint8Array): Promise<Map<string, Buffer>> {
  const { names, read } = await openArchive(new Blob([new Uint8Array(archive)]), { entriesMax: 100_000 });
  const files = new Map<string, Buffer>();
  for (const name of names) files.set(name, Buffer.from(await read(name, 1 << 30)));
  return files;
}
