import "server-only";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { pathFor } from "@/lib/platform/storage";
import { coverKey } from "../rules";
import { COVER_SIZES } from "../schema";

/** A file of a cover in storage. `isPart`: one whose writing was cut short. */
export type CoverFile = { key: string; sha256: string; isPart: boolean };

const FOLDER = /^[0-9a-f]{2}$/;
const FILE = /^([0-9a-f]{64})\.(?:jpg|webp)(\..+\.part)?$/;

/** Where covers of a size lie, in folders of two digits. */
const rootOf = (size: (typeof COVER_SIZES)[number]) =>
  path.posix.dirname(path.posix.dirname(coverKey("0".repeat(64), size)));

const listNames = async (folder: string) => readdir(path.dirname(await pathFor(`${folder}/x`)));

/** Files of covers in all sizes that were written before a moment, a folder at a time. */
export async function* listCoverFiles(writtenBefore: Date): AsyncGenerator<CoverFile[]> {
  for (const root of COVER_SIZES.map(rootOf)) {
    for (const folder of (await listNames(root)).filter((name) => FOLDER.test(name))) {
      const found: CoverFile[] = [];
      for (const name of await listNames(`${root}/${folder}`)) {
        const [, sha256, part] = FILE.exec(name) ?? [];
        const key = `${root}/${folder}/${name}`;
        if (sha256 && (await wasWrittenBefore(key, writtenBefore)))
          found.push({ key, sha256, isPart: part !== undefined });
      }
      if (found.length > 0) yield found;
    }
  }
}

/** No for one that has just gone. */
async function wasWrittenBefore(key: string, moment: Date): Promise<boolean> {
  const facts = await stat(await pathFor(key)).catch(() => undefined);
  return facts !== undefined && facts.mtime < moment;
}
