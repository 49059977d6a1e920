import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { renderCover } from "@/lib/covers/adapters/cover-artist";
import { decodePicture } from "@/lib/covers/adapters/picture";
import { simulatePhoto } from "@/lib/covers/drawing/phone-photo.fixtures";
import type { CoverSubject } from "@/lib/covers/drawing/schema";
import type { Picture } from "@/lib/covers/schema";
import { agreementOf } from "../rules";
import type { TextLine } from "../schema";
import { readPicture } from "./reader";
import { read } from "./reading-process";
import { loadTextNetworks } from "./text-networks";

const subject = (title: string, author: string, languageCode = "en"): CoverSubject => ({
  key: `9780000000000 ${title}`,
  title,
  authors: [author],
  year: 1950,
  languageCode,
  genres: ["Classics"],
});

async function photoOf(book: CoverSubject, angle: number): Promise<Picture> {
  return decodePicture(await simulatePhoto(await renderCover(book), { seed: book.title, angle }));
}

/** In this process, so that no limit of time has a part in what is read. */
async function linesOf(picture: Picture, budgetMs = 60_000): Promise<TextLine[]> {
  const result = await read({ picture, budgetMs, deadline: Date.now() + 60_000 });
  if ("problem" in result) throw new Error(result.problem);
  return result.lines;
}

describe("read", () => {
  it.each([6, 50, 97, 186, 275])(
    "reads title and author of a cover that lies at %i degrees, in their order",
    async (angle) => {
      const lines = await linesOf(await photoOf(subject("Great Expectations", "Charles Dickens"), angle));
      const read = lines.map(({ text }) => text.toLowerCase().replaceAll(" ", "")).join("");
      expect(read).toMatch(/^greatexpectationscharlesdickens/);
      expect(lines[0]?.confidence).toBeGreaterThan(0.8);
    },
  );

  it("says where each line begins and how it runs, also on a photo that lies on its side", async () => {
    for (const angle of [0, 90]) {
      const [first] = await linesOf(await photoOf(subject("Great Expectations", "Charles Dickens"), angle));
      if (!first) throw new Error("nothing was read");
      const [[startX, startY], [endX, endY]] = first.box;
      const [right, down] = [endX - startX, endY - startY];
      if (angle === 0) expect(right).toBeGreaterThan(Math.abs(down) * 3);
      else expect(down).toBeGreaterThan(Math.abs(right) * 3);
    }
  });

  it.each([
    ["Cien años de soledad", "Gabriel García Márquez", "es"],
    ["Der Prozeß", "Franz Kafka", "de"],
    ["Příběh inženýra lidských duší", "Josef Škvorecký", "cs"],
    ["İnce Memed", "Yaşar Kemal", "tr"],
    ["红楼梦", "曹雪芹", "zh"],
    ["1984", "George Orwell", "en"],
  ])("reads %s well enough to name it", async (title, author, languageCode) => {
    const lines = await linesOf(await photoOf(subject(title, author, languageCode), 4));
    const { agreement, isTitleSeen, isAuthorSeen } = agreementOf(lines, { title, subtitle: null, authors: [author] });
    expect({ isTitleSeen, isAuthorSeen }).toEqual({ isTitleSeen: true, isAuthorSeen: true });
    expect(agreement).toBeGreaterThan(0.6);
  });

  it("reads nothing where nothing is written, and survives the smallest picture", async () => {
    const grey = (width: number, height: number): Picture => ({
      data: new Uint8Array(width * height * 3).fill(120),
      width,
      height,
    });
    expect(await linesOf(grey(640, 480))).toEqual([]);
    expect(await linesOf(grey(32, 33))).toEqual([]);
  });

  it("leaves out what there is no time for, and what nobody waits for any more", async () => {
    const picture = await photoOf(subject("Great Expectations", "Charles Dickens"), 0);
    expect((await linesOf(picture, 0)).length).toBeLessThan(3);
    expect(await read({ picture, budgetMs: 60_000, deadline: Date.now() - 1 })).toEqual({ problem: "too_late" });
  });
});

describe("loadTextNetworks", () => {
  it("is undefined where the package with the weights is not installed, and throws where they are broken", async () => {
    const absent = "@gutenye/no-such-models/node";
    expect(await loadTextNetworks(() => import(absent))).toBeUndefined();
    const broken = { detectionPath: "package.json", recognitionPath: "package.json", dictionaryPath: "package.json" };
    await expect(loadTextNetworks(async () => ({ default: broken }))).rejects.toThrow();
  });
});

/** A process starts in half a second, on a machine that has nothing else to do. */
const STARTS_WITHIN_MS = 50_000;

describe("readPicture", () => {
  let picture: Picture;

  beforeAll(async () => {
    picture = await photoOf(subject("Great Expectations", "Charles Dickens"), 0);
  });

  /** The first photo may come while the process still starts. */
  async function readAtLast(): Promise<TextLine[]> {
    for (const deadline = Date.now() + STARTS_WITHIN_MS; Date.now() < deadline; ) {
      const lines = await readPicture(picture);
      if (lines && lines.length === 3) return lines;
    }
    throw new Error("not read");
  }

  it("reads in a process of its own, so that the event loop stays free", async () => {
    await readAtLast();
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 5);
    await readAtLast();
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(8);
  });

  it("turns photos away at once when enough are waiting, and those who give up do not wait", async () => {
    await readAtLast();
    const startedAt = performance.now();
    let turnedAwayMs = 0;
    const results = Array.from({ length: 8 }, () =>
      readPicture(picture).then((lines) => {
        if (!lines) turnedAwayMs ||= performance.now() - startedAt;
        return lines;
      }),
    );
    expect(await readPicture(picture, 0)).toBeUndefined();
    const lines = await Promise.all(results);
    expect(lines.filter((read) => read === undefined).length).toBeGreaterThanOrEqual(5);
    expect(lines.filter((read) => read !== undefined).length).toBeGreaterThanOrEqual(1);
    expect(turnedAwayMs).toBeLessThan(100);
    // Nothing was broken by it.
    await readAtLast();
  });

  it("lets go of a photo in the middle, and reads the next", async () => {
    await readAtLast();
    const startedAt = performance.now();
    expect(await readPicture(picture, 30)).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(150);
    await readAtLast();
  });
});

/** A process of its own that runs some code on `readPicture`, in `cwd`. */
function run(code: string, cwd = process.cwd()): Promise<{ stdout: string; stderr: string }> {
  const reader = pathToFileURL(path.resolve("lib/identify/text/adapters/reader.ts")).href;
  const program = `
    const { readPicture } = await import(${JSON.stringify(reader)});
    const photo = { data: new Uint8Array(640 * 480 * 3), width: 640, height: 480 };
    ${code}
  `;
  const tsx = ["--conditions=react-server", "--import", import.meta.resolve("tsx")];
  const env = { ...process.env, LOG_LEVEL: "warn", TSX_TSCONFIG_PATH: path.resolve("tsconfig.json") };
  return promisify(execFile)(process.execPath, [...tsx, "--input-type=module", "--eval", program], { cwd, env });
}

describe("a process that reads", () => {
  it.each([700, 1_200, 1_700])(
    "ends as it was told to after %i ms, whatever the one that it started does",
    async (ms) => {
      await run(`setTimeout(() => process.exit(0), ${ms}); for (;;) await readPicture(photo);`);
    },
  );

  it("leaves nothing running when it is killed", async () => {
    const code = `
      const { spawnSync } = await import("node:child_process");
      for (let tries = 0; tries < 50 && !(await readPicture(photo)); tries++);
      console.log(spawnSync("pgrep", ["-P", String(process.pid), "-f", "tinypool"]).stdout.toString());
      process.kill(process.pid, "SIGKILL");`;
    const { stdout } = await run(code).catch((error: { stdout: string }) => error);
    const pids = stdout.trim().split(/\s+/).map(Number);
    expect(pids).toHaveLength(1);
    const isThere = (pid: number) =>
      existsSync(`/proc/${pid}/stat`) && !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
    await vi.waitFor(() => expect(pids.filter(isThere)).toEqual([]), { timeout: 10_000 });
  });

  it("says once that the weights are not installed, and asks no more", async () => {
    const cwd = await mkdtemp(path.join(os.tmpdir(), "ridizi-text-"));
    await mkdir(path.join(cwd, "threads"));
    await writeFile(
      path.join(cwd, "threads", "reading-process.mjs"),
      'export const read = () => ({ problem: "weights_missing" });',
    );
    const { stdout } = await run(
      "for (let at = 0; at < 3; at++) console.log(await readPicture(photo)); process.exit(0);",
      cwd,
    );
    await rm(cwd, { recursive: true });
    expect(stdout.match(/identify\.text_weights_missing/g)).toHaveLength(1);
    expect(stdout.match(/^undefined$/gm)).toHaveLength(3);
  });
});
