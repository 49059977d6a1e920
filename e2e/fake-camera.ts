import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "@playwright/test";
import sharp from "sharp";
import { ean5Modules, ean13Modules } from "../lib/covers/drawing/barcode/rules";
import { findChromium } from "../scripts/chromium.mjs";
import { test as base } from "./fixtures";

export { expect } from "./fixtures";

/** What a webcam gives; a multiple of 16, so that no decoder pads it. */
export const FILM = { width: 1280, height: 720 };

/** What of that a phone held upright shows: its viewfinder is higher than wide, so the sides are cut off. */
const SEEN = { width: 440, height: 660 };

/** How far the picture wanders from frame to frame, in pixels: a hand is never still. */
export const TREMBLE = [0, 2, 4, 3, 1, -1, -3, -2];

const BARCODE_HEIGHT = 260;
const MODULE_WIDTH = 4;
/** Modules of paper between a code and the small one beside it. */
const BESIDE_GAP = 9;

/** "none": no camera at all. "refused": a camera, and a reader who does not allow it. "two": two that see nothing. Else the picture it sees. */
export type CameraScene = "none" | "refused" | "two" | { picture: Buffer };

type OpenPage = (scene: CameraScene, options?: BrowserContextOptions) => Promise<Page>;

/**
 * The tests' `test` with a browser whose camera sees a picture of the test's choice. A browser of its own for each:
 * Chromium takes the fake camera from its command line. Errors on the console fail these tests too.
 */
export const test = base.extend<{ openWithCamera: OpenPage }>({
  openWithCamera: async ({ baseURL, viewport, locale, timezoneId, consoleErrors }, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), "ridizi-camera-"));
    const browsers: Browser[] = [];
    await use(async (scene, options) => {
      const browser = await chromium.launch({ executablePath: findChromium(), args: await flagsFor(scene, folder) });
      browsers.push(browser);
      const context = await browser.newContext({
        baseURL,
        viewport,
        locale,
        timezoneId,
        ...options,
        permissions: scene === "refused" || scene === "none" ? [] : ["camera"],
      });
      const page = await context.newPage();
      page.on("console", (message) => {
        if (message.type() === "error") consoleErrors.push(`${message.text()} (${message.location().url})`);
      });
      page.on("pageerror", (error) => consoleErrors.push(error.stack ?? error.message));
      return page;
    });
    for (const browser of browsers) await browser.close();
    await rm(folder, { recursive: true, force: true });
  },
});

async function flagsFor(scene: CameraScene, folder: string): Promise<string[]> {
  const flags = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-sync",
  ];
  if (scene === "none") return flags;
  // Without the automatic answer to the question, a headless browser refuses.
  if (scene === "refused") return [...flags, "--use-fake-device-for-media-stream", "--deny-permission-prompts"];
  if (scene === "two")
    return [...flags, "--use-fake-device-for-media-stream=device-count=2", "--use-fake-ui-for-media-stream"];
  const file = path.join(folder, "camera.mjpeg");
  await writeFile(file, await mjpegOf(scene.picture));
  return [
    ...flags,
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    `--use-file-for-fake-video-capture=${file}`,
  ];
}

/** A film in which a trembling hand holds a picture before the camera: JPEG frames, one after another. */
const mjpegOf = async (picture: Buffer): Promise<Buffer> =>
  Buffer.concat(await Promise.all(TREMBLE.map((offset) => heldFrame(picture, offset))));

/** One picture of such a film, as a JPEG. */
export async function heldFrame(picture: Buffer, offset: number): Promise<Buffer> {
  const held = await sharp(picture)
    .rotate()
    .resize({ ...SEEN, fit: "inside" })
    .toBuffer({ resolveWithObject: true });
  const left = Math.round((FILM.width - held.info.width) / 2);
  const top = Math.round((FILM.height - held.info.height) / 2);
  return sharp({ create: { ...FILM, channels: 3, background: "#7d746a" } })
    .composite([{ input: held.data, left: left + offset, top: top + Math.round(offset / 2) }])
    .jpeg({ quality: 88 })
    .toBuffer();
}

/** A photo-like picture of an EAN-13 on paper, from its 13 digits, and of the five beside it; the check digit must be right. */
export async function barcodePicture(digits: string, beside?: string): Promise<Buffer> {
  const quiet = 12;
  const code = ean13Modules(digits);
  const besideAt = quiet + code.length + BESIDE_GAP;
  const small = beside ? ean5Modules(beside) : "";
  const width = (beside ? besideAt + small.length + quiet : quiet + code.length + quiet) * MODULE_WIDTH;
  const bars = (modules: string, from: number, top: number) =>
    [...modules]
      .map((bit, at) =>
        bit === "1"
          ? `<rect x="${(at + from) * MODULE_WIDTH}" y="${top}" width="${MODULE_WIDTH}" height="${BARCODE_HEIGHT - 30 - top}"/>`
          : "",
      )
      .join("");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${BARCODE_HEIGHT}"><rect width="100%" height="100%" fill="#f4f1ea"/>${bars(code, quiet, 30)}${bars(small, besideAt, 60)}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}
