import { mkdir, readdir, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { eq, inArray } from "drizzle-orm";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { buildBook } from "@/db/factories";
import { books } from "@/db/schema/catalog";
import { localFeatures, sequences } from "@/db/schema/covers";
import { env } from "@/lib/platform/env";
import { decodePicture } from "../adapters/picture";
import { newestSnapshotSeq } from "../changes/adapters/snapshots";
import { bury } from "../changes/commands";
import { drawMissingCover, removeCover } from "../commands";
import { simulatePhoto } from "../drawing/phone-photo.fixtures";
import { listLost } from "../drift/queries";
import { getPrimaryCover, readCoverFile } from "../queries";
import { DetailIndex } from "./adapters/detail-index";
import { extractPhoto } from "./adapters/extractor";
import { followedDetails } from "./adapters/followed-details";
import {
  extractCoverFeatures,
  fillFeatures,
  openDetails,
  placeOfSnapshots,
  refreshDetails,
  snapshotDetails,
} from "./commands";
import {
  countFeatures,
  findCoversByDetail,
  getFeaturesOf,
  getNewestFeatureSeq,
  listCoversWithoutFeatures,
  listFeatureChanges,
  verify,
} from "./queries";

/** A book with a drawn cover whose features are not extracted yet. */
async function buildDrawn() {
  const book = await buildBook();
  await drawMissingCover(book.id);
  const cover = await getPrimaryCover({ bookId: book.id });
  const file = cover && (await readCoverFile(cover.sha256, "original"));
  if (!cover || !file) throw new Error("the cover was not drawn");
  return { book, coverId: cover.id, jpeg: file.bytes };
}

const photoOf = async (jpeg: Buffer, angle = 25) => decodePicture(await simulatePhoto(jpeg, { angle, glare: 0.1 }));
const search = async (jpeg: Buffer) => findCoversByDetail(await extractPhoto(await photoOf(jpeg), "plain"), 5);
const folder = async () => path.join(env().dataDir, (await placeOfSnapshots()).folder);
/** More changes than a process keeps when there is a newer snapshot. */
const manyChanges = Array.from({ length: 4_096 }, (_, at) => ({ label: 4_000_000_000 + at, seq: 0, features: null }));

describe("local features", () => {
  let drawn: Awaited<ReturnType<typeof buildDrawn>>[];

  beforeAll(async () => {
    drawn = [await buildDrawn(), await buildDrawn(), await buildDrawn()];
    await openDetails();
  });

  it("are kept once, found in a photo after the next refresh, and forgotten with their cover", async () => {
    const { coverId, jpeg, book } = await buildDrawn();
    expect(await search(jpeg)).not.toContainEqual(expect.objectContaining({ coverId }));
    expect(await extractCoverFeatures(coverId)).toEqual({ ok: true });
    expect(await extractCoverFeatures(coverId)).toEqual({ ok: false, reason: "already_there" });
    await refreshDetails();
    expect((await search(jpeg))[0]).toMatchObject({ coverId, bookId: book.id });

    await removeCover(coverId);
    expect(await search(jpeg)).not.toContainEqual(expect.objectContaining({ coverId }));
    const size = followedDetails().index?.size ?? 0;
    await refreshDetails();
    expect(followedDetails().index?.size).toBe(size - 1);
    const rows = await db
      .select()
      .from(localFeatures)
      .where(eq(localFeatures.seq, await getNewestFeatureSeq()));
    expect(rows).toMatchObject([{ coverId: null, features: null }]);
    expect(await extractCoverFeatures(coverId)).toEqual({ ok: false, reason: "cover_not_found" });
  });

  it("of many covers that went with their books are buried at once, in order, and a follower forgets each", async () => {
    const built = await Promise.all(Array.from({ length: 4 }, buildDrawn));
    for (const { coverId } of built) await extractCoverFeatures(coverId);
    await refreshDetails();
    const size = followedDetails().index?.size ?? 0;
    await db.delete(books).where(
      inArray(
        books.id,
        built.map(({ book }) => book.id),
      ),
    );
    const before = await getNewestFeatureSeq();
    const { features: lost } = await listLost();
    await db.transaction(async (tx) => {
      const update = vi.spyOn(tx, "update");
      expect(await bury(tx, "features", { ids: lost })).toBe(4);
      expect(await bury(tx, "features", { ids: lost })).toBe(0);
      expect(update).toHaveBeenCalledTimes(1);
    });
    const buried = await listFeatureChanges(before, 10);
    expect(buried.map(({ seq, features }) => ({ seq: seq - before, features }))).toEqual(
      [1, 2, 3, 4].map((seq) => ({ seq, features: null })),
    );
    await refreshDetails();
    expect(followedDetails().index?.size).toBe(size - 4);
  });

  it("are stored once by five at a time", async () => {
    const { coverId } = await buildDrawn();
    const results = await Promise.all(Array.from({ length: 5 }, () => extractCoverFeatures(coverId)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await db.select().from(localFeatures).where(eq(localFeatures.coverId, coverId))).toHaveLength(1);
  });

  it("show where a cover lies in a photo however it is turned, and that another does not", async () => {
    const [right, wrong] = drawn;
    if (!right || !wrong) throw new Error("no covers");
    for (const { coverId } of drawn) await extractCoverFeatures(coverId);
    const features = await getFeaturesOf(drawn.map(({ coverId }) => coverId));
    const [own, other] = [features.get(right.coverId), features.get(wrong.coverId)];
    if (!own || !other) throw new Error("no features");
    for (const angle of [0, 100, 200]) {
      const photo = await extractPhoto(await photoOf(right.jpeg, angle), "plain");
      const found = await verify(photo, own);
      expect(found?.inliers).toBeGreaterThan(24);
      const [topLeft, topRight, , bottomLeft] = found?.outline ?? [];
      if (!topLeft || !topRight || !bottomLeft) throw new Error("no outline");
      // The photo is three by four; its top edge points the way that the book is turned.
      const turn = (Math.atan2((topRight[1] - topLeft[1]) * 4, (topRight[0] - topLeft[0]) * 3) * 180) / Math.PI;
      expect(Math.abs(((turn - angle + 540) % 360) - 180)).toBeLessThan(15);
      // Drawn covers share letters and marks, so a few of the other's details are there too.
      expect((await verify(photo, other))?.inliers ?? 0).toBeLessThan((found?.inliers ?? 0) / 2);
    }
  });

  it("that are missing are extracted by the fill, which then has nothing to do", async () => {
    const { coverId } = await buildDrawn();
    expect(await fillFeatures()).toMatchObject({ ok: true });
    expect(await listCoversWithoutFeatures(10)).not.toContain(coverId);
    await db.insert(localFeatures).values({ extractor: "former-0", seq: -1, features: Buffer.alloc(6) });
    expect(await fillFeatures()).toMatchObject({ ok: true });
    expect(await fillFeatures()).toEqual({ ok: false, reason: "nothing_missing" });
    expect(await db.select().from(localFeatures).where(eq(localFeatures.extractor, "former-0"))).toEqual([]);
  });
});

describe("snapshots of details", () => {
  it("give with what came since the same index as the database", async () => {
    await extractCoverFeatures((await buildDrawn()).coverId);
    expect(await snapshotDetails()).toEqual({ ok: false, reason: "too_little_new" });
    await expect(snapshotDetails({ always: true, signal: AbortSignal.abort() })).rejects.toThrow("aborted");
    expect(await newestSnapshotSeq(await placeOfSnapshots())).toBe(0);
    expect(await snapshotDetails({ always: true })).toMatchObject({ ok: true, size: await countFeatures() });
    expect(await snapshotDetails({ always: true })).toEqual({ ok: false, reason: "nothing_new" });
    const { coverId, jpeg } = await buildDrawn();
    await extractCoverFeatures(coverId);
    await openDetails();
    expect(followedDetails().index).toMatchObject({ size: await countFeatures(), seq: await getNewestFeatureSeq() });
    expect((await search(jpeg))[0]?.coverId).toBe(coverId);
  });

  it("are passed over when damaged, and when they are of another database", async () => {
    await extractCoverFeatures((await buildDrawn()).coverId);
    await snapshotDetails({ always: true });
    for (const name of await readdir(await folder()))
      if (name.endsWith(".bin")) await truncate(path.join(await folder(), name), 1_000);
    await openDetails();
    expect(followedDetails().index?.size).toBe(await countFeatures());
    await db.update(sequences).set({ value: 1 }).where(eq(sequences.name, "features_epoch"));
    await openDetails();
    expect(followedDetails().index?.size).toBe(await countFeatures());
  });

  it("of which nothing can be made are read no second time, keep the index that is there, and another is written", async () => {
    await extractCoverFeatures((await buildDrawn()).coverId);
    await snapshotDetails({ always: true });
    const seq = await getNewestFeatureSeq();
    const json = path.join(await folder(), `${seq}.json`);
    const index = new DetailIndex();
    index.apply(await listFeatureChanges(0, 1_000));
    index.apply(manyChanges);
    for (const damage of ["{", JSON.stringify({ ...JSON.parse(await readFile(json, "utf8")), segments: undefined })]) {
      followedDetails().index = index;
      await writeFile(json, damage);
      await refreshDetails();
      expect(followedDetails().index).toBe(index);
      expect(await newestSnapshotSeq(await placeOfSnapshots())).toBeLessThan(seq);
      expect(await snapshotDetails({ always: true })).toMatchObject({ ok: true, seq });
    }
    await refreshDetails();
    expect(followedDetails().index).toMatchObject({ seq, tailSize: 0, size: await countFeatures() });
  });

  it("that are ahead of a database which went back to a backup keep no other from being written", async () => {
    await extractCoverFeatures((await buildDrawn()).coverId);
    await writeFile(path.join(await folder(), "999999999.json"), "{}");
    expect(await snapshotDetails({ always: true })).toMatchObject({ ok: true, size: await countFeatures() });
  });

  it("of a former extractor, or a former database, go after a day, and nothing else does", async () => {
    await fillFeatures();
    await snapshotDetails({ always: true });
    const root = path.join(env().dataDir, "index");
    const [former, sibling, model] = ["details-former-0-1", "details-akaze-1-of-another-release-1", "some-model-1-1"];
    for (const name of [former, sibling, model]) {
      await mkdir(path.join(root, name), { recursive: true });
      await writeFile(path.join(root, name, "1.json"), "{}");
    }
    const longAgo = new Date("2026-01-01");
    for (const name of [await folder(), path.join(root, former), path.join(root, model)])
      await utimes(name, longAgo, longAgo);
    await fillFeatures();
    const left = await readdir(root);
    expect(left).not.toContain(former);
    expect(left).toEqual(expect.arrayContaining([path.basename(await folder()), sibling, model]));
    for (const name of [sibling, model]) await rm(path.join(root, name), { recursive: true });
  });
});
