import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";

const inflate = promisify(inflateRaw);

/** Signatures and sizes of the parts of an archive: .ZIP File Format Specification 6.3, sections 4.3 and 4.4. */
const [END, ENTRY] = [Buffer.from([0x50, 0x4b, 0x05, 0x06]), 0x02014b50];
const [END_BYTES, ENTRY_BYTES, LOCAL_BYTES] = [22, 46, 30];
const COMMENT_BYTES_MAX = 0xffff;
const [STORED, DEFLATED] = [0, 8];

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] ?? 9) <= 7;

export type ZipLimits = {
  /** Of what is unpacked, all together. */
  bytesMax: number;
  /** Names in the directory. */
  entriesMax: number;
  wants: (name: string) => boolean;
};

/** It is no archive, is broken, or would unpack to more than may be. */
export class ZipProblem extends Error {
  override name = "ZipProblem" as const;
  constructor(
    readonly trouble: "broken" | "too_large" | "unsupported",
    options?: ErrorOptions,
  ) {
    super(`zip archive: ${trouble}`, options);
  }
}

/**
 * The wanted files of a zip archive by their names, read from its directory at the end. What a file says of its own size is
 * not believed: unpacking stops at the limit. Throws `ZipProblem`.
 */
export async function unzip(
  archive: Buffer,
  { bytesMax, entriesMax, wants }: ZipLimits = { bytesMax: 1 << 30, entriesMax: 0xffff, wants: () => true },
): Promise<Map<string, Buffer>> {
  const end = archive.lastIndexOf(END);
  if (end < 0 || end < archive.length - END_BYTES - COMMENT_BYTES_MAX || end + END_BYTES > archive.length)
    throw new ZipProblem("broken");
  const count = archive.readUInt16LE(end + 10);
  if (count > entriesMax) throw new ZipProblem("too_large");
  const files = new Map<string, Buffer>();
  let [at, left] = [archive.readUInt32LE(end + 16), bytesMax];
  try {
    for (let entry = 0; entry < count; entry++) {
      if (archive.readUInt32LE(at) !== ENTRY) throw new ZipProblem("broken");
      const [flags, method] = [archive.readUInt16LE(at + 8), archive.readUInt16LE(at + 10)];
      const packed = archive.readUInt32LE(at + 20);
      const nameBytes = archive.readUInt16LE(at + 28);
      const moreBytes = archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
      const local = archive.readUInt32LE(at + 42);
      const name = archive.toString("utf8", at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes);
      at += ENTRY_BYTES + nameBytes + moreBytes;
      if (name.endsWith("/") || !wants(name)) continue;
      const isEncrypted = (flags & 1) === 1;
      if (isEncrypted || (method !== STORED && method !== DEFLATED)) throw new ZipProblem("unsupported");
      const start = local + LOCAL_BYTES + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
      const content = archive.subarray(start, start + packed);
      if (content.length > left) throw new ZipProblem("too_large");
      const bytes =
        method === STORED ? Buffer.from(content) : await inflate(content, { maxOutputLength: Math.max(left, 1) });
      left -= bytes.length;
      files.set(name, bytes);
    }
  } catch (cause) {
    if (cause instanceof ZipProblem) throw cause;
    const isTooLarge = (cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw new ZipProblem(isTooLarge ? "too_large" : "broken", { cause });
  }
  return files;
}
