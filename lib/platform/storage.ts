import "server-only";
import { env } from "./env";
import { singleton } from "./singleton";
import { diskStorage } from "./storage-disk";

/** A stored file: its key and when it was written. */
export type StoredFile = { key: string; writtenAt: Date };

/**
 * Where files lie. A file is there whole or not at all, also while it is written, and what cannot be written leaves the
 * former one as it was; `put` and `remove` throw StorageError where the place is full, not writable or away.
 */
export type Storage = {
  put: (key: string, content: Uint8Array) => Promise<void>;
  /** The content, or undefined where there is no such file. */
  get: (key: string) => Promise<Buffer | undefined>;
  /** A file's length in bytes, or undefined where there is none. */
  size: (key: string) => Promise<number | undefined>;
  /** Twice is once. */
  remove: (key: string) => Promise<void>;
  /** All files under a folder, some hundred at a time, with what a crash left half-written. Those that go meanwhile may be missing. */
  list: (folder: string) => AsyncGenerator<StoredFile[]>;
  /**
   * An address under which a browser gets the file from its place for so many seconds, and nobody without that address;
   * undefined where browsers cannot reach the place and the site hands the file over itself.
   */
  signedUrl: (key: string, seconds: number) => Promise<string | undefined>;
};

const KEY = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/;

/** Keys are made by us, never by a request; the check is the second lock on path traversal. */
function checked(key: string): string {
  if (!KEY.test(key) || key.includes("..")) throw new Error(`not a storage key: ${key}`);
  return key;
}

/** Pictures and whatever else must survive: on disk or with an S3 service, as configured. */
function storage(): Promise<Storage> {
  return singleton("storage", async () => {
    const { s3 } = env().storage;
    // The client is large: who has no such service need not load it.
    return s3 ? (await import("./storage-s3")).s3Storage(s3) : diskStorage(env().dataDir);
  });
}

export async function putFile(key: string, content: Uint8Array): Promise<void> {
  return (await storage()).put(checked(key), content);
}

export async function getFile(key: string): Promise<Buffer | undefined> {
  return (await storage()).get(checked(key));
}

export async function sizeOfFile(key: string): Promise<number | undefined> {
  return (await storage()).size(checked(key));
}

export async function removeFile(key: string): Promise<void> {
  return (await storage()).remove(checked(key));
}

export async function* listFiles(folder: string): AsyncGenerator<StoredFile[]> {
  yield* (await storage()).list(checked(folder));
}

export async function signedUrl(key: string, seconds: number): Promise<string | undefined> {
  return (await storage()).signedUrl(checked(key), seconds);
}

const disk = () => diskStorage(env().dataDir);

/** Absolute path of a key on this machine, for libraries that write files themselves; makes its folder. */
export const pathFor = async (key: string): Promise<string> => disk().pathFor(checked(key));

/** What is kept on this machine whatever is configured: caches that are made again when lost. */
export const localFiles = {
  put: async (key: string, content: Uint8Array) => disk().put(checked(key), content),
  get: async (key: string) => disk().get(checked(key)),
  remove: async (key: string) => disk().remove(checked(key)),
};
