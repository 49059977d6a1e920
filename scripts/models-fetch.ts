import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { env } from "@/lib/platform/env";
import { sleep } from "@/lib/platform/sleep";

// `npm run models:fetch [-- --dry-run]`: fetches the optional model that also understands text.

export type ModelFile = {
  /** Below the model's folder, on the hub as on the disk. */
  path: string;
  bytes: number;
  sha256: string;
};

/** A model on a hub, as it was at one commit. */
export type PinnedModel = { name: string; revision: string; files: ModelFile[] };

/**
 * OpenAI's CLIP ViT-B/32 (MIT) in ONNX, 8 bits a weight: the vision half matches covers, the text half and its
 * tokenizer are for search by description. The hashes are those that several independent public projects pin for this
 * revision, all in agreement; they were not computed from a download of our own.
 */
export const CLIP: PinnedModel = {
  name: "Xenova/clip-vit-base-patch32",
  revision: "d15189d7028b43f1d3e65039190477f6af591c2a",
  files: [
    {
      path: "config.json",
      bytes: 4_524,
      sha256: "493ef57ff783e42d1530c91b53469b7fdf8db8a9c1408e86998fcb7899a4f495",
    },
    {
      path: "preprocessor_config.json",
      bytes: 520,
      sha256: "6f638fb9401a6d6296feff533ee7efe657b787c49f954f82f5906b36ef2a1b1f",
    },
    {
      path: "tokenizer.json",
      bytes: 2_224_119,
      sha256: "f7f3b7af117d467b58374797691a6438d3e6b9e9cef800dfd5dced7f697a90cd",
    },
    {
      path: "tokenizer_config.json",
      bytes: 775,
      sha256: "60ba2912bc6344c94bc16bbdec27fa1209409167b6f2fdf3cfe9e65462ea3967",
    },
    {
      path: "onnx/vision_model_quantized.onnx",
      bytes: 89_117_001,
      sha256: "583fd1110a514667812fee7d684952aaf82a99b959760c8d7dca7e0ab9839299",
    },
    {
      path: "onnx/text_model_quantized.onnx",
      bytes: 64_504_507,
      sha256: "73baab855d406190da9faa498cfedf65f15cf309f4cc7385b7b032e6d08e5c3a",
    },
  ],
};

/** A fetch that cannot go on, in words for whoever ran the command. */
export class FetchFailure extends Error {
  override name = "FetchFailure" as const;
}

/** A trouble that may pass: the next try goes on where this one stopped. */
class PassingTrouble extends Error {
  override name = "PassingTrouble" as const;
  constructor(
    message: string,
    readonly waitMs?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export type FetchOptions = {
  hubUrl: string;
  /** The model's files come into `<modelsDir>/<model.name>/`. */
  modelsDir: string;
  say: (line: string) => void;
  /** Hears how far the file is, many times a second. */
  progress?: (file: ModelFile, bytes: number) => void;
  isDryRun?: boolean;
  /** Tries in a row that bring nothing before it gives up. */
  triesMax?: number;
  backoffFirstMs?: number;
  /** Silence of the other side that counts as a broken connection. */
  silenceMaxMs?: number;
  signal?: AbortSignal;
};

const DEFAULTS = { triesMax: 5, backoffFirstMs: 1_000, silenceMaxMs: 30_000 };
const BACKOFF_MAX_MS = 60_000;

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
const seconds = (ms: number) => `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;

async function sizeOf(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.size;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

async function isRight(target: string, { bytes, sha256 }: ModelFile): Promise<boolean> {
  return (await sizeOf(target)) === bytes && (await sha256Of(target)) === sha256;
}

/**
 * Brings every file of a pinned model into its folder. A file that is there and right is not fetched; one that was cut
 * goes on where it stopped, in this run or the next; nothing gets its name before its sha-256 is right. Throws
 * FetchFailure. Returns the number of files fetched, or that would be.
 */
export async function fetchModel(model: PinnedModel, options: FetchOptions): Promise<number> {
  const { hubUrl, modelsDir, say, isDryRun } = options;
  const folder = path.join(modelsDir, ...model.name.split("/"));
  let fetched = 0;
  for (const file of model.files) {
    const target = path.join(folder, ...file.path.split("/"));
    if (await isRight(target, file)) {
      say(`${file.path}: already there (${megabytes(file.bytes)})`);
      continue;
    }
    fetched += 1;
    const url = `${hubUrl.replace(/\/+$/, "")}/${model.name}/resolve/${model.revision}/${file.path}`;
    if (isDryRun) {
      const present = Math.min((await sizeOf(`${target}.part`)) ?? 0, file.bytes);
      say(`${file.path}: ${megabytes(file.bytes - present)} to fetch from ${url}`);
      continue;
    }
    if ((await sizeOf(target)) !== undefined) say(`${file.path}: what is there is not the pinned file; replacing it`);
    await mkdir(path.dirname(target), { recursive: true });
    const startedAt = performance.now();
    await fetchFile(url, target, file, options);
    say(`${file.path}: ${megabytes(file.bytes)} in ${seconds(performance.now() - startedAt)}, sha-256 is right`);
  }
  return fetched;
}

/** Fetches beside the target, checks, renames. */
async function fetchFile(url: string, target: string, file: ModelFile, options: FetchOptions): Promise<void> {
  const part = `${target}.part`;
  const wasResumed = ((await sizeOf(part)) ?? 0) > 0;
  await fetchPart(url, part, file, options);
  let actual = await sha256Of(part);
  if (actual !== file.sha256 && wasResumed) {
    // The remains of an earlier run may be of another file or damaged; a fresh start tells.
    options.say(`${file.path}: the resumed file is not right; starting over`);
    await rm(part);
    await fetchPart(url, part, file, options);
    actual = await sha256Of(part);
  }
  if (actual !== file.sha256) {
    await rm(part);
    throw new FetchFailure(
      `${file.path} from ${url} is not the pinned file and was thrown away.\n  expected sha-256 ${file.sha256}\n  received         ${actual}\nThe hub or mirror serves something else there, or a proxy changes it. Nothing was installed.`,
    );
  }
  await rename(part, target);
}

/** Tries until the part has the pinned number of bytes. A try that brings anything starts the count anew. */
async function fetchPart(url: string, part: string, file: ModelFile, options: FetchOptions): Promise<void> {
  const { triesMax, backoffFirstMs } = { ...DEFAULTS, ...options };
  let failures = 0;
  for (;;) {
    const before = (await sizeOf(part)) ?? 0;
    try {
      return await fetchOnce(url, part, file, options);
    } catch (error) {
      if (options.signal?.aborted || !(error instanceof PassingTrouble)) throw error;
      failures = ((await sizeOf(part)) ?? 0) > before ? 0 : failures + 1;
      if (failures >= triesMax) {
        throw new FetchFailure(
          `${url} could not be fetched: ${error.message}, ${triesMax} times in a row.\nIs this machine online? MODEL_HUB_URL names the hub or a mirror of it. What has arrived is kept; run the command again to go on.`,
          { cause: error },
        );
      }
      const waitMs = Math.min(BACKOFF_MAX_MS, error.waitMs ?? backoffFirstMs * 2 ** Math.max(0, failures - 1));
      options.say(`${file.path}: ${error.message}; next try in ${seconds(waitMs)}`);
      await sleep(waitMs, options.signal);
      options.signal?.throwIfAborted();
    }
  }
}

/** One request, which goes on after what the part already holds. Whatever arrives is kept, also when it breaks off. */
async function fetchOnce(url: string, part: string, file: ModelFile, options: FetchOptions): Promise<void> {
  const { silenceMaxMs } = { ...DEFAULTS, ...options };
  let present = (await sizeOf(part)) ?? 0;
  if (present > file.bytes) {
    await rm(part);
    present = 0;
  }
  if (present === file.bytes) return;

  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), silenceMaxMs);
  const signal = options.signal ? AbortSignal.any([options.signal, silence.signal]) : silence.signal;
  try {
    const response = await fetch(url, {
      signal,
      headers: {
        // Counting bytes and asking for ranges needs the file as it is.
        "Accept-Encoding": "identity",
        "User-Agent": "ridizi-models-fetch",
        ...(present > 0 ? { Range: `bytes=${present}-` } : {}),
      },
    });
    await checkStatus(response, url, part);
    if (!response.body) throw new PassingTrouble("the answer is empty");
    // A server that knows no ranges sends the whole file again.
    const start = response.status === 206 ? rangeStart(response) : 0;
    if (start !== present && start !== 0) throw new PassingTrouble("the hub sent another part than asked for");
    await append(response.body, part, start, file, (bytes) => {
      timer.refresh();
      options.progress?.(file, bytes);
    });
  } catch (error) {
    if (options.signal?.aborted || error instanceof FetchFailure || error instanceof PassingTrouble) throw error;
    if (silence.signal.aborted) throw new PassingTrouble(`nothing came for ${seconds(silenceMaxMs)}`);
    if (isOurDisk(error)) throw error;
    throw new PassingTrouble(`the connection failed (${reasonOf(error)})`, undefined, { cause: error });
  } finally {
    clearTimeout(timer);
  }
  const arrived = (await sizeOf(part)) ?? 0;
  if (arrived < file.bytes)
    throw new PassingTrouble(`the connection ended after ${megabytes(arrived)} of ${megabytes(file.bytes)}`);
}

async function checkStatus(response: Response, url: string, part: string): Promise<void> {
  const { status } = response;
  if (status === 200 || status === 206) return;
  await response.body?.cancel();
  if (status === 416) {
    await rm(part, { force: true });
    throw new PassingTrouble("the hub has no such part of the file, so it is fetched from the start", 0);
  }
  if (status === 408 || status === 429 || status >= 500) {
    const afterS = Number(response.headers.get("retry-after"));
    throw new PassingTrouble(`the hub answered ${status}`, afterS > 0 ? afterS * 1_000 : undefined);
  }
  const why = status === 404 ? "the hub does not have this file" : "the hub does not let us have this file";
  throw new FetchFailure(`${url} answered ${status}: ${why}.\nMODEL_HUB_URL names the hub or a mirror of it.`);
}

const rangeStart = (response: Response) =>
  Number(/^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1] ?? Number.NaN);

/** Writes the stream into the part from `start` on; more than the pinned size is refused at once. */
async function append(
  body: ReadableStream<Uint8Array>,
  part: string,
  start: number,
  file: ModelFile,
  heard: (bytes: number) => void,
): Promise<void> {
  const handle = await open(part, start > 0 ? "r+" : "w");
  try {
    let at = start;
    // A reader and not `for await`: leaving that loop waits for a stream that may never answer.
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (at + value.length > file.bytes) {
        reader.cancel().catch(() => undefined);
        await handle.truncate(0);
        throw new FetchFailure(
          `${file.path} is larger than the pinned file (${file.bytes} bytes), so it is another one. Nothing was installed.`,
        );
      }
      await handle.write(value, 0, value.length, at);
      at += value.length;
      heard(at);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isOurDisk = (error: unknown) => ["ENOSPC", "EACCES", "EROFS", "EIO"].includes(codeOf(error) ?? "");
const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** fetch says "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return (cause instanceof Error && (codeOf(cause) ?? cause.message)) || error.message;
}

const LINE_EVERY_MS = { terminal: 200, file: 10_000 };

/** A line that says how far the present file is, at which rate, and how long it will take. */
export function progressLine(file: ModelFile, bytes: number, arrivedSinceStart: number, ms: number): string {
  const rate = arrivedSinceStart / Math.max(ms, 1);
  const leftS = rate > 0 ? Math.ceil((file.bytes - bytes) / rate / 1_000) : undefined;
  const eta = leftS === undefined ? "" : `, ${leftS} s left`;
  return `${file.path}: ${Math.floor((100 * bytes) / file.bytes)} % of ${megabytes(file.bytes)}, ${((rate * 1_000) / 1e6).toFixed(1)} MB/s${eta}`;
}

/** Rewrites one line on a terminal, and writes one now and then into a file. */
function progressWriter() {
  const { isTTY } = process.stdout;
  let current: { path: string; startedAt: number; first: number; shownAt: number } | undefined;
  return {
    show(file: ModelFile, bytes: number) {
      const now = performance.now();
      if (current?.path !== file.path) current = { path: file.path, startedAt: now, first: bytes, shownAt: now };
      if (now - current.shownAt < (isTTY ? LINE_EVERY_MS.terminal : LINE_EVERY_MS.file)) return;
      current.shownAt = now;
      const line = progressLine(file, bytes, bytes - current.first, now - current.startedAt);
      process.stdout.write(isTTY ? `\r\x1b[K${line}` : `${line}\n`);
    },
    say(line: string) {
      process.stdout.write(`${isTTY ? "\r\x1b[K" : ""}${line}\n`);
    },
  };
}

async function main() {
  const isDryRun = process.argv.includes("--dry-run");
  const { modelsDir, covers } = env();
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
  const line = progressWriter();
  line.say(`${CLIP.name} at ${CLIP.revision.slice(0, 12)} from ${covers.hubUrl}`);
  try {
    const options = { hubUrl: covers.hubUrl, modelsDir, isDryRun, signal: stop.signal };
    const fetched = await fetchModel(CLIP, { ...options, say: line.say, progress: line.show });
    if (isDryRun) line.say(`${fetched} of ${CLIP.files.length} files would be fetched.`);
    else line.say(`The model is complete. COVER_MODEL=${CLIP.name} makes the site use it.`);
  } catch (error) {
    if (stop.signal.aborted) {
      line.say("Stopped. What has arrived is kept; run the command again to go on.");
      process.exitCode = 130;
    } else if (error instanceof FetchFailure) {
      line.say(error.message);
      process.exitCode = 1;
    } else throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
