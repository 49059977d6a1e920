import { readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { newId } from "@/lib/platform/id";
import { pathFor } from "@/lib/platform/storage";
import { loadNewestSnapshot, newestSnapshotSeq, saveSnapshot } from "./snapshots";

const newPlace = () => ({ folder: `test-${newId()}`, extension: "txt" });
type Place = ReturnType<typeof newPlace>;

const fileOf = ({ folder }: Place, name: string) => pathFor(`${folder}/${name}`);
const namesIn = async (place: Place) => (await readdir(path.dirname(await fileOf(place, "x")))).sort();

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

  it("passes over one that was cut short, changed, or lost its file or its facts", async () => {
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
    }
  });

  it("removes one that is damaged, so that another is written", async () => {
    const place = newPlace();
    await save(place, 1, "snapshot 1");
    await save(place, 2, "snapshot 2");
    await truncate(await fileOf(place, "2.txt"), 3);
    await load(place);
    expect(await newestSnapshotSeq(place)).toBe(1);
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
});
