import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLIP, FetchFailure, fetchModel, type PinnedModel, progressLine } from "./models-fetch";

const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 31) % 251));
const FILE = {
  path: "onnx/weights.onnx",
  bytes: CONTENT.length,
  sha256: createHash("sha256").update(CONTENT).digest("hex"),
};
const MODEL: PinnedModel = { name: "maker/model", revision: "abc123", files: [FILE] };

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let hub: Server;
let modelsDir: string;
let asked: { url: string | undefined; range: string | undefined }[];
/** What the hub does with its first, second … request; the last goes for all that follow. */
let answers: Answer[];

/** As a hub that knows ranges. */
const serve: Answer = (request, response) => {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const head = { "Content-Length": CONTENT.length - start };
  if (start === 0) response.writeHead(200, head);
  else response.writeHead(206, { ...head, "Content-Range": `bytes ${start}-${CONTENT.length - 1}/${CONTENT.length}` });
  response.end(CONTENT.subarray(start));
};
const status =
  (code: number, headers = {}): Answer =>
  (_, response) => {
    response.writeHead(code, headers).end("no");
  };
/** Sends the first bytes and breaks the connection. */
const cutAfter =
  (bytes: number): Answer =>
  (_, response) => {
    response.writeHead(200, { "Content-Length": CONTENT.length });
    response.write(CONTENT.subarray(0, bytes), () => setTimeout(() => response.destroy(), 50));
  };

beforeEach(async () => {
  asked = [];
  answers = [serve];
  modelsDir = mkdtempSync(path.join(os.tmpdir(), "ridizi-models-"));
  hub = createServer((request, response) => {
    asked.push({ url: request.url, range: request.headers.range });
    (answers[asked.length - 1] ?? answers.at(-1) ?? serve)(request, response);
  });
  await new Promise<void>((resolve) => hub.listen(0, "127.0.0.1", resolve));
});

afterEach(() => {
  hub.closeAllConnections();
  hub.close();
  rmSync(modelsDir, { recursive: true, force: true });
});

const target = () => path.join(modelsDir, "maker", "model", "onnx", "weights.onnx");

async function run(options = {}) {
  const said: string[] = [];
  const fetched = await fetchModel(MODEL, {
    hubUrl: `http://127.0.0.1:${(hub.address() as AddressInfo).port}/`,
    modelsDir,
    say: (line) => said.push(line),
    triesMax: 3,
    backoffFirstMs: 5,
    silenceMaxMs: 2_000,
    ...options,
  });
  return { fetched, said: said.join("\n") };
}

describe("fetching a model", () => {
  it("asks the pinned revision and installs the file under its own name", async () => {
    await run();
    expect(asked).toEqual([{ url: "/maker/model/resolve/abc123/onnx/weights.onnx", range: undefined }]);
    expect(readFileSync(target()).equals(CONTENT)).toBe(true);
    expect(existsSync(`${target()}.part`)).toBe(false);
  });

  it("asks nothing when every file is there and right", async () => {
    await run();
    const { fetched, said } = await run();
    expect(asked).toHaveLength(1);
    expect(fetched).toBe(0);
    expect(said).toContain("already there");
  });

  it("replaces a file of the right size with wrong content", async () => {
    mkdirSync(path.dirname(target()), { recursive: true });
    writeFileSync(target(), Buffer.alloc(CONTENT.length));
    expect((await run()).said).toContain("not the pinned file");
    expect(readFileSync(target()).equals(CONTENT)).toBe(true);
  });

  it("goes on where a broken connection stopped, within one run", async () => {
    answers = [cutAfter(100_000), serve];
    await run();
    expect(asked.map(({ range }) => range)).toEqual([undefined, "bytes=100000-"]);
    expect(readFileSync(target()).equals(CONTENT)).toBe(true);
  });

  it("goes on where an earlier run stopped, and starts over when that was another file", async () => {
    mkdirSync(path.dirname(target()), { recursive: true });
    writeFileSync(`${target()}.part`, CONTENT.subarray(0, 7_000));
    await run();
    expect(asked[0]?.range).toBe("bytes=7000-");
    rmSync(target());
    writeFileSync(`${target()}.part`, Buffer.alloc(7_000));
    expect((await run()).said).toContain("starting over");
    expect(asked.at(-1)?.range).toBeUndefined();
    expect(readFileSync(target()).equals(CONTENT)).toBe(true);
  });

  it("takes the whole file from a server that knows no ranges", async () => {
    mkdirSync(path.dirname(target()), { recursive: true });
    writeFileSync(`${target()}.part`, CONTENT.subarray(0, 7_000));
    answers = [(_, response) => response.writeHead(200).end(CONTENT)];
    await run();
    expect(readFileSync(target()).equals(CONTENT)).toBe(true);
  });

  it("starts over when the hub refuses the range", async () => {
    mkdirSync(path.dirname(target()), { recursive: true });
    writeFileSync(`${target()}.part`, CONTENT.subarray(0, 7_000));
    answers = [status(416), serve];
    await run();
    expect(readFileSync(target()).equals(CONTENT)).toBe(true);
  });

  it("refuses a file with another hash, says both hashes, and leaves nothing behind", async () => {
    answers = [(_, response) => response.end(Buffer.alloc(CONTENT.length))];
    const failure = await run().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FetchFailure);
    expect(String(failure)).toContain(FILE.sha256);
    expect(String(failure)).toContain(createHash("sha256").update(Buffer.alloc(CONTENT.length)).digest("hex"));
    expect(existsSync(target())).toBe(false);
    expect(existsSync(`${target()}.part`)).toBe(false);
  });

  it("refuses more bytes than the pinned file has, without waiting for their end", async () => {
    answers = [(_, response) => response.write(Buffer.alloc(CONTENT.length + 1))];
    await expect(run()).rejects.toThrow(/larger than the pinned file/);
    expect(existsSync(target())).toBe(false);
  });

  it("says at once what a hub does not have", async () => {
    answers = [status(404)];
    await expect(run()).rejects.toThrow(/answered 404.*does not have this file/);
    expect(asked).toHaveLength(1);
  });

  it("tries again after a server error and after a 429", async () => {
    answers = [status(500), status(429), serve];
    const { said } = await run();
    expect(said).toContain("answered 500");
    expect(said).toContain("answered 429");
    expect(asked).toHaveLength(3);
  });

  it("gives up after the last try, says how to go on, and keeps what came", async () => {
    answers = [cutAfter(50_000), status(503)];
    await expect(run()).rejects.toThrow(/3 times in a row.*[\s\S]*run the command again/);
    expect(asked).toHaveLength(4);
    expect(readFileSync(`${target()}.part`)).toHaveLength(50_000);
  });

  it("waits for a slow hub as long as bytes come, and no longer", async () => {
    answers = [
      (_, response) => {
        response.writeHead(200, { "Content-Length": CONTENT.length });
        const pieces = [0, 1, 2, 3, 4, 5];
        const send = () => {
          const at = pieces.shift();
          if (at === undefined) response.end();
          else response.write(CONTENT.subarray(at * 50_000, (at + 1) * 50_000), () => setTimeout(send, 100));
        };
        send();
      },
    ];
    await run({ silenceMaxMs: 400 });
    expect(readFileSync(target()).equals(CONTENT)).toBe(true);
    rmSync(target());
    answers = [() => undefined];
    await expect(run({ silenceMaxMs: 100 })).rejects.toThrow(/nothing came for 0.1 s/);
  });

  it("ends at once when it is told to, and keeps what came", async () => {
    const stop = new AbortController();
    answers = [(_, response) => response.writeHead(200).write(CONTENT.subarray(0, 40_000))];
    const running = run({ signal: stop.signal, progress: () => stop.abort() });
    await expect(running).rejects.toThrow(/abort/i);
    expect(existsSync(`${target()}.part`)).toBe(true);
  });

  it("only looks on a dry run", async () => {
    const { fetched, said } = await run({ isDryRun: true });
    expect(fetched).toBe(1);
    expect(said).toContain("/maker/model/resolve/abc123/onnx/weights.onnx");
    expect(asked).toHaveLength(0);
    expect(existsSync(path.dirname(target()))).toBe(false);
  });
});

it("says percent, rate and time left", () => {
  expect(progressLine({ ...FILE, bytes: 100e6 }, 50e6, 25e6, 5_000)).toBe(
    "onnx/weights.onnx: 50 % of 100 MB, 5.0 MB/s, 10 s left",
  );
});

it("pins every file of the model by a whole sha-256", () => {
  for (const file of CLIP.files) expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(CLIP.files.map(({ sha256 }) => sha256)).size).toBe(CLIP.files.length);
  expect(CLIP.revision).toMatch(/^[0-9a-f]{40}$/);
});
