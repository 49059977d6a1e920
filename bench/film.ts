/** A film that Chromium's fake camera plays, thirty pictures a second, and a browser that sees it. */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BrowserContext, chromium } from "@playwright/test";
import sharp from "sharp";
import { findChromium } from "../scripts/chromium.mjs";

export const FRAMES_A_SECOND = 30;
/** A picture of the film has a number, in black and white squares, in the corner that the viewfinder cuts off. */
const MARK = { size: 48, bits: 4 };

const SQUARE = { width: MARK.size, height: MARK.size, channels: 3 as const };
const PHONE = { width: 390, height: 844 };

/** A picture of the film with its number: by this the page knows what is in view, and since when. */
export const marked = (picture: Buffer, number: number, quality = 88): Promise<Buffer> =>
  sharp(picture)
    .composite(
      Array.from({ length: MARK.bits }, (_, bit) => ({
        input: { create: { ...SQUARE, background: number & (1 << bit) ? "#fff" : "#000" } },
        left: bit * MARK.size,
        top: 0,
      })),
    )
    .jpeg({ quality })
    .toBuffer();

// Runs in the page: what reads the number of the picture that a video shows.
const MARK_READER = `(video) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: ${MARK.bits}, height: 1 });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return () => {
    for (let bit = 0; bit < ${MARK.bits}; bit++)
      context.drawImage(video, (bit + 0.25) * ${MARK.size}, ${MARK.size / 4}, ${MARK.size / 2}, ${MARK.size / 2}, bit, 0, 1, 1);
    const { data } = context.getImageData(0, 0, ${MARK.bits}, 1);
    return Array.from({ length: ${MARK.bits} }, (_, bit) => (data[bit * 4] > 128 ? 1 << bit : 0)).reduce((a, b) => a + b);
  };
}`;

/** Within a page before the camera: gives the number of the picture that this video shows. */
export type MarkReader = (video: HTMLVideoElement) => () => number;

/** Writes the pictures one after another, each as JPEG, and hands a page before that camera to `use`. */
export async function beforeCamera(
  frames: Iterable<Buffer>,
  address: string,
  use: (context: BrowserContext) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "ridizi-film-"));
  try {
    const film = path.join(folder, "books.mjpeg");
    const file = openSync(film, "w");
    for (const frame of frames) writeSync(file, frame);
    closeSync(file);
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: [
        ...["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        ...["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
        ...[`--use-file-for-fake-video-capture=${film}`],
      ],
    });
    try {
      const context = await browser.newContext({ baseURL: address, viewport: PHONE, permissions: ["camera"] });
      // tsx names functions by a helper that the page does not have.
      await context.addInitScript(`globalThis.__name = (named) => named; globalThis.markReader = ${MARK_READER}`);
      await use(context);
    } finally {
      await browser.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
