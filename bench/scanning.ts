/**
 * Barcodes before a camera in a browser: sixty books, one after the other, each held there for a moment. From the first picture
 * with the barcode in view to the book in the list; whether one is dropped; and what the page holds after them. The camera is a
 * film that Chromium plays, thirty pictures a second; the decoder is the one that the browser chooses, ZXing-C++ on Linux.
 */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { barcodePicture, FILM, heldFrame, TREMBLE } from "../e2e/fake-camera";
import { signUp, whenReady } from "../e2e/reader";
import { beforeCamera, FRAMES_A_SECOND, type MarkReader, marked } from "./film";
import { megabytes, p50p95, percentile, report, table } from "./measure";
import { openSite } from "./site.mjs";

const BOOKS = 60;
/** How long a book is held, and how long the hand takes to the next one. */
const HELD_FRAMES = 45;
const BETWEEN_FRAMES = 15;
/** The page finds its pace with these. */
const WARM_UPS = 10;

async function filmOf(isbns: string[]): Promise<Buffer[]> {
  const table = await sharp({ create: { ...FILM, channels: 3, background: "#7d746a" } })
    .jpeg()
    .toBuffer();
  const blank = await marked(table, 0);
  const parts: Buffer[] = Array.from({ length: FRAMES_A_SECOND * 2 }, () => blank);
  for (const isbn of isbns) {
    const picture = await barcodePicture(isbn);
    const frames = await Promise.all(TREMBLE.map(async (offset) => marked(await heldFrame(picture, offset), 1)));
    for (let at = 0; at < HELD_FRAMES; at++) parts.push(frames[at % frames.length] ?? blank);
    for (let at = 0; at < BETWEEN_FRAMES; at++) parts.push(blank);
  }
  // The film is played again and again: nobody is to take its beginning for a book more.
  return [...parts, ...Array.from({ length: FRAMES_A_SECOND * 20 }, () => blank)];
}

/** Notes when a barcode comes into view, and when a row of the list has its title. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const video = document.querySelector("video");
    if (!video) throw new Error("there is no picture");
    const seen: number[] = [];
    const shown: number[] = [];
    Object.assign(window, { benchTimes: { seen, shown } });
    const read = (Reflect.get(window, "markReader") as MarkReader)(video);
    let last = 0;
    const look = (now: number) => {
      const mark = read();
      if (mark > last) seen.push(now);
      last = mark;
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
    const count = () => document.querySelectorAll('[aria-label="Scanned now"] li button.font-book').length;
    let counted = count();
    new MutationObserver(() => {
      const now = count();
      for (; counted < now; counted++) shown.push(performance.now());
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

const isbns = readFileSync("data/seed/books.jsonl", "utf8")
  .split("\n")
  .flatMap((line) => (line ? [(JSON.parse(line) as { isbn13: string | null }).isbn13] : []))
  .filter((isbn): isbn is string => isbn !== null)
  .slice(0, BOOKS);

const site = await openSite(0);
const web = await site.startWeb();
try {
  await beforeCamera(await filmOf(isbns), web.address, async (context) => {
    const page = await context.newPage();
    await signUp(page, "/library");
    await page.goto("/?mode=own");
    await whenReady(page);
    await page.getByRole("button", { name: "Photograph the cover" }).waitFor();
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
    const times = (isWhole ? shown : [])
      .slice(WARM_UPS)
      .map((at, index) => at - (seen[index + WARM_UPS] ?? Number.NaN));
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
  });
} finally {
  await web.stop();
  await site.close();
}
