import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { APIRequestContext, Page } from "@playwright/test";
import { barcodePicture, expect, test } from "./fake-camera";

const SAMPLES = "public/samples";
const PHOTOS = "../shared/data";
const GROCERIES = "8413000065504";
/** As on older American paperbacks: house and price, and beside them the digits of the title. */
const PAPERBACK = { code: "0071831007995", beside: "19868", isbn: "0-425-19868-5" };
const UNKNOWN_ISBN = "9780735619937";

type Sample = { file: string; kind: string; title: string; isbn: string };
const samples: Sample[] = JSON.parse(readFileSync(path.join(SAMPLES, "samples.json"), "utf8"));
const sampleOf = (kind: string): Sample => {
  const found = samples.find((sample) => sample.kind === kind);
  if (!found) throw new Error(`there is no sample of a ${kind}`);
  return found;
};

/** A book of the demo catalogue, and its cover as the site itself shows it. */
const BOOK = { isbn: "9784101010137", title: "こころ" };
const coverOf = async (request: APIRequestContext, isbn: string) =>
  (await request.get(`/cover/${isbn}.jpg?size=original`)).body();

const sheet = (page: Page) => page.getByRole("dialog");
const shutter = (page: Page) => page.getByRole("button", { name: "Photograph the cover" });
const isbnField = (page: Page) => page.getByLabel("Or type the ISBN");

/** A refused request writes a line to the console; a test that provokes one takes exactly that line away. */
function expectOneFailedRequest(consoleErrors: string[], status: string) {
  expect(consoleErrors).toHaveLength(1);
  expect(consoleErrors.pop()).toContain(status);
}

test("reads a barcode that is held before the camera, without a tap", async ({ openWithCamera }) => {
  const { isbn, title } = sampleOf("barcode");
  const page = await openWithCamera({ picture: await barcodePicture(isbn) });
  await page.goto("/");
  await expect(sheet(page).getByRole("heading", { name: title })).toBeVisible();
  await expect(sheet(page)).toContainText("The ISBN names exactly this edition.");
});

test("brings at most 200 kB of compressed scripts before the camera opens", async ({ openWithCamera }) => {
  const page = await openWithCamera("none");
  await page.goto("/", { waitUntil: "networkidle" });
  await expect(page.getByRole("button", { name: "Open the camera" })).toBeVisible();
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter((entry) => entry instanceof PerformanceResourceTiming && new URL(entry.name).pathname.endsWith(".js"))
      .map((entry) => ({ name: entry.name, bytes: (entry as PerformanceResourceTiming).encodedBodySize })),
  );
  expect(scripts.length).toBeGreaterThan(5);
  expect(scripts.every(({ bytes }) => bytes > 0)).toBe(true);
  expect(scripts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(200_000);
});

test("knows a cover that is photographed with the camera, and goes on scanning", async ({
  openWithCamera,
  request,
}) => {
  const page = await openWithCamera({ picture: await coverOf(request, BOOK.isbn) });
  await page.goto("/");
  await shutter(page).click();
  await expect(sheet(page).getByRole("heading", { name: BOOK.title })).toBeVisible();
  await expect(sheet(page).getByRole("meter")).toBeVisible();

  await sheet(page).getByRole("button", { name: "Scan next" }).click();
  await expect(sheet(page)).toBeHidden();
  await expect(page.getByRole("region", { name: "Viewfinder" })).toBeFocused();
  await expect(shutter(page)).toBeEnabled();
});

test("closes the sheet by Escape and by the back button, and stays on the page", async ({
  openWithCamera,
  request,
}) => {
  const page = await openWithCamera({ picture: await coverOf(request, BOOK.isbn) });
  await page.goto("/");
  for (const close of [() => page.keyboard.press("Escape"), () => page.goBack()]) {
    await shutter(page).click();
    await expect(sheet(page)).toBeVisible();
    await close();
    await expect(sheet(page)).toBeHidden();
    expect(new URL(page.url()).pathname).toBe("/");
  }
});

test("names a code that is no book's, and goes on", async ({ openWithCamera }) => {
  const page = await openWithCamera({ picture: await barcodePicture(GROCERIES) });
  await page.goto("/");
  await expect(page.getByText("That is the code of a product other than a book")).toBeVisible();
  await expect(sheet(page)).toBeHidden();
  await expect(shutter(page)).toBeEnabled();
});

test("offers the ISBN that a paperback's product code may stand for, to compare before it is looked up", async ({
  openWithCamera,
}) => {
  const page = await openWithCamera({ picture: await barcodePicture(PAPERBACK.code, PAPERBACK.beside) });
  await page.goto("/");
  await expect(page.getByText("an American product code (UPC), not a book's ISBN")).toBeVisible();
  await expect(page.getByText(`may be ${PAPERBACK.isbn}: compare it`)).toBeVisible();
  await expect(isbnField(page)).toHaveValue(PAPERBACK.isbn);
  await expect(sheet(page)).toBeHidden();
});

test("names the code of a magazine on a chosen photo, where no cover is known", async ({ openWithCamera }) => {
  const page = await openWithCamera("none");
  await page.goto("/");
  const buffer = await barcodePicture("9771234567003");
  await page.getByLabel("Choose a photo").setInputFiles({ name: "magazine.png", mimeType: "image/png", buffer });
  await expect(sheet(page)).toContainText("That is the code of a magazine (ISSN), not a book's ISBN.");
});

test("says honestly that a valid ISBN is not in the catalogue", async ({ openWithCamera }) => {
  const page = await openWithCamera({ picture: await barcodePicture(UNKNOWN_ISBN) });
  await page.goto("/");
  await expect(sheet(page).getByRole("heading", { name: "Not in the catalogue yet" })).toBeVisible();
  await expect(sheet(page)).toContainText(UNKNOWN_ISBN);
});

test("lets go of the camera when the page is left", async ({ openWithCamera, request }) => {
  const page = await openWithCamera({ picture: await coverOf(request, BOOK.isbn) });
  await page.goto("/");
  await expect(shutter(page)).toBeEnabled();
  const track = await page.getByLabel("Live picture").evaluateHandle((video: HTMLVideoElement) => {
    return video.srcObject instanceof MediaStream ? video.srcObject.getTracks()[0] : undefined;
  });
  expect(await track.evaluate((live) => live?.readyState)).toBe("live");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Search" }).click();
  await expect(page).toHaveURL(/\/search/);
  expect(await track.evaluate((left) => left?.readyState)).toBe("ended");
});

test("remembers lens, zoom and light on this device", async ({ openWithCamera }) => {
  const page = await openWithCamera("two");
  // Chromium's own fake camera has neither light nor zoom.
  await page.addInitScript(() => {
    const own = MediaStreamTrack.prototype.applyConstraints;
    MediaStreamTrack.prototype.getCapabilities = () =>
      ({ torch: true, zoom: { min: 1, max: 4 } }) as MediaTrackCapabilities;
    MediaStreamTrack.prototype.applyConstraints = function apply(constraints) {
      return constraints?.advanced ? Promise.resolve() : own.call(this, constraints);
    };
  });
  await page.goto("/");
  const lens = page.getByRole("combobox", { name: "Camera" });
  const light = page.getByRole("button", { name: "Light" });
  const chosen = await lens.locator("option").nth(1).getAttribute("value");
  await lens.selectOption(chosen);
  await light.click();
  await expect(light).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: /^Zoom 1 times/ }).click();
  await expect(page.getByRole("button", { name: /^Zoom 2 times/ })).toBeVisible();

  await page.reload();
  await expect(light).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("button", { name: /^Zoom 2 times/ })).toBeVisible();
  await expect(lens).toHaveValue(chosen ?? "");
  await light.click();
  await page.reload();
  await expect(light).toHaveAttribute("aria-pressed", "false");
});

test("tells a reader who refused the camera how to allow it, and takes the ISBN meanwhile", async ({
  openWithCamera,
}) => {
  const { isbn, title } = sampleOf("barcode");
  const page = await openWithCamera("refused");
  await page.goto("/");
  await page.getByRole("button", { name: "Open the camera" }).click();
  await expect(page.getByRole("heading", { name: "The camera is not allowed here" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Switch Camera on" })).toBeVisible();

  await isbnField(page).fill(`ISBN ${isbn.slice(0, 3)}-${isbn.slice(3)}`);
  await isbnField(page).press("Enter");
  await expect(sheet(page).getByRole("heading", { name: title })).toBeVisible();
});

test("says that there is no camera, and what is wrong with a mistyped ISBN", async ({ openWithCamera }) => {
  const page = await openWithCamera("none");
  await page.goto("/");
  await page.getByRole("button", { name: "Open the camera" }).click();
  await expect(page.getByRole("heading", { name: "No camera found" })).toBeVisible();

  await isbnField(page).fill("9780140013994");
  await page.getByRole("button", { name: "Look up" }).click();
  await expect(page.getByText("The last digit does not fit the others")).toBeVisible();
  await expect(isbnField(page)).toBeFocused();
});

for (const { title } of samples) {
  test(`finds the book of the sample photo of ${title}, without a camera`, async ({ openWithCamera }) => {
    const page = await openWithCamera("none");
    await page.goto("/");
    await page.getByRole("button", { name: new RegExp(`^Sample photo.*${title}`) }).click();
    await expect(sheet(page).getByRole("heading", { name: title })).toBeVisible();
  });
}

test("refuses a file that is no picture without sending it", async ({ openWithCamera }) => {
  const page = await openWithCamera("none");
  await page.goto("/");
  const sent: string[] = [];
  page.on("request", (request) => request.method() === "POST" && sent.push(request.url()));
  await page
    .getByLabel("Choose a photo")
    .setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("not a picture") });
  await expect(page.getByRole("alert").filter({ hasText: "That is not a picture" })).toBeVisible();
  expect(sent).toEqual([]);
});

test("asks again with the same photo when the server was not ready", async ({
  openWithCamera,
  request,
  consoleErrors,
}) => {
  const page = await openWithCamera("none");
  await page.goto("/");
  const sizes: string[] = [];
  await page.route("**/match", async (route) => {
    sizes.push((await route.request().headerValue("content-length")) ?? "");
    if (sizes.length > 1) return route.continue();
    return route.fulfill({
      status: 503,
      headers: { "retry-after": "7" },
      json: { error: "starting", code: "unavailable", requestId: "11112222-3333-4444-5555-666677778888" },
    });
  });
  const buffer = await coverOf(request, BOOK.isbn);
  await page.getByLabel("Choose a photo").setInputFiles({ name: "cover.jpg", mimeType: "image/jpeg", buffer });
  await expect(page.getByText("Try again in 7 seconds")).toBeVisible();
  await expect(page.getByText("11112222-3333-4444-5555-666677778888")).toBeVisible();
  expectOneFailedRequest(consoleErrors, "503");

  await page.getByRole("button", { name: "Try again" }).click();
  await expect(sheet(page).getByRole("heading", { name: BOOK.title })).toBeVisible();
  expect(sizes).toHaveLength(2);
  expect(sizes[1]).toBe(sizes[0]);
});

test("says that the device is offline, and finds the book once it is back", async ({
  openWithCamera,
  consoleErrors,
}) => {
  const { isbn, title } = sampleOf("barcode");
  const page = await openWithCamera("none");
  await page.goto("/");
  // Touching the page fetches the sheet, whose absence would write lines of its own to the console.
  await isbnField(page).click();
  await page.waitForLoadState("networkidle");
  await page.context().setOffline(true);
  await isbnField(page).fill(isbn);
  await isbnField(page).press("Enter");
  await expect(page.getByRole("heading", { name: "You are offline" })).toBeVisible();
  expectOneFailedRequest(consoleErrors, "ERR_INTERNET_DISCONNECTED");

  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(sheet(page).getByRole("heading", { name: title })).toBeVisible();
});

test("brings a visitor who signs in back to the very book, and keeps it with one tap", async ({ openWithCamera }) => {
  const page = await openWithCamera("none");
  await page.goto("/");
  await isbnField(page).fill(BOOK.isbn);
  await isbnField(page).press("Enter");
  await sheet(page).getByRole("link", { name: "Sign in to keep it" }).click();
  await page.getByLabel("Username or e-mail").fill("reader");
  await page.getByLabel("Password", { exact: true }).fill(process.env.E2E_READER_PASSWORD ?? "");
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();

  await expect(sheet(page).getByRole("heading", { name: BOOK.title })).toBeVisible();
  await sheet(page)
    .getByRole("button", { name: /^Add to/ })
    .click();
  await expect(sheet(page).getByText(/^In /)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(sheet(page).getByText(/^In /)).toBeHidden();
});

test("has no barrier that axe can find, before a scan and on the sheet", async ({ openWithCamera, request }) => {
  const page = await openWithCamera({ picture: await coverOf(request, BOOK.isbn) });
  await page.goto("/");
  await expect(shutter(page)).toBeEnabled();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await shutter(page).click();
  await expect(sheet(page).getByRole("heading", { name: BOOK.title })).toBeVisible();
  // While it moves in, its text is half transparent over the page.
  await sheet(page).evaluate((panel) => Promise.all(panel.getAnimations().map(({ finished }) => finished)));
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test("reads the barcode of a real photo", async ({ openWithCamera }) => {
  test.skip(!existsSync(path.join(PHOTOS, "barcodes.csv")), "the shared photos are not here");
  const [file = "", isbn = ""] = realBarcodePhoto();
  const page = await openWithCamera({ picture: readFileSync(path.join(PHOTOS, file)) });
  await page.goto("/");
  await expect(sheet(page)).toContainText(isbn);
});

/** File and ISBN of the first photo with an ISBN that an ordinary decoder reads. */
function realBarcodePhoto(): string[] {
  const lines = readFileSync(path.join(PHOTOS, "barcodes.csv"), "utf8").trim().split("\n");
  const columns = lines[0]?.split(",") ?? [];
  const rows = lines.slice(1).map((line) => line.split(","));
  const field = (row: string[], name: string) => row[columns.indexOf(name)] ?? "";
  const row = rows.find((row) => field(row, "isbn13") !== "" && field(row, "zbar_decodes") === "True");
  if (!row) throw new Error("no photo of an ISBN");
  return [field(row, "file"), field(row, "isbn13")];
}
