/**
 * Barcodes before a camera in a browser: sixty books, one after the other, each held there for a moment. From the first picture
 * with the barcode in view to the book in the list; whether one is dropped; and what the page holds after them. The camera is a
 * film that Chromium plays, thirty pictures a second; the decoder is the one that the browser chooses, ZXing-C++ on Linux.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, type Page } from "@playwright/test";
import sharp from "sharp";
import { barcodePicture, FILM, heldFrame, TREMBLE } from "../e2e/fake-camera";
import { signUp, whenReady } from "../e2e/reader";
import { findChromium } from "../scripts/chromium.mjs";
import { megabytes, p50p95, percentile, report, table } from "./measure";
import { openSite } from "./site.mjs";

const BOOKS = 60;
const FRAMES_A_SECOND = 30;
/** How long a book is held, and how long the hand takes to the next one. */
const HELD_FRAMES = 45;
const BETWEEN_FRAMES = 15;
/** The page finds its pace with these. */
const WARM_UPS = 10;
const MARK = 48;
const PHONE = { width: 390, height: 844 };

const white = await sharp({ create: { width: MARK, height: MARK, channels: 3, background: "#fff" } })
  .png()
  .toBuffer();

/** With a mark in the corner that the viewfinder cuts off: by it the page knows when the barcode came into view. */
async function filmOf(isbns: string[]): Promise<Buffer> {
  const blank = await sharp({ create: { ...FILM, channels: 3, background: "#7d746a" } })
    .composite([{ input: { create: { width: MARK, height: MARK, channels: 3, background: "#000" } }, left: 0, top: 0 }])
    .jpeg()
    .toBuffer();
  const parts: Buffer[] = Array.from({ length: FRAMES_A_SECOND * 2 }, () => blank);
  for (const isbn of isbns) {
    const picture = await barcodePicture(isbn);
    const frames = await Promise.all(
      TREMBLE.map(async (offset) =>
        sharp(await heldFrame(picture, offset))
          .composite([{ input: white, left: 0, top: 0 }])
          .jpeg({ quality: 88 })
          .toBuffer(),
      ),
    );
    for (let at = 0; at < HELD_FRAMES; at++) parts.push(frames[at % frames.length] ?? blank);
    for (let at = 0; at < BETWEEN_FRAMES; at++) parts.push(blank);
  }
  // The film is played again and again: nobody is to take its beginning for a book more.
  return Buffer.concat([...parts, ...Array.from({ length: FRAMES_A_SECOND * 20 }, () => blank)]);
}

/** Notes when the mark turns white, and when a row of the list has its title. */
async function watch(page: Page): Promise<void> {
  await page.evaluate((size) => {
    const canvas = document.createElement("canvas");
    canvas.width = 1;
    canvas.height = 1;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const video = document.querySelector("video");
    if (!context || !video) throw new Error("there is no picture");
    const seen: number[] = [];
    const shown: number[] = [];
    Object.assign(window, { benchTimes: { seen, shown } });
    let isWhite = false;
    const look = (now: number) => {
      context.drawImage(video, size / 4, size / 4, size / 2, size / 2, 0, 0, 1, 1);
      const isNow = (context.getImageData(0, 0, 1, 1).data[0] ?? 0) > 128;
      if (isNow && !isWhite) seen.push(now);
      isWhite = isNow;
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
    const count = () => document.querySelectorAll('[aria-label="Scanned now"] li button.font-book').length;
    let counted = count();
    new MutationObserver(() => {
      const now = count();
      for (; counted < now; counted++) shown.push(performance.now());
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  }, MARK);
}

const isbns = readFileSync("data/seed/books.jsonl", "utf8")
  .split("\n")
  .flatMap((line) => (line ? [(JSON.parse(line) as { isbn13: string | null }).isbn13] : []))
  .filter((isbn): isbn is string => isbn !== null)
  .slice(0, BOOKS);

const folder = mkdtempSync(path.join(tmpdir(), "ridizi-film-"));
const film = path.join(folder, "books.mjpeg");
writeFileSync(film, await filmOf(isbns));
const site = await openSite(0);
const web = await site.startWeb();
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: [
    ...["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    ...["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    ...[`--use-file-for-fake-video-capture=${film}`],
  ],
});
try {
  const context = await browser.newContext({ baseURL: web.address, viewport: PHONE, permissions: ["camera"] });
  const page = await context.newPage();
  await signUp(page, "/library");
  await page.goto("/?mode=own");
  await whenReady(page);
  await page.getByRole("button", { name: "Photograph the cover" }).waitFor();
  // tsx names functions by a helper that the page does not have.
  await page.evaluate("globalThis.__name = (named) => named");
  await watch(page);
  const client = await context.newCDPSession(page);
  const heap = async () => {
    await client.send("HeapProfiler.collectGarbage");
    return (await client.send("Runtime.getHeapUsage")).usedSize;
  };
  const rows = page.getByRole("region", { name: "Scanned now" }).getByRole("listitem");
  const until = (count: number) =>
    page.waitForFunction(
      (wanted) => (Reflect.get(window, "benchTimes") as { shown: number[] }).shown.length >= wanted,
      count,
      { timeout: 300_000 },
    );
  await until(WARM_UPS);
  const early = await heap();
  await until(BOOKS).catch(() => undefined);
  const late = await heap();
  const { seen, shown } = (await page.evaluate(() => Reflect.get(window, "benchTimes"))) as Record<
    "seen" | "shown",
    number[]
  >;
  // Times are told of pairs: where a book was dropped, all after it would be another's.
  const isWhole = shown.length === BOOKS && seen.length >= BOOKS;
  const times = (isWhole ? shown : []).slice(WARM_UPS).map((at, index) => at - (seen[index + WARM_UPS] ?? Number.NaN));
  if (!isWhole) process.exitCode = 1;
  report(
    "bench:scanning",
    `${BOOKS} books of the demo catalogue, each held ${HELD_FRAMES / FRAMES_A_SECOND} s before the camera, ${BETWEEN_FRAMES / FRAMES_A_SECOND} s between two; the first ${WARM_UPS} are no part of the times. A browser, the site and its services share the machine. Budget: 500 ms at the 95th percentile.

${table(
  ["", "measured"],
  [
    ["barcode in view → book in the list, p50 / p95", p50p95(times)],
    ["the slowest", `${Math.round(percentile(times, 100))} ms`],
    ["books in the list", `${await rows.count()} of ${BOOKS}`],
    [`the page's heap after ${WARM_UPS} books / after ${BOOKS}`, `${megabytes(early)} / ${megabytes(late)}`],
  ],
)}`,
  );
} finally {
  await browser.close();
  await web.stop();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
}
