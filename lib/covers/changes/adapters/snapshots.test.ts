import { readdir, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { newId } from "@/lib/platform/id";
import { pathFor } from "@/lib/platform/storage";
import { loadNewestSnapshot, newestSnapshotSeq, removeFormerSnapshots, saveSnapshot } from "./snapshots";

const newPlace = () => ({ folder: `test-${newId()}`, extension: "txt" });
type Place = ReturnType<typeof newPlace>;

const fileOf = ({ folder }: Place, name: string) => pathFor(`${folder}/${name}`);
const folderOf = async (place: Place) => path.dirname(await fileOf(place, "x"));
const namesIn = async (place: Place) => (await readdir(await folderOf(place))).sort();

const save = (place: Place, seq: number, text: string) =>
  saveSnapshot(place, seq, async (file) => {
    await writeFile(file, text);
    return { words: text.split(" ").length };
  });

const load = (place: Place, newestSeq = Number.MAX_SAFE_INTEGER) =>
  loadNewestSnapshot(
    place,
    async () => newestSeq,
    async (file, facts) => ({ text: await readFile(file, "utf8"), facts }),
  );

describe("snapshots", () => {
  it("gives back the newest with its facts, and keeps one before it", async () => {
    const place = newPlace();
    expect([await newestSnapshotSeq(place), await load(place)]).toEqual([0, undefined]);
    for (const seq of [5, 9, 10]) await save(place, seq, `snapshot ${seq}`);
    expect(await newestSnapshotSeq(place)).toBe(10);
    expect(await load(place)).toMatchObject({ text: "snapshot 10", facts: { words: 2 } });
    expect(await namesIn(place)).toEqual(["10.json", "10.txt", "9.json", "9.txt"]);
  });

  it("passes over and removes one that was cut short, changed, or lost its file or its facts, so that another is written", async () => {
    for (const damage of [
      async (place: Place) => truncate(await fileOf(place, "2.txt"), 3),
      async (place: Place) => writeFile(await fileOf(place, "2.txt"), "snapsh0t 2"),
      async (place: Place) => rm(await fileOf(place, "2.txt")),
      async (place: Place) => rm(await fileOf(place, "2.json")),
      async (place: Place) => writeFile(await fileOf(place, "2.json"), "{"),
      async (place: Place) => writeFile(await fileOf(place, "2.json"), "{}"),
    ]) {
      const place = newPlace();
      await save(place, 1, "snapshot 1");
      await save(place, 2, "snapshot 2");
      await damage(place);
      expect((await load(place))?.text).toBe("snapshot 1");
      expect(await newestSnapshotSeq(place)).toBe(1);
    }
  });

  it("removes one that the index cannot make anything of, and leaves it where the machine could not read it", async () => {
    const outOfFiles = Object.assign(new Error("too many open files"), { code: "EMFILE", errno: -24 });
    for (const [trouble, left] of [
      [new Error("the facts are of another version"), 0],
      [outOfFiles, 1],
    ] as const) {
      const place = newPlace();
      await save(place, 1, "snapshot 1");
      const read = () => Promise.reject(trouble);
      expect(await loadNewestSnapshot(place, async () => 1, read)).toBeUndefined();
      expect(await newestSnapshotSeq(place)).toBe(left);
    }
  });

  it("removes one that is ahead of the database", async () => {
    const place = newPlace();
    await save(place, 1, "snapshot 1");
    await save(place, 2, "snapshot 2");
    expect((await load(place, 1))?.text).toBe("snapshot 1");
    expect(await newestSnapshotSeq(place)).toBe(1);
  });

  it("leaves nothing of one whose writing failed, and clears what a crash left", async () => {
    const place = newPlace();
    await save(place, 1, "snapshot 1");
    await expect(
      saveSnapshot(place, 2, async (file) => {
        await writeFile(file, "half");
        throw new Error("the disk is full");
      }),
    ).rejects.toThrow("the disk is full");
    expect(await namesIn(place)).toEqual(["1.json", "1.txt"]);
    await writeFile(await fileOf(place, "3.txt.part"), "half");
    await save(place, 4, "snapshot 4");
    expect(await namesIn(place)).toEqual(["1.json", "1.txt", "4.json", "4.txt"]);
  });

  it("clears away those beside it under a like name that nothing was written to since, and no others", async () => {
    const root = `test-${newId()}`;
    const placeOf = (name: string): Place => ({ folder: `${root}/${name}`, extension: "txt" });
    const places = ["own-2", "own-1", "own-3", "other-1"].map(placeOf) as [Place, Place, Place, Place];
    for (const place of places) await save(place, 1, "snapshot 1");
    const [present, former, sibling, other] = places;
    for (const place of [present, former, other]) await utimes(await folderOf(place), 1_000, 1_000);
    await removeFormerSnapshots(present, "own-", new Date(2_000_000));
    expect(await Promise.all([present, former, sibling, other].map(newestSnapshotSeq))).toEqual([1, 0, 1, 1]);
  });
});
