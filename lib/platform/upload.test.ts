import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Problem } from "./http";
import { PATIENCE } from "./patience";
import { readText, readUpload } from "./upload";

const MAX = 64 * 1024;

function post(body: BodyInit | ReadableStream, headers: Record<string, string> = {}) {
  return new Request("http://x/match", { method: "POST", body, headers, duplex: "half" } as RequestInit);
}

function form(parts: Record<string, string | Uint8Array>) {
  const data = new FormData();
  for (const [name, value] of Object.entries(parts)) {
    if (typeof value === "string") data.append(name, value);
    else data.append(name, new Blob([new Uint8Array(value)]), `${name}.bin`);
  }
  return data;
}

/** A body of bytes with the boundary `b`. */
const raw = (text: string) => post(Buffer.from(text, "latin1"), { "content-type": "multipart/form-data; boundary=b" });
const part = (name: string, content: string, filename = "f.bin") =>
  `--b\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\n\r\n${content}\r\n`;

const silentFor = (silentMs: number) => ({ ...PATIENCE, silentMs });

/** A byte every 20 ms for ever, after the beginning of a file. */
const trickle = (start = "") =>
  new ReadableStream({
    start: (controller) => controller.enqueue(Buffer.from(start)),
    pull: async (controller) => {
      await wait(20);
      controller.enqueue(Buffer.from("x"));
    },
  });

const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => "taken",
    (error) => (error instanceof Problem ? `${error.status} ${error.code}` : error),
  );

describe("readUpload", () => {
  it("hands over the file byte by byte, and the fields", async () => {
    const bytes = Uint8Array.from({ length: 5_000 }, (_, at) => at % 256);
    const { file, fields } = await readUpload(post(form({ username: "alice", image: bytes })), "image", MAX);
    expect(Buffer.compare(file, bytes)).toBe(0);
    expect(fields).toEqual({ username: "alice" });
  });

  it("takes a file of exactly the limit and refuses one byte more", async () => {
    const upload = (bytes: number) => readUpload(post(form({ image: new Uint8Array(bytes) })), "image", MAX);
    expect((await upload(MAX)).file.length).toBe(MAX);
    expect(await problemOf(upload(MAX + 1))).toBe("413 too_large");
  });

  it("stops reading a body over the limit, without being told its length", async () => {
    let pulled = 0;
    let isCancelled = false;
    const body = new ReadableStream(
      {
        start: (controller) => controller.enqueue(Buffer.from(part("image", "").slice(0, -2))),
        pull: (controller) => {
          pulled += 1;
          controller.enqueue(new Uint8Array(16 * 1024));
        },
        cancel: () => {
          isCancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    const request = post(body, { "content-type": "multipart/form-data; boundary=b" });
    expect(await problemOf(readUpload(request, "image", MAX))).toBe("413 too_large");
    await wait(20);
    expect(isCancelled).toBe(true);
    // 200 MB would be 12,800 pieces.
    expect(pulled).toBeLessThan(40);
  });

  it("refuses a declared length over the limit before it reads", async () => {
    const request = post(form({ image: new Uint8Array(10) }), { "content-length": String(200 * 1024 * 1024) });
    expect(await problemOf(readUpload(request, "image", MAX))).toBe("413 too_large");
    expect(request.bodyUsed).toBe(false);
  });

  it.each<[string, () => Request, string]>([
    ["no body", () => new Request("http://x", { method: "POST" }), "400 no_file"],
    ["an empty body", () => post("", { "content-type": "multipart/form-data; boundary=b" }), "400 malformed"],
    ["JSON", () => post("{}", { "content-type": "application/json" }), "415 not_multipart"],
    ["a bare JPEG", () => post(new Uint8Array(9), { "content-type": "image/jpeg" }), "415 not_multipart"],
    ["no Content-Type", () => post(new Uint8Array(9)), "400 no_file"],
    ["no boundary", () => post("x", { "content-type": "multipart/form-data; charset=utf-8" }), "400 malformed"],
    ["no boundary at all", () => post("x", { "content-type": "multipart/form-data" }), "415 not_multipart"],
    ["the wrong field", () => post(form({ picture: new Uint8Array(9) })), "400 no_file"],
    ["the field as text", () => post(form({ image: "not a file" })), "400 no_file"],
    ["an empty file", () => post(form({ image: new Uint8Array(0) })), "400 empty_file"],
    ["no parts", () => raw("--b--\r\n"), "400 no_file"],
    ["a body cut in the file", () => raw(part("image", "half").slice(0, -2)), "400 malformed"],
    ["a body cut in another file", () => raw(part("picture", "half").slice(0, -2)), "400 malformed"],
    ["a body cut in the headers", () => raw(part("image", "x").slice(0, 30)), "400 malformed"],
    ["a body without its end", () => raw(part("image", "whole")), "400 malformed"],
    ["another boundary", () => raw(`--c\r\n\r\nx\r\n--c--`), "400 malformed"],
    ["two files", () => raw(`${part("image", "one")}${part("image", "two")}--b--\r\n`), "400 too_many_files"],
    ["a file too many", () => raw(`${part("other", "one")}${part("image", "two")}--b--\r\n`), "400 too_many_files"],
  ])("answers %s", async (_, request, problem) => {
    expect(await problemOf(readUpload(request(), "image", MAX))).toBe(problem);
  });

  it("is not led astray by the names of fields and files", async () => {
    const text = `--b\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\nx\r\n${part("image", "y", "../../etc/passwd")}--b--\r\n`;
    const { file, fields } = await readUpload(raw(text), "image", MAX);
    expect([String(file), fields.polluted, Object.keys(fields)]).toEqual(["y", undefined, []]);
  });

  it("gives up on a sender that falls silent", async () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from(part("image", "x"))) });
    const request = post(body, { "content-type": "multipart/form-data; boundary=b" });
    expect(await problemOf(readUpload(request, "image", MAX, silentFor(50)))).toBe("408 too_slow");
  });

  it("gives up on a sender that never falls silent and never comes to an end", async () => {
    const request = post(trickle(part("image", "x")), { "content-type": "multipart/form-data; boundary=b" });
    const patience = { silentMs: 10_000, wholeMs: 200, bytesPerSecond: 10_000 };
    const problem = await readUpload(request, "image", MAX, patience).catch((error) => error);
    expect(problem).toMatchObject({ status: 408, code: "too_slow", headers: { Connection: "close" } });
    expect(await problemOf(readText(post(trickle()), 100, patience))).toBe("408 too_slow");
  });

  it("gives a large file the time that its bytes need", async () => {
    const pieces = [part("image", "y".repeat(8_000)), ...Array(8).fill("z"), "\r\n--b--\r\n"];
    const body = new ReadableStream({
      pull: async (controller) => {
        await wait(50);
        const piece = pieces.shift();
        if (piece === undefined) controller.close();
        else controller.enqueue(Buffer.from(piece.replace(/\r\n$/, piece.startsWith("--b\r") ? "" : "$&")));
      },
    });
    const request = post(body, { "content-type": "multipart/form-data; boundary=b" });
    const patience = { silentMs: 10_000, wholeMs: 200, bytesPerSecond: 1_000 };
    expect((await readUpload(request, "image", MAX, patience)).file.length).toBe(8_008);
  });

  it("waits for a sender that is slow but goes on", async () => {
    const pieces = [part("image", "slow"), "--b", "--", "\r\n"];
    const body = new ReadableStream({
      pull: async (controller) => {
        await wait(40);
        const piece = pieces.shift();
        if (piece === undefined) controller.close();
        else controller.enqueue(Buffer.from(piece));
      },
    });
    const request = post(body, { "content-type": "multipart/form-data; boundary=b" });
    expect(String((await readUpload(request, "image", MAX, silentFor(150))).file)).toBe("slow");
  });

  it("answers a connection that breaks while the file comes in", async () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from(part("image", "x"))),
      pull: (controller) => controller.error(new Error("socket hang up")),
    });
    const request = post(body, { "content-type": "multipart/form-data; boundary=b" });
    expect(await problemOf(readUpload(request, "image", MAX))).toBe("400 malformed");
  });
});

describe("readText", () => {
  it("reads up to the limit and refuses one byte more, whatever the length claims", async () => {
    expect(await readText(post("é".repeat(50)), 100)).toBe("é".repeat(50));
    expect(await problemOf(readText(post("x".repeat(101)), 100))).toBe("413 too_large");
    expect(await readText(new Request("http://x", { method: "POST" }), 100)).toBe("");
  });

  it("answers a connection that breaks, and one that falls silent", async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("socket hang up")) });
    expect(await problemOf(readText(post(broken), 100))).toBe("400 malformed");
    const silent = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from("{")) });
    expect(await problemOf(readText(post(silent), 100, silentFor(50)))).toBe("408 too_slow");
  });
});
