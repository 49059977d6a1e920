import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "./id";
import { S3_BUCKET, S3_KEYS, startS3Server } from "./s3-server.fixtures";
import type { Storage } from "./storage";
import { diskStorage } from "./storage-disk";
import { StorageError } from "./storage-error";
import { s3Storage } from "./storage-s3";

let folder: string;
let server: Awaited<ReturnType<typeof startS3Server>>;
const settings = () => ({
  ...{ endpoint: server.endpoint, publicEndpoint: server.endpoint, region: "us-east-1", bucket: S3_BUCKET },
  ...S3_KEYS,
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ridizi-storage-"));
  server = await startS3Server();
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const keysOf = async (storage: Storage, under: string) => {
  const keys: string[] = [];
  for await (const files of storage.list(under)) keys.push(...files.map(({ key }) => key));
  return keys.sort();
};

describe.each([
  ["on disk", () => diskStorage(folder)],
  ["with an S3 service", () => s3Storage(settings())],
])("files %s", (_, open) => {
  it("are given back as they were put, with their length, until they are removed", async () => {
    const [storage, key] = [open(), `${newId()}/deep/down/file.jpg`];
    expect([await storage.get(key), await storage.size(key)]).toEqual([undefined, undefined]);
    await storage.put(key, Buffer.from([0, 255, 10]));
    expect([await storage.get(key), await storage.size(key)]).toEqual([Buffer.from([0, 255, 10]), 3]);
    await storage.remove(key);
    await storage.remove(key);
    expect([await storage.get(key), await storage.size(key)]).toEqual([undefined, undefined]);
  });

  it("may be empty, and large", async () => {
    const [storage, at] = [open(), newId()];
    const large = Buffer.alloc(6_000_000, 7);
    await storage.put(`${at}/empty`, new Uint8Array());
    await storage.put(`${at}/large`, large);
    expect([await storage.size(`${at}/empty`), await storage.get(`${at}/empty`)]).toEqual([0, Buffer.alloc(0)]);
    expect((await storage.get(`${at}/large`))?.equals(large)).toBe(true);
  });

  it("are there whole, the old or the new, while ten write at once", async () => {
    const [storage, key] = [open(), `${newId()}/file`];
    const contents = Array.from({ length: 10 }, (_, at) => Buffer.alloc(200_000, at + 1));
    await storage.put(key, contents[0] ?? Buffer.alloc(0));
    const writing = Promise.all(contents.map((content) => storage.put(key, content)));
    for (let read = 0; read < 10; read++) {
      const seen = await storage.get(key);
      expect(seen?.length).toBe(200_000);
      expect(seen?.every((byte) => byte === seen[0])).toBe(true);
    }
    await writing;
  });

  it("are listed under their folder and no other that begins alike, with when they were written", async () => {
    const [storage, at] = [open(), newId()];
    for (const key of [`${at}/a/one.jpg`, `${at}/b/two.jpg`, `${at}/three.jpg`, `${at}-other/four.jpg`])
      await storage.put(key, Buffer.from("x"));
    expect(await keysOf(storage, at)).toEqual([`${at}/a/one.jpg`, `${at}/b/two.jpg`, `${at}/three.jpg`]);
    expect(await keysOf(storage, `${at}-none`)).toEqual([]);
    for await (const files of storage.list(at))
      for (const { writtenAt } of files) expect(Math.abs(Date.now() - writtenAt.getTime())).toBeLessThan(60_000);
  });
});

describe("an S3 service", () => {
  it("lists more files than it names at a time", async () => {
    const [storage, at] = [s3Storage(settings()), newId()];
    const keys = Array.from({ length: 1_005 }, (_, file) => `${at}/${String(file).padStart(4, "0")}`);
    for (const key of keys) server.files.set(key, { body: Buffer.from("x"), type: "", writtenAt: new Date() });
    expect(await keysOf(storage, at)).toEqual(keys);
  });

  it("gives browsers a file by an address that was signed for it, and only for a while", async () => {
    const [storage, key] = [s3Storage(settings()), `${newId()}/photo.jpg`];
    await storage.put(key, Buffer.from("photo"));
    await storage.put(`${key}.other`, Buffer.from("other"));
    const url = (await storage.signedUrl(key, 2)) ?? "";
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
      200,
      "image/jpeg",
      "photo",
    ]);
    expect((await fetch(url.replace("photo.jpg", "photo.jpg.other"))).status).toBe(403);
    expect((await fetch(url.replace(/X-Amz-Expires=\d+/, "X-Amz-Expires=600"))).status).toBe(403);
    await expect.poll(async () => (await fetch(url)).status, { timeout: 10_000, interval: 500 }).toBe(403);
  });

  it("gives no address where browsers do not reach it", async () => {
    expect(await s3Storage({ ...settings(), publicEndpoint: undefined }).signedUrl("a/b.jpg", 60)).toBeUndefined();
    expect(await diskStorage(folder).signedUrl("a/b.jpg", 60)).toBeUndefined();
  });

  it.each([
    ["the key is wrong", { secretAccessKey: "wrong" }, "not_writable"],
    ["there is no such bucket", { bucket: "nowhere" }, "not_writable"],
    ["nobody answers", { endpoint: "http://127.0.0.1:9" }, "away"],
  ])("says what is the matter where %s, and never that a file is not there", async (_, wrong, trouble) => {
    const storage = s3Storage({ ...settings(), ...wrong });
    await expect(storage.put("a/b", Buffer.from("x"))).rejects.toMatchObject({ name: "StorageError", trouble });
    await expect(storage.get("a/b")).rejects.toBeInstanceOf(StorageError);
    await expect(storage.size("a/b")).rejects.toBeInstanceOf(StorageError);
  });

  it.each([
    [507, "InsufficientStorage", 1, "full"],
    [400, "QuotaExceeded", 1, "full"],
    [403, "AccessDenied", 1, "not_writable"],
    [503, "SlowDown", 3, "away"],
  ])("that answers %i %s keeps the former file, and says so after %i tries", async (status, code, tries, trouble) => {
    const [storage, key] = [s3Storage(settings()), `${newId()}/file`];
    await storage.put(key, Buffer.from("old"));
    server.faults.push(...Array.from({ length: tries }, () => ({ status, code })));
    await expect(storage.put(key, Buffer.from("new"))).rejects.toMatchObject({ name: "StorageError", trouble });
    expect(server.faults).toEqual([]);
    expect(String(await storage.get(key))).toBe("old");
  });
});
