import type { APIRequestContext, Page } from "@playwright/test";
import sharp from "sharp";
import { type Quad, warpInto } from "../lib/covers/drawing/phone-photo.fixtures";
import { expect, test } from "./fixtures";
import { expectAccessible } from "./reader";

const BOOK = { isbn: "9780142000083", title: "Moby-Dick" };

/** A book that lies on a table, turned and seen at a slant, as fractions of the photo's sides. */
const CORNERS: Quad = [
  [0.34, 0.16],
  [0.69, 0.1],
  [0.74, 0.88],
  [0.3, 0.83],
];
/** How far a corner of the outline may be from the cover's, as a share of the photo's sides. */
const OFF_MAX = 0.02;

const sheet = (page: Page) => page.getByRole("dialog");
const SHOWN = "Your photo. The cover that was found is outlined.";

async function photoOf(request: APIRequestContext, isbn: string, width: number, height: number): Promise<Buffer> {
  const cover = await (await request.get(`/cover/${isbn}.jpg?size=original`)).body();
  const table = { create: { width, height, channels: 3 as const, background: "#8b7d6b" } };
  const scene = await sharp(table).raw().toBuffer();
  const { data, info } = await sharp(cover).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const quad = CORNERS.map(([x, y]) => [x * width, y * height]) as unknown as Quad;
  warpInto({ data: scene, width, height }, { data, width: info.width, height: info.height }, quad);
  return sharp(scene, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer();
}

async function scan(page: Page, buffer: Buffer) {
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Photograph the cover" })).toBeEnabled();
  await page.getByLabel("Choose a photo").setInputFiles({ name: "cover.jpg", mimeType: "image/jpeg", buffer });
  await expect(sheet(page).getByRole("heading", { name: BOOK.title })).toBeVisible();
}

/** The corners of the outline on the screen, as fractions of the picture under it. */
function outlineOnScreen(page: Page, alt: string): Promise<number[][]> {
  return sheet(page)
    .getByRole("img", { name: alt, exact: true })
    .evaluate((picture) => {
      const box = picture.getBoundingClientRect();
      const polygon = picture.parentElement?.querySelector("polygon");
      const toScreen = polygon?.getScreenCTM();
      if (!polygon || !toScreen) return [];
      return [...polygon.points].map((point) => {
        const { x, y } = point.matrixTransform(toScreen);
        return [(x - box.x) / box.width, (y - box.y) / box.height];
      });
    });
}

function expectOnCover(outline: number[][]) {
  expect(outline).toHaveLength(CORNERS.length);
  outline.forEach(([x = 0, y = 0], at) => {
    const [coverX, coverY] = CORNERS[at] ?? [Number.NaN, Number.NaN];
    expect(Math.hypot(x - coverX, y - coverY), `corner ${at} is at ${x}, ${y}`).toBeLessThan(OFF_MAX);
  });
}

for (const [shape, width, height] of [
  ["upright", 768, 1024],
  ["lying", 1024, 640],
] as const) {
  test(`outlines the found cover in an ${shape} photo, small and large, on every screen`, async ({ page, request }) => {
    await scan(page, await photoOf(request, BOOK.isbn, width, height));
    for (const screen of [360, 768, 1280]) {
      await page.setViewportSize({ width: screen, height: 800 });
      expectOnCover(await outlineOnScreen(page, SHOWN));
      await sheet(page).getByRole("button", { name: SHOWN }).click();
      await expect(sheet(page).getByRole("heading", { name: "Your photo" })).toBeVisible();
      await expect(sheet(page)).toContainText("The cover that was found is outlined.");
      expectOnCover(await outlineOnScreen(page, "Your photo"));
      await page.keyboard.press("Escape");
      await expect(sheet(page).getByRole("heading", { name: BOOK.title })).toBeVisible();
      await expect(sheet(page).getByRole("button", { name: SHOWN })).toBeFocused();
    }
    await expectAccessible(page);
  });
}

for (const size of [
  { width: 740, height: 360 },
  { width: 915, height: 412 },
]) {
  test(`a phone on its side, ${size.width} by ${size.height}, has room for the book beside the buttons`, async ({
    page,
    request,
  }) => {
    await page.setViewportSize(size);
    await scan(page, await photoOf(request, BOOK.isbn, 1200, 900));
    const heading = await sheet(page).getByRole("heading", { name: BOOK.title }).boundingBox();
    const next = await sheet(page).getByRole("button", { name: "Scan next" }).boundingBox();
    expect(next?.x).toBeGreaterThan((heading?.x ?? 0) + (heading?.width ?? 0));
    const content = sheet(page).locator(".overflow-y-auto").first();
    expect((await content.boundingBox())?.height).toBeGreaterThan(size.height * 0.6);
    await expectAccessible(page);
  });
}

test("offers no book that is all but excluded beside a sure answer", async ({ page, request }) => {
  await scan(page, await photoOf(request, BOOK.isbn, 768, 1024));
  await expect(sheet(page).getByText("Sure", { exact: true })).toBeVisible();
  await expect(sheet(page).getByText(/\b0\s%/)).toBeHidden();
});

test("a cover that the catalogue does not have is known by the words on it", async ({ request }) => {
  // Nothing of the book's own cover but its title and author, in type as plain as a schoolbook's.
  const words = `<svg width="900" height="1200"><rect width="900" height="1200" fill="#f4efe2"/>
    <g font-family="sans-serif" text-anchor="middle" fill="#1d2a44">
    <text x="450" y="420" font-size="150" font-weight="bold">Moby-Dick</text>
    <text x="450" y="760" font-size="72">Herman Melville</text></g></svg>`;
  const buffer = await sharp(Buffer.from(words)).jpeg().toBuffer();
  const image = { name: "words.jpg", mimeType: "image/jpeg", buffer };
  // A busy server answers without having read.
  await expect(async () => {
    const answer = await (await request.post("/api/v1/match", { multipart: { image } })).json();
    expect(answer).toMatchObject({ evidence: "text", title: BOOK.title });
  }).toPass({ timeout: 60_000 });
});
