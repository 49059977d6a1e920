import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { asc, isNotNull } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook } from "@/db/factories";
import { embeddings } from "@/db/schema/covers";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { decodePicture } from "../../adapters/picture";
import { addCover } from "../../commands";
import { embedCover } from "../commands";
import { buildCover, findCoversByLook } from "../covers.fixtures";
import { openIndex } from "../index/commands";
import { wantedModelId } from "../models/adapters/model-files";
import { exportVectors, importVectors } from "./commands";

const PYTHON = ["/usr/bin/python3", "python3"].find((python) => spawnSync(python, ["-c", "import numpy"]).status === 0);

const freshFolder = () => path.join(env().dataDir, `exchange-${newId()}`);

const stored = async () =>
  new Map(
    (
      await db
        .select({ coverId: embeddings.coverId, vector: embeddings.vector })
        .from(embeddings)
        .where(isNotNull(embeddings.coverId))
        .orderBy(asc(embeddings.coverId))
    ).map(({ coverId, vector }) => [coverId, vector?.toString("base64")]),
  );

type Built = Awaited<ReturnType<typeof buildCover>>;
let first: Built;
let withoutIsbn: Built;
let before: Awaited<ReturnType<typeof stored>>;
let folder: string;

const readNames = async (of: string): Promise<string[]> =>
  JSON.parse(await readFile(path.join(of, "image_names.json"), "utf8"));
const writeNames = (of: string, names: string[]) => writeFile(path.join(of, "image_names.json"), JSON.stringify(names));

/** The exported files, without the one that says of what they are. */
async function foreignFolder() {
  const target = freshFolder();
  expect(await exportVectors(target)).toMatchObject({ ok: true });
  await rm(path.join(target, "index.meta.json"));
  return target;
}

const forget = () => db.delete(embeddings);

beforeAll(async () => {
  first = await buildCover();
  const second = await buildCover();
  // A further cover of a book that has one: it stands for the book from now on.
  const { bytes } = await buildCover();
  const further = await addCover(second.book.id, "upload", bytes);
  const book = await buildBook({ isbn10: null, isbn13: null });
  const local = await addCover(book.id, "upload", first.bytes);
  if (!further.ok || !local.ok) throw new Error("not added");
  withoutIsbn = { book, bytes: first.bytes, coverId: local.coverId };
  for (const coverId of [first.coverId, second.coverId, further.coverId, local.coverId])
    expect((await embedCover(coverId)).ok).toBe(true);
  before = await stored();
  folder = freshFolder();
  expect(await exportVectors(folder)).toMatchObject({ ok: true, rows: 4 });
});

describe("exchanged vectors", () => {
  beforeEach(forget);

  it("come back as they were, each to its own cover, and are found", async () => {
    expect((await readdir(folder)).sort()).toEqual([
      "image_features.npy",
      "image_names.json",
      "index.hnsw",
      "index.meta.json",
    ]);
    expect(await readNames(folder)).toContain(`${first.book.isbn}.jpg`);
    expect(await readNames(folder)).toContain(`local-${withoutIsbn.book.id}.jpg`);
    expect(await importVectors(folder)).toMatchObject({ ok: true, rows: 4, stored: 4, present: 0, rejected: [] });
    expect(await stored()).toEqual(before);
    await openIndex();
    const looks = await findCoversByLook(await decodePicture(first.bytes), 10);
    expect(looks.map(({ coverId }) => coverId)).toContain(first.coverId);
    expect(await importVectors(folder)).toMatchObject({ ok: true, stored: 0, present: 4, rejected: [] });
  });

  it("come back from the index file alone", async () => {
    const target = freshFolder();
    await mkdir(target, { recursive: true });
    for (const name of ["image_names.json", "index.hnsw", "index.meta.json"])
      await writeFile(path.join(target, name), await readFile(path.join(folder, name)));
    expect(await importVectors(target)).toMatchObject({ ok: true, stored: 4 });
    expect(await stored()).toEqual(before);
  });

  it("changes nothing in a dry run, and says what it would do", async () => {
    expect(await importVectors(folder, { isDryRun: true })).toMatchObject({ ok: true, stored: 4, present: 0 });
    expect((await stored()).size).toBe(0);
    await embedCover(first.coverId);
    expect(await importVectors(folder, { isDryRun: true })).toMatchObject({ ok: true, stored: 3, present: 1 });
    const target = freshFolder();
    expect(await exportVectors(target, { isDryRun: true })).toMatchObject({ ok: true, rows: 1 });
    await expect(readdir(target)).rejects.toThrow();
  });

  it("gives every row that is not taken in its reason, and takes in the others", async () => {
    const names = await readNames(folder);
    const [own, other] = [names.indexOf(`${first.book.isbn}.jpg`), (await buildCover()).book.isbn];
    const target = freshFolder();
    await mkdir(target, { recursive: true });
    for (const name of await readdir(folder))
      await writeFile(path.join(target, name), await readFile(path.join(folder, name)));
    await rm(path.join(target, "index.hnsw"));
    const table = await readFile(path.join(target, "image_features.npy"));
    const rows = [0, 1, 2, 3].filter((row) => row !== own);
    // Each other row is wrong in another way: of a longer vector, of another picture than the book's, of no book here.
    table.writeFloatLE(2, 128 + (rows[0] ?? 0) * 512 * 4);
    await writeFile(path.join(target, "image_features.npy"), table);
    await writeNames(
      target,
      names.map((name, row) => (row === rows[1] ? `${other}.jpg` : row === rows[2] ? "9780306406157.jpg" : name)),
    );
    expect(await importVectors(target)).toMatchObject({
      ok: true,
      stored: 1,
      rejected: [
        { row: rows[0], reason: "not_of_unit_length" },
        { row: rows[1], reason: "another_picture", name: `${other}.jpg` },
        { row: rows[2], reason: "not_in_the_catalogue" },
      ],
    });
    expect([...(await stored()).keys()]).toEqual([first.coverId]);
  });
});

describe("vectors of other programs", () => {
  it.skipIf(!PYTHON)("are taken in under the names of books, when the model is named", async () => {
    await forget();
    await importVectors(folder);
    const target = await foreignFolder();
    const script = [
      "import json, numpy, sys",
      "features = numpy.load(sys.argv[1] + '/image_features.npy')",
      "names = json.load(open(sys.argv[1] + '/image_names.json'))",
      "assert features.dtype == numpy.float32 and features.shape == (len(names), 512), features.shape",
      "assert numpy.allclose(numpy.linalg.norm(features, axis=1), 1, atol=1e-5)",
      "numpy.save(sys.argv[1] + '/image_features.npy', features[::-1])",
      "json.dump(['covers/' + name for name in names[::-1]], open(sys.argv[1] + '/image_names.json', 'w'))",
    ].join("\n");
    expect(spawnSync(PYTHON ?? "", ["-c", script, target], { encoding: "utf8" }).stderr).toBe("");
    await rm(path.join(target, "index.hnsw"));
    await forget();
    expect(await importVectors(target)).toMatchObject({ reason: "model_unknown" });
    const assumed = await wantedModelId();
    const result = await importVectors(target, { assumed });
    // The book without an ISBN has only a number, which is another book's elsewhere.
    expect(result).toMatchObject({ ok: true, stored: 3, rejected: [{ reason: "not_in_the_catalogue" }] });
    for (const [coverId, vector] of await stored()) expect(vector).toBe(before.get(coverId));
  });
});

describe("files that are refused as a whole", () => {
  const change = async (name: string, work: (file: string) => Promise<unknown>) => {
    const target = freshFolder();
    await mkdir(target, { recursive: true });
    for (const file of await readdir(folder))
      await writeFile(path.join(target, file), await readFile(path.join(folder, file)));
    await work(path.join(target, name));
    return importVectors(target);
  };
  const facts = async (changed: object) => (file: string) =>
    readFile(file, "utf8").then((text) => writeFile(file, JSON.stringify({ ...JSON.parse(text), ...changed })));

  it("says which file does not fit, and takes nothing in", async () => {
    await forget();
    const remove = (file: string) => rm(file);
    expect(await importVectors(freshFolder())).toMatchObject({ reason: "no_names" });
    expect(await change("image_names.json", (file) => writeFile(file, '{"a":1}'))).toMatchObject({
      reason: "no_names",
    });
    expect(await change("image_names.json", (file) => writeFile(file, '["a"]'))).toMatchObject({
      reason: "counts_differ",
    });
    expect(await change("index.meta.json", (file) => writeFile(file, "{}"))).toMatchObject({ reason: "bad_facts" });
    expect(await change("index.meta.json", await facts({ dimensions: 768 }))).toMatchObject({ reason: "bad_facts" });
    expect(await change("index.meta.json", await facts({ version: "0" }))).toMatchObject({ reason: "other_model" });
    expect(await change("image_features.npy", (file) => truncate(file, 900))).toMatchObject({ reason: "bad_features" });
    expect(await change("index.hnsw", (file) => truncate(file, 900))).toMatchObject({ reason: "bad_index" });
    const table = await readFile(path.join(folder, "image_features.npy"));
    table.writeFloatLE(0.5, 128);
    expect(await change("image_features.npy", (file) => writeFile(file, table))).toMatchObject({
      reason: "index_differs",
    });
    const both = async (file: string) => {
      await remove(file);
      await remove(path.join(path.dirname(file), "index.hnsw"));
    };
    expect(await change("image_features.npy", both)).toMatchObject({ reason: "no_vectors" });
    expect((await stored()).size).toBe(0);
  });
});

describe("index:export and index:import", () => {
  const run = (name: string, ...given: string[]) => {
    const script = ["--conditions=react-server", "--import", "tsx", `scripts/index-${name}.ts`, ...given];
    const { status, stdout, stderr } = spawnSync(process.execPath, script, { encoding: "utf8" });
    return { status, stdout, stderr };
  };

  it("end with 0, with 1 when a row was rejected or the files do not fit, with 2 when called wrongly", async () => {
    await forget();
    await importVectors(folder);
    const target = freshFolder();
    expect(run("export")).toMatchObject({ status: 2, stdout: "" });
    expect(run("import", target, "--no-such")).toMatchObject({ status: 2, stdout: "" });
    const exported = run("export", "--json", target);
    expect(exported.status).toBe(0);
    expect(JSON.parse(exported.stdout)).toMatchObject({ ...(await wantedModelId()), rows: 4, folder: target });
    await forget();
    expect(run("import", "--dry-run", target)).toMatchObject({
      status: 0,
      stdout: "4 rows: 4 would be taken in, 0 there already, 0 rejected\n",
    });
    const names = await readNames(target);
    await writeNames(target, ["nothing.jpg", ...names.slice(1)]);
    const rejected = run("import", target);
    expect(rejected).toMatchObject({ status: 1, stdout: "4 rows: 3 taken in, 0 there already, 1 rejected\n" });
    expect(rejected.stderr).toContain("row 0: nothing.jpg is not the name of a cover");
    await writeNames(target, names.slice(1));
    const unfit = run("import", "--json", target);
    expect([unfit.status, JSON.parse(unfit.stdout)]).toMatchObject([1, { ok: false, reason: "counts_differ" }]);
  }, 60_000);
});
