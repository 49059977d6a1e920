import { existsSync } from "node:fs";
import { appendFile, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { db } from "@/db/client";
import { completeModels, covers, embeddings } from "@/db/schema/covers";
import { env } from "@/lib/platform/env";
import { getFile, putFile, removeFile } from "@/lib/platform/storage";
import { decodePicture } from "../../adapters/picture";
import { followChanges } from "../../changes/commands";
import { getCover } from "../../queries";
import { coverKey } from "../../rules";
import { embedCover, embedMissing } from "../commands";
import { buildCover, findCoversByLook } from "../covers.fixtures";
import { fillIndex, pruneModels, refreshIndex, snapshotIndex } from "../index/commands";
import { getIndexState, getLook, listCoversWithoutEmbedding } from "../queries";
import { wantedModelId } from "./adapters/model-files";
import { getAnsweringModel, listCompleteModels, listModelsInUse } from "./queries";
import { GRACE_MS } from "./rules";

const SHIPPED = path.resolve("data/models/ridizi-cover");
const installed = path.join(env().dataDir, "installed");
env().modelsDir = installed;

/** Forgets what a fresh start of the process does not know. */
function restart({ model }: { model: string }) {
  const registry = (globalThis as typeof globalThis & { __ridizi?: Map<string, unknown> }).__ridizi;
  env().covers.model = model;
  for (const name of ["wanted-model", "cover-encoders", "followed-index"]) registry?.delete(name);
}

/** The network that we ship with other weights as far as anybody can tell: another hash, and another look at colours. */
async function install(name: string, variant: number) {
  const folder = path.join(installed, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const part of ["config.json", "preprocessor_config.json", "onnx"])
    await cp(path.join(SHIPPED, part), path.join(folder, part), { recursive: true });
  const doc = Buffer.from(`variant ${variant}`);
  // Field 6 of an ONNX file is a remark.
  await appendFile(path.join(folder, "onnx/vision_model.onnx"), Buffer.from([0x32, doc.length, ...doc]));
  const file = path.join(folder, "preprocessor_config.json");
  const config = JSON.parse(await readFile(file, "utf8"));
  const image_mean = [0.4 + variant / 10, 0.5, 0.6 - variant / 10];
  await writeFile(file, JSON.stringify({ ...config, do_normalize: true, image_mean }));
}

const stateOf = async () => (await getIndexState())?.modelId.model;

async function isBest({ book, bytes }: Awaited<ReturnType<typeof buildCover>>) {
  const [best] = await findCoversByLook(await decodePicture(bytes), 3);
  // The same picture by the same model; two models' vectors of it are far apart.
  return best?.bookId === book.id && best.score < 0.3;
}

beforeEach(async () => {
  for (const name of ["installed", "index", "models"])
    await rm(path.join(env().dataDir, name), { recursive: true, force: true });
  await db.delete(completeModels);
  await db.delete(embeddings);
  await db.delete(covers);
});

/** A site whose one model has seen every cover. */
async function openSite(count: number) {
  await install("first", 1);
  restart({ model: "first" });
  const built = [];
  for (let at = 0; at < count; at++) built.push(await buildCover());
  expect(await fillIndex()).toMatchObject({ ok: true, embedded: count, unusable: 0 });
  await refreshIndex();
  return built;
}

describe("a change of the model", () => {
  it("answers with the former one until the other has seen every cover, then with that, and never with neither", async () => {
    const built = await openSite(3);
    await install("second", 2);
    restart({ model: "second" });
    const stop = new AbortController();
    const following = followChanges(stop.signal, [{ name: "vectors", refresh: refreshIndex }]);
    while (!(await getIndexState())) await wait(10);
    expect(await stateOf()).toBe("first");
    expect(await getIndexState()).toMatchObject({ size: 3, next: { modelId: { model: "second" }, size: 0 } });

    let answers = 0;
    const wrong: string[] = [];
    const asking = (async () => {
      while (!stop.signal.aborted) {
        for (const cover of built) {
          if (!(await isBest(cover))) wrong.push(cover.book.title);
          answers += 1;
        }
      }
    })();
    await wait(100);
    expect(await fillIndex()).toMatchObject({ ok: true, embedded: 3 });
    const startedAt = Date.now();
    while ((await stateOf()) !== "second") await wait(10);
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    await wait(200);
    stop.abort();
    await Promise.all([asking, following]);
    expect(wrong).toEqual([]);
    expect(answers).toBeGreaterThan(10);
    expect((await getLook()).encoder.modelId).toEqual(await wantedModelId());
    expect(await getIndexState()).toMatchObject({ size: 3, next: undefined });
  }, 60_000);

  it("makes a cover that comes meanwhile findable at once, by both", async () => {
    await openSite(1);
    await install("second", 2);
    restart({ model: "second" });
    await refreshIndex();
    const meanwhile = await buildCover();
    expect((await embedCover(meanwhile.coverId)).ok).toBe(true);
    await refreshIndex();
    expect([await stateOf(), await isBest(meanwhile)]).toEqual(["first", true]);
    for (const modelId of await listModelsInUse())
      expect(await listCoversWithoutEmbedding(modelId, 10)).not.toContain(meanwhile.coverId);
    await fillIndex();
    await refreshIndex();
    expect([await stateOf(), await isBest(meanwhile)]).toEqual(["second", true]);
  }, 60_000);

  it("goes on where it was stopped, and does nothing twice", async () => {
    const [first] = await openSite(3);
    await install("second", 2);
    restart({ model: "second" });
    const wanted = await wantedModelId();
    expect(await embedMissing(wanted, AbortSignal.abort())).toEqual({ embedded: 0, unusable: 0, isDone: false });
    expect((await embedCover(first?.coverId ?? 0)).ok).toBe(true);
    expect(await getAnsweringModel()).toMatchObject({ model: "first" });
    expect(await fillIndex()).toMatchObject({ embedded: 2 });
    expect(await fillIndex()).toEqual({ ok: false, reason: "nothing_missing" });
  }, 60_000);

  it("is not held up by a cover whose file is lost", async () => {
    const [lost] = await openSite(2);
    await removeFile(coverKey((await getCover(lost?.coverId ?? 0))?.sha256 ?? ""));
    await install("second", 2);
    restart({ model: "second" });
    expect(await fillIndex()).toMatchObject({ ok: true, embedded: 1, unusable: 1 });
    await refreshIndex();
    expect(await stateOf()).toBe("second");
  }, 60_000);

  it("leaves the newer one answering on the way back, until the former has seen what came meanwhile", async () => {
    await openSite(1);
    await install("second", 2);
    restart({ model: "second" });
    await fillIndex();
    const meanwhile = await buildCover();
    expect((await embedCover(meanwhile.coverId)).ok).toBe(true);
    restart({ model: "first" });
    await refreshIndex();
    expect([await stateOf(), await isBest(meanwhile)]).toEqual(["second", true]);
    await fillIndex();
    await refreshIndex();
    expect([await stateOf(), await isBest(meanwhile)]).toEqual(["first", true]);
  }, 60_000);

  it("leaves the former one answering while the files of the covers are away", async () => {
    const built = await openSite(3);
    const files = await Promise.all(
      built.map(async ({ coverId }) => coverKey((await getCover(coverId))?.sha256 ?? "")),
    );
    const kept = await Promise.all(files.map(getFile));
    for (const file of files) await removeFile(file);
    await install("second", 2);
    restart({ model: "second" });
    expect(await fillIndex()).toEqual({ ok: false, reason: "covers_unusable" });
    expect(await getAnsweringModel()).toMatchObject({ model: "first" });

    for (const [at, file] of files.entries()) await putFile(file, kept[at] ?? Buffer.alloc(0));
    expect(await fillIndex()).toMatchObject({ ok: true, embedded: 3, unusable: 0 });
    expect(await getAnsweringModel()).toMatchObject({ model: "second" });
  }, 60_000);

  it("is not held up by a cover whose file cannot be read", async () => {
    const [unreadable] = await openSite(2);
    const file = coverKey((await getCover(unreadable?.coverId ?? 0))?.sha256 ?? "");
    await removeFile(file);
    const folder = path.join(env().dataDir, file);
    await mkdir(folder);
    // Other tests share the folder, and clear what no book has.
    onTestFinished(() => rm(folder, { recursive: true }));
    await install("second", 2);
    restart({ model: "second" });
    expect(await fillIndex()).toMatchObject({ ok: true, embedded: 1, unusable: 1 });
  }, 60_000);

  it("keeps answering when an update of the product brings another version under the same name", async () => {
    const [cover] = await openSite(1);
    if (!cover) throw new Error("unreachable");
    const former = await wantedModelId();
    await install("first", 3);
    restart({ model: "first" });
    const wanted = await wantedModelId();
    expect(wanted).not.toEqual(former);
    await refreshIndex();
    expect((await getIndexState())?.modelId).toEqual(former);
    expect(await isBest(cover)).toBe(true);
    await fillIndex();
    await refreshIndex();
    expect((await getIndexState())?.modelId).toEqual(wanted);
    expect(await isBest(cover)).toBe(true);
  }, 60_000);

  it("lets the wanted one answer as far as it is where the former is gone from the disk", async () => {
    await openSite(1);
    const { version } = await wantedModelId();
    await rm(path.join(env().dataDir, "models", version), { recursive: true });
    await rm(installed, { recursive: true });
    await install("second", 2);
    restart({ model: "second" });
    expect(await getAnsweringModel()).toEqual(await wantedModelId());
  }, 60_000);
});

describe("pruneModels", () => {
  const inDays = (days: number) => new Date(Date.now() + days * GRACE_MS);

  it("keeps a model that no longer answers for a day, then takes its vectors, snapshots and files", async () => {
    const [cover] = await openSite(1);
    if (!cover) throw new Error("unreachable");
    const first = await wantedModelId();
    await install("second", 2);
    restart({ model: "second" });
    expect(await pruneModels(inDays(9))).toMatchObject({ reason: "nothing_to_prune" });
    await fillIndex();
    expect(await pruneModels(new Date())).toMatchObject({ reason: "nothing_to_prune" });

    // Back and forth within the day costs nothing, and begins it anew.
    restart({ model: "first" });
    await refreshIndex();
    expect([await stateOf(), await isBest(cover)]).toEqual(["first", true]);
    await fillIndex();
    expect((await listCompleteModels()).map(({ model }) => model)).toEqual(["first", "second"]);
    restart({ model: "second" });
    expect(await pruneModels(inDays(2))).toMatchObject({ reason: "nothing_to_prune" });
    await fillIndex();

    expect((await pruneModels(inDays(2))).ok).toBe(true);
    expect(await db.select().from(embeddings).where(eq(embeddings.model, "first"))).toEqual([]);
    expect((await listCompleteModels()).map(({ model }) => model)).toEqual(["second"]);
    expect(existsSync(path.join(env().dataDir, "models", first.version))).toBe(false);
    expect(
      (await readdir(path.join(env().dataDir, "index"))).filter((name) => name.startsWith(`first-${first.version}`)),
    ).toEqual([]);
    await refreshIndex();
    expect([await stateOf(), await isBest(cover)]).toEqual(["second", true]);
    expect(await snapshotIndex({ always: true })).toMatchObject({ reason: "nothing_new" });
  }, 60_000);
});
