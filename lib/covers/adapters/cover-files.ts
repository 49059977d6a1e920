import "server-only";
import path from "node:path";
import { listFiles } from "@/lib/platform/storage";
import { coverKey } from "../rules";
import { COVER_SIZES } from "../schema";

/** A file of a cover in storage. `isPart`: one whose writing was cut short. */
export type CoverFile = { key: string; sha256: string; isPart: boolean };

const FILE = /\/[0-9a-f]{2}\/([0-9a-f]{64})\.(?:jpg|webp)(\..+\.part)?$/;

/** Where covers of a size lie, in folders of two digits. */
const rootOf = (size: (typeof COVER_SIZES)[number]) =>
  path.posix.dirname(path.posix.dirname(coverKey("0".repeat(64), size)));

/** Files of covers in all sizes that were written before a moment, some hundred at a time. */
export async function* listCoverFiles(writtenBefore: Date): AsyncGenerator<CoverFile[]> {
  for (const root of COVER_SIZES.map(rootOf)) {
    for await (const files of listFiles(root)) {
      const found = files.flatMap(({ key, writtenAt }): CoverFile[] => {
        const [, sha256, part] = FILE.exec(key) ?? [];
        return sha256 && writtenAt < writtenBefore ? [{ key, sha256, isPart: part !== undefined }] : [];
      });
      if (found.length > 0) yield found;
    }
  }
}
