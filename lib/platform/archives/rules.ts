/** Reads zip archives, in the browser and on the server. */

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] ?? 9) <= 7;

/** It is no archive, is broken, or would unpack to more than may be. */
export class ArchiveProblem extends Error {
  override name = "ArchiveProblem" as const;
  constructor(
    readonly trouble: "broken" | "too_large",
    options?: ErrorOptions,
  ) {
    super(`zip archive: ${trouble}`, options);
  }
}

export type Archive = {
  names: string[];
  /** Unpacks one file; what it says of its own size is not believed, so unpacking stops at the limit. */
  read: (name: string, bytesMax: number) => Promise<Uint8Array>;
};

/**
 * Opens a zip archive by the directory at its end: of the files in it none is read before it is asked for. Throws
 * `ArchiveProblem`, and so does `read`.
 */
export async function openArchive(archive: Blob, { entriesMax }: { entriesMax: number }): Promise<Archive> {
  // Nobody who only brings a table has to fetch it.
  const { BlobReader, configure, ZipReader } = await import("@zip.js/zip.js");
  configure({ useWebWorkers: false });
  const files = new Map<string, FileEntry>();
  try {
    let count = 0;
    for await (const entry of new ZipReader(new BlobReader(archive)).getEntriesGenerator()) {
      count += 1;
      if (count > entriesMax) throw new ArchiveProblem("too_large");
      if (!entry.directory) files.set(entry.filename, entry);
    }
  } catch (cause) {
    throw cause instanceof ArchiveProblem ? cause : new ArchiveProblem("broken", { cause });
  }
  return {
    names: [...files.keys()],
    read: async (name, bytesMax) => {
      const chunks: Uint8Array<ArrayBuffer>[] = [];
      let bytes = 0;
      const within = new WritableStream<Uint8Array<ArrayBuffer>>({
        write(chunk) {
          bytes += chunk.length;
          if (bytes > bytesMax) throw new ArchiveProblem("too_large");
          chunks.push(chunk);
        },
      });
      try {
        await files.get(name)?.getData(within);
      } catch (cause) {
        throw new ArchiveProblem(bytes > bytesMax ? "too_large" : "broken", { cause });
      }
      return new Uint8Array(await new Blob(chunks).arrayBuffer());
    },
  };
}

type FileEntry = import("@zip.js/zip.js").FileEntry;
