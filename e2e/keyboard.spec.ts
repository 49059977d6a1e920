import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { expectAccessible, sayStatus, signUp, whenReady } from "./reader";

const BOOKS = ["059035342X", "0143039954"];
const DESKTOP = { width: 1280, height: 800 };

const list = (page: Page) => page.getByRole("dialog", { name: "Keys on this page" });

test("the list behind “?” names the keys that work on a page, and turns them off", async ({ page }) => {
  await page.setViewportSize(DESKTOP);
  await signUp(page, `/book/${BOOKS[0]}`);
  for (const isbn of BOOKS) {
    await page.goto(`/book/${isbn}`);
    await whenReady(page);
    await sayStatus(page, "Want to read");
  }
  await page.keyboard.press("?");
  await expect(list(page)).toContainText("On the stars: give so many");
  await page.keyboard.press("Escape");
  await expect(list(page)).toBeHidden();

  await page.goto("/library/books?sort=title");
  await whenReady(page);
  await page.keyboard.press("?");
  await expect(list(page)).toContainText("To the next book");
  await expect(list(page)).not.toContainText("Choose the book");
  await expect(list(page)).not.toContainText("stars");
  await expectAccessible(page);
  // Under a dialog they do nothing.
  await page.keyboard.press("j");
  await expect(page.locator("main a:focus")).toHaveCount(0);
  await page.keyboard.press("Escape");

  // While books are chosen the same keys go from box to box.
  await page.getByRole("button", { name: "Choose several books" }).click();
  const boxes = page.getByRole("main").getByRole("listitem").getByRole("checkbox", { name: /\S/ });
  for (const box of [boxes.nth(0), boxes.nth(1)]) {
    await page.keyboard.press("j");
    await expect(box).toBeFocused();
  }
  await page.keyboard.press("Space");
  await expect(boxes.nth(1)).toBeChecked();
  await page.keyboard.press("k");
  await page.keyboard.press("Shift+Space");
  await expect(page.getByText("2 books chosen")).toBeVisible();
  await page.keyboard.press("?");
  await expect(list(page)).toContainText("Choose all from the one before");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(boxes).toHaveCount(0);

  // Who dictates has no use for single letters that act. The way back is the button at the foot.
  await page.getByRole("button", { name: "Keys", exact: true }).click();
  await list(page).getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("?");
  await expect(list(page)).toBeHidden();
  await expect(page.locator("main a:focus")).toHaveCount(0);
  await page.reload();
  await whenReady(page);
  await page.keyboard.press("j");
  await expect(page.locator("main a:focus")).toHaveCount(0);
  await page.getByRole("button", { name: "Keys", exact: true }).click();
  await list(page).getByRole("checkbox").check();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await expect(page.locator("main a:focus")).toHaveCount(1);
});

test("the keys are heard before the page comes to life", async ({ page }) => {
  await page.setViewportSize(DESKTOP);
  await signUp(page, `/book/${BOOKS[0]}`);
  await whenReady(page);
  await sayStatus(page, "Want to read");
  // On a slow machine React takes seconds to take the page over.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  await page.goto("/library/books", { waitUntil: "commit" });
  const book = page.getByRole("main").getByRole("listitem").getByRole("link");
  await book.waitFor();
  await page.waitForLoadState("domcontentloaded");
  await page.keyboard.press("j");
  await expect(book).toBeFocused();
});

test("the doors of the library show at 360 px that there are more, and the open one is in view", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await signUp(page);
  const rooms = page.getByRole("navigation", { name: "Library" });
  await expect(rooms).toHaveAttribute("data-after", "");
  await expect(rooms).not.toHaveAttribute("data-before");
  expect(await rooms.evaluate((row) => getComputedStyle(row).maskImage)).toContain("48px");
  await page.goto("/library/figures");
  await whenReady(page);
  await expect(rooms.getByRole("link", { name: "Figures" })).toBeInViewport({ ratio: 1 });
  await expect(rooms).toHaveAttribute("data-before", "");
  await expect(rooms).not.toHaveAttribute("data-after");
  await page.setViewportSize(DESKTOP);
  await expect(rooms).not.toHaveAttribute("data-before");
});
