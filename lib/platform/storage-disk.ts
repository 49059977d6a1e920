import "server-only";
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Storage, StoredFile } from "./storage";
import { StorageError, type StorageTrouble } from "./storage-error";

const TROUBLES: Record<string, StorageTrouble> = {
  ...{ ENOSPC: "full", EDQUOT: "full", EFBIG: "full" },
  ...{ EACCES: "not_writable", EPERM: "not_writable", EROFS: "not_writable" },
  // What Node says where a folder cannot be made on a disk that is read-only.
  ENOENT: "not_writable",
  // A disk that is broken, or a network disk that is not there.
  ...{ EIO: "away", ESTALE: "away", ENOTCONN: "away", EHOSTDOWN: "away" },
};

/** Readers' photos lie here: other accounts of the machine have no business with them. */
const PRIVATE_FOLDER = { recursive: true, mode: 0o700 };
const PRIVATE_FILE = 0o600;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "";

function explained(error: unknown, file: string): unknown {
  const trouble = TROUBLES[codeOf(error)];
  return trouble ? new StorageError(trouble, file, { cause: error }) : error;
}

/** Undefined where there is no such file. */
async function ifThere<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Files in a folder of this machine; the keys are paths in it. */
export function diskStorage(root: string): Storage & { pathFor: (key: string) => Promise<string> } {
  const locate = (key: string) => path.join(root, key);

  /** Writes aside and renames, so that a reader sees the whole file or none, and a full disk leaves no torso. */
  async function put(key: string, content: Uint8Array): Promise<void> {
    const target = locate(key);
    const aside = `${target}.${randomUUID()}.part`;
    try {
      await mkdir(path.dirname(target), PRIVATE_FOLDER);
      await writeFile(aside, content, { flush: true, mode: PRIVATE_FILE });
      await rename(aside, target);
    } catch (error) {
      // What went wrong first is what is to be told.
      await rm(aside, { force: true }).catch(() => undefined);
      throw explained(error, target);
    }
  }

  async function* list(folder: string): AsyncGenerator<StoredFile[]> {
    const entries = (await ifThere(readdir(locate(folder), { withFileTypes: true }))) ?? [];
    const found: StoredFile[] = [];
    for (const entry of entries.filter((one) => one.isFile())) {
      const key = `${folder}/${entry.name}`;
      const facts = await ifThere(stat(locate(key)));
      if (facts) found.push({ key, writtenAt: facts.mtime });
    }
    if (found.length > 0) yield found;
    for (const entry of entries.filter((one) => one.isDirectory())) yield* list(`${folder}/${entry.name}`);
  }

  return {
    put,
    get: (key) => ifThere(readFile(locate(key))),
    size: async (key) => (await ifThere(stat(locate(key))))?.size,
    remove: async (key) => {
      await rm(locate(key), { force: true }).catch((error) => {
        throw explained(error, locate(key));
      });
    },
    list,
    signedUrl: async () => undefined,
    pathFor: async (key) => {
      await mkdir(path.dirname(locate(key)), PRIVATE_FOLDER);
      return locate(key);
    },
  };
}
