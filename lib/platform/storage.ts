import "server-only";
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { env } from "./env";

const KEY = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/;

function locate(key: string): string {
  // Keys are made by us, never by a request; the check is the second lock on path traversal.
  if (!KEY.test(key) || key.includes("..")) throw new Error(`not a storage key: ${key}`);
  return path.join(env().dataDir, key);
}

/** Writes aside and renames, so that a reader sees the whole file or none, and a full disk leaves no torso. */
export async function putFile(key: string, content: Uint8Array): Promise<void> {
  const target = locate(key);
  const aside = `${target}.${randomUUID()}.part`;
  await mkdir(path.dirname(target), { recursive: true });
  try {
    await writeFile(aside, content, { flush: true });
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** The content, or undefined where there is no such file. */
export async function getFile(key: string): Promise<Buffer | undefined> {
  try {
    return await readFile(locate(key));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** A file's length in bytes, or undefined where there is none. */
export async function sizeOfFile(key: string): Promise<number | undefined> {
  try {
    return (await stat(locate(key))).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export async function removeFile(key: string): Promise<void> {
  await rm(locate(key), { force: true });
}

/** Absolute path of a key, for libraries that write files themselves; makes its folder. */
export async function pathFor(key: string): Promise<string> {
  const target = locate(key);
  await mkdir(path.dirname(target), { recursive: true });
  return target;
}
