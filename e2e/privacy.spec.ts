import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { unzip } from "../lib/platform/archives/archives.fixtures";
import { expect, test } from "./fixtures";
import { expectAccessible, PASSWORD, signUp, whenReady } from "./reader";

/** A book of the demo catalogue. */
const ENGLISH = { isbn: "9780140430011", title: "Wuthering Heights" };

const section = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

async function openOwnData(page: Page) {
  await page.goto("/account");
  await page.getByRole("link", { name: "Your data" }).click();
  await page.waitForURL("/account/privacy");
  await whenReady(page);
}

/** Lets the site recognise a cover and keep the photo of it, as the scanner does for a reader who ticks so. */
async function keepPhoto(page: Page) {
  const cover = await (await page.request.get(`/cover/${ENGLISH.isbn}.jpg?size=original`)).body();
  const picture = { name: "cover.jpg", mimeType: "image/jpeg", buffer: cover };
  const { requestId } = await (await page.request.post("/match", { multipart: { image: picture } })).json();
  const said = await page.request.post(`/api/v1/scans/${requestId}/feedback`, {
    multipart: { verdict: "confirmed", photo: picture },
  });
  expect(await said.json()).toMatchObject({ verdict: "confirmed", has_photo: true });
}

test("a reader sees what is kept, and fetches a copy of all of it that opens", async ({ page, browser }) => {
  const username = await signUp(page, "/account");
  await page.request.post("/barcode", { data: { isbn: ENGLISH.isbn } });
  await openOwnData(page);
  const history = section(page, "What is kept about you")
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name: "Your history", exact: true }) });
  await expect(history).toContainText("Until you delete it");
  await expect(history.getByText("1", { exact: true })).toBeVisible();
  await expectAccessible(page);

  const copy = section(page, "A copy of your data");
  await copy.getByRole("button", { name: "Make a copy" }).click();
  const link = copy.getByRole("link", { name: /^Download/ });
  await expect(link).toBeVisible({ timeout: 30_000 });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(download.suggestedFilename()).toBe("ridizi-my-data.zip");
  const files = await unzip(await readFile(await download.path()));
  expect(files.get("index.html")?.toString()).toContain(username);
  expect(JSON.parse(files.get("data/account-users.json")?.toString() ?? "")).toMatchObject([{ username }]);
  expect(JSON.parse(files.get("data/history-user_scans.json")?.toString() ?? "")).toMatchObject([
    { bookTitle: ENGLISH.title },
  ]);

  // The page that is in it stands by itself.
  const reading = await browser.newPage();
  await reading.setContent(files.get("index.html")?.toString() ?? "");
  await expect(reading.getByRole("heading", { level: 1 })).toContainText(username);
  await reading.close();

  const href = (await link.getAttribute("href")) ?? "";
  const stranger = await browser.newContext();
  expect((await stranger.request.get(new URL(href, page.url()).href)).status()).toBe(401);
  const other = await stranger.newPage();
  await signUp(other, "/account");
  expect((await other.request.get(href)).status()).toBe(404);
  await stranger.close();

  await page.reload();
  await expect(copy.getByText(/4 times/)).toBeVisible();
  await whenReady(page);
  await copy.getByRole("button", { name: "Delete this copy" }).click();
  await expect(copy.getByRole("button", { name: "Make a copy" })).toBeVisible();
  expect((await page.request.get(href)).status()).toBe(404);
});

test("a photo that is kept can be deleted by itself, and all of them by taking the agreement back", async ({
  page,
}) => {
  await signUp(page, "/account");
  await keepPhoto(page);
  await openOwnData(page);
  const photos = section(page, "Photos of your scans");
  const image = photos.getByRole("img", { name: `The photo of ${ENGLISH.title}` });
  await expect(image).toBeVisible();
  // It is fetched once it is nearly in sight.
  await image.scrollIntoViewIfNeeded();
  await expect.poll(() => image.evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBeGreaterThan(100);
  await expectAccessible(page);
  await photos.getByRole("button", { name: `Delete the photo of ${ENGLISH.title}` }).click();
  await expect(page.getByText("The photo is deleted")).toBeVisible();
  await expect(photos).toBeHidden();
  // What was said with it stays, until it is deleted too.
  const feedback = section(page, "What you said of answers");
  await expect(feedback.getByText("It is this book")).toBeVisible();
  await feedback.getByRole("button", { name: `Delete what you said of ${ENGLISH.title}` }).click();
  await expect(feedback).toBeHidden();

  await keepPhoto(page);
  await page.reload();
  await whenReady(page);
  const agreed = section(page, "What you agreed to");
  await expect(agreed.getByText("Version 1, agreed on")).toBeVisible();
  await agreed.getByRole("button", { name: "Take back" }).click();
  const question = page.getByRole("alertdialog", { name: "Take it back?" });
  await expect(question).toContainText("All photos of your scans that are kept are deleted");
  await question.getByRole("button", { name: "Take back and delete" }).click();
  await expect(question).toBeHidden();
  await expect(agreed.getByText(/taken back on/)).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(photos).toBeHidden({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
});

test("an account that is to be deleted shows and does nothing, and can be kept after all", async ({ page }) => {
  const username = await signUp(page, "/account");
  await openOwnData(page);
  const leave = section(page, "Delete your account");
  await leave.getByRole("button", { name: "Delete my account" }).click();
  await expect(leave.getByText("What you did for the catalogue stays, without your name.")).toBeVisible();
  await expectAccessible(page);
  await expect(leave.getByLabel("Your password")).toBeFocused();
  // Also right after signing in: the field is not there for show.
  await leave.getByRole("button", { name: "Delete my account" }).click();
  await expect(leave.getByText("Please type your password once more.")).toBeVisible();
  await leave.getByLabel("Your password").fill(PASSWORD);
  await leave.getByRole("button", { name: "Delete my account" }).click();
  await page.waitForURL("/leaving");
  await expect(page.getByRole("heading", { level: 1, name: "Your account will be deleted" })).toBeVisible();
  await whenReady(page);
  await expectAccessible(page);

  await page.goto("/library");
  await page.waitForURL("/leaving");
  await page.goto("/search");
  await expect(page.getByText(/Your account will be deleted on/)).toBeVisible();
  expect((await page.request.get("/api/v1/account/photos/0b4d7a52-3f3c-4c1e-9d0a-5f2f5a2f9a11")).status()).toBe(401);

  await page.goto("/leaving");
  await whenReady(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("/");
  await page.goto("/sign-in");
  await whenReady(page);
  await page.getByLabel("Username or e-mail").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  await page.goto("/account");
  await page.waitForURL("/leaving");
  await whenReady(page);
  await page.getByRole("button", { name: "Keep my account" }).click();
  await page.waitForURL("/account");
  await expect(page.getByRole("heading", { level: 1, name: username })).toBeVisible();
  await openOwnData(page);
});

test("a visitor reads what the site keeps, of everything and in plain words", async ({ page }) => {
  await page.goto("/privacy");
  await whenReady(page);
  await expect(page.getByText("Photos are read and forgotten.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 3, name: "Your history" })).toBeVisible();
  await expect(page.getByText("180 days").first()).toBeVisible();
  await expect(page.getByRole("heading", { name: "Who runs this site" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "See, fetch or delete your own data" }).click();
  await page.waitForURL(/\/sign-in\?next=%2Faccount%2Fprivacy$/);
  await page.goto("/account/security");
  await page.waitForURL(/\/sign-in\?next=%2Faccount%2Fsecurity$/);
});
