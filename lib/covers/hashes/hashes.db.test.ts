import { eq } from "drizzle-orm";
import sharp from "sharp";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook } from "@/db/factories";
import { covers } from "@/db/schema/covers";
import { removeFile } from "@/lib/platform/storage";
import { addCover } from "../commands";
import { coverKey } from "../rules";
import { buildCover } from "../vectors/covers.fixtures";
import { fillHashes } from "./commands";
import { hashDistance } from "./rules";

const coverOf = async (id: number) => {
  const [cover] = await db.select().from(covers).where(eq(covers.id, id));
  if (!cover?.phash) throw new Error("a cover without a hash");
  return { ...cover, phash: cover.phash };
};

it("is kept with each cover, and near for the same picture, smaller and worse", async () => {
  const { coverId, bytes } = await buildCover();
  const small = await sharp(bytes).resize({ width: 90 }).jpeg({ quality: 50 }).toBuffer();
  const other = await addCover((await buildBook()).id, "import", small);
  if (!other.ok) throw new Error(other.reason);
  const [one, same, another] = [
    await coverOf(coverId),
    await coverOf(other.coverId),
    await coverOf((await buildCover()).coverId),
  ];
  expect(same.sha256).not.toBe(one.sha256);
  expect(hashDistance(one.phash, same.phash)).toBeLessThanOrEqual(10);
  expect(hashDistance(one.phash, another.phash)).toBeGreaterThan(10);
});

it("is made for covers that have none, once, and passes over those whose files are lost", async () => {
  const [old, lost] = [await buildCover(), await buildCover()];
  const before = await coverOf(old.coverId);
  await removeFile(coverKey((await coverOf(lost.coverId)).sha256));
  for (const { coverId } of [old, lost]) await db.update(covers).set({ phash: null }).where(eq(covers.id, coverId));
  expect(await fillHashes()).toEqual({ hashed: 1, lost: 1 });
  expect(await coverOf(old.coverId)).toEqual(before);
  expect(await fillHashes()).toEqual({ hashed: 0, lost: 1 });
  expect(await fillHashes(AbortSignal.abort())).toEqual({ hashed: 0, lost: 0 });
});
