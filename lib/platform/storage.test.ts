import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { env } from "./env";
import { newId } from "./id";
import { getFile, pathFor, putFile, removeFile } from "./storage";

const folder = () => `test-${newId()}`;
const under = (key: string) => path.join(env().dataDir, key);

describe("storage keys", () => {
  it.each([
    "",
    "/etc/passwd",
    "../up",
    "a/../b",
    "a/..",
    "..",
    ".",
    "a//b",
    "a/",
    "a\\..\\b",
    "a/%2e%2e/b",
    "a\0b",
    "a\n",
    ".hidden",
    "a/.hidden",
    "A",
    "a b",
    "é",
  ])("refuses %j for reading, writing and removing", async (key) => {
    await expect(putFile(key, Buffer.from("x"))).rejects.toThrow("not a storage key");
    await expect(getFile(key)).rejects.toThrow("not a storage key");
    await expect(removeFile(key)).rejects.toThrow("not a storage key");
    await expect(pathFor(key)).rejects.toThrow("not a storage key");
  });
});

describe("putFile", () => {
  it("keeps files and their folders to the account that the site runs under", async () => {
    const key = `${folder()}/deep/file.bin`;
    await putFile(key, Buffer.from("x"));
    const modes = await Promise.all(
      [key, path.dirname(key)].map(async (name) => (await stat(under(name))).mode & 0o777),
    );
    expect(modes).toEqual([0o600, 0o700]);
    expect((await stat(path.dirname(await pathFor(`${folder()}/other.bin`)))).mode & 0o777).toBe(0o700);
  });

  it("gives back what was put, and undefined after it is removed", async () => {
    const key = `${folder()}/deep/down/file.bin`;
    expect(await getFile(key)).toBeUndefined();
    await putFile(key, Buffer.from([0, 255, 10]));
    expect(await getFile(key)).toEqual(Buffer.from([0, 255, 10]));
    await removeFile(key);
    await removeFile(key);
    expect(await getFile(key)).toBeUndefined();
  });

  it.each([
    ["ENOSPC", "full"],
    ["EDQUOT", "full"],
    ["EACCES", "not_writable"],
    ["EROFS", "not_writable"],
    ["EIO", "away"],
  ])(
    "leaves the old file whole and no torso when writing fails half-way with %s, and says so",
    async (code, trouble) => {
      const key = `${folder()}/file.bin`;
      await putFile(key, Buffer.from("old"));
      // The disk takes the first half and refuses the second: `writeFile` writes an iterable piece by piece.
      async function* failing() {
        yield Buffer.alloc(100_000, "n");
        throw Object.assign(new Error("refused"), { code });
      }
      await expect(putFile(key, failing() as never)).rejects.toMatchObject({ name: "StorageError", trouble });
      expect(String(await getFile(key))).toBe("old");
      expect(await readdir(under(path.dirname(key)))).toEqual(["file.bin"]);
    },
  );

  it("leaves nothing beside when the rename is refused", async () => {
    const parent = folder();
    await mkdir(under(`${parent}/taken/inside`), { recursive: true });
    await expect(putFile(`${parent}/taken`, Buffer.from("x"))).rejects.toThrow();
    expect(await readdir(under(parent))).toEqual(["taken"]);
  });

  it("shows a reader the whole old or the whole new file while twenty write at once", async () => {
    const key = `${folder()}/file.bin`;
    const contents = Array.from({ length: 20 }, (_, at) => Buffer.alloc(300_000, at + 1));
    await putFile(key, contents[0] ?? Buffer.alloc(0));
    const writing = Promise.all(contents.map((content) => putFile(key, content)));
    for (let read = 0; read < 30; read++) {
      const seen = await readFile(under(key));
      expect(seen.length).toBe(300_000);
      expect(seen.every((byte) => byte === seen[0])).toBe(true);
    }
    await writing;
    expect(await readdir(under(path.dirname(key)))).toEqual(["file.bin"]);
  });
});
