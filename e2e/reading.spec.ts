import { readFile } from "node:fs/promises";
import type { Download, Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { expectAccessible, signUp, undo, whenReady } from "./reader";

const HARRY_POTTER = "059035342X";
const TITLE = "Harry Potter and the Sorcerer's Stone";

const status = (page: Page, name: string) => page.getByRole("radio", { name, exact: true });
const stars = (page: Page) => page.getByRole("slider", { name: `Your stars for ${TITLE}` });

test("a reader wants a book, reads it page by page, finishes it with stars, and can undo each step", async ({
  page,
}) => {
  await signUp(page, "/library/reading");
  await expect(page.getByText("Nothing open just now")).toBeVisible();
  await expectAccessible(page);
  await page.goto(`/book/${HARRY_POTTER}`);
  await whenReady(page);

  await status(page, "Want to read").click();
  await expect(status(page, "Want to read")).toBeChecked();
  await undo(page, /^Want to read/).click();
  await expect(status(page, "Want to read")).not.toBeChecked();
  // With the keys alone: the arrows walk, and nothing is chosen before Enter.
  await status(page, "Want to read").focus();
  await page.keyboard.press("ArrowRight");
  await expect(status(page, "Reading")).toBeFocused();
  await expect(status(page, "Reading")).not.toBeChecked();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Just begun")).toBeVisible();
  await page.getByLabel(`Page of ${TITLE} that you are on`).fill("30");
  await page.getByLabel("How many pages your copy has, if you know").fill("309");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Page 30 of 309, 10 %")).toBeVisible();
  await expectAccessible(page);

  await page.goto("/library/reading");
  await whenReady(page);
  await page.getByRole("button", { name: "By page. Change to percent" }).click();
  await page.getByLabel(`Percent of ${TITLE} that you have read`).fill("50");
  await page.getByRole("button", { name: `Update how far you are in ${TITLE}` }).click();
  await expect(page.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "50");
  await page.getByRole("button", { name: "Set a goal" }).click();
  await page.getByLabel("How many books").fill("1");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/^0 of 1, /)).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: `Finished ${TITLE}` }).click();
  const sheet = page.getByRole("dialog", { name: "Finished" });
  await expectAccessible(page);
  await page.goBack();
  await expect(sheet).toBeHidden();
  await page.getByRole("button", { name: `Finished ${TITLE}` }).click();
  await stars(page).focus();
  await page.keyboard.press("4");
  await page.keyboard.press("ArrowLeft");
  await expect(stars(page)).toHaveAttribute("aria-valuetext", "3.5 of 5 stars");
  await expect(sheet.getByRole("button", { name: "Take the stars away" })).toBeVisible();
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("1 of 1: done.")).toBeVisible();
  await page.getByRole("link", { name: /^Read 1/ }).click();
  await page.waitForURL(/show=read/);
  await expect(page.getByRole("heading", { name: TITLE })).toBeVisible();
  await expect(page.getByText("3.5 of 5 stars")).toBeAttached();
  await expectAccessible(page);
  await page.goBack();
  await page.waitForURL(/\/library\/reading$/);

  await page.goto(`/book/${HARRY_POTTER}`);
  await whenReady(page);
  await expect(status(page, "Read")).toBeChecked();
  await expect(stars(page)).toHaveAttribute("aria-valuenow", "3.5");
  await stars(page).focus();
  await page.keyboard.press("Delete");
  await undo(page, /^No stars/).click();
  await expect(stars(page)).toHaveAttribute("aria-valuenow", "3.5");
  await page.getByRole("button", { name: /^Delete: read/ }).click();
  await expect(status(page, "Read")).not.toBeChecked();
  await undo(page, /^Deleted this time/).click();
  await expect(status(page, "Read")).toBeChecked();
});

async function contentOf(download: Download): Promise<Buffer> {
  return readFile(await download.path());
}

test("a review is seen by whom its reader said, quotes are found again, and figures are files to keep", async ({
  page,
  browser,
}) => {
  const username = await signUp(page, `/book/${HARRY_POTTER}`);
  await whenReady(page);
  await page.getByRole("button", { name: "Write a review" }).click();
  await page.getByRole("textbox", { name: "Your review" }).fill("He is a wizard.");
  await page.getByLabel("It tells how the book goes on").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Who sees your stars and review: only you.")).toBeVisible();
  const visitor = await (await browser.newContext()).newPage();
  const address = new URL(`/book/${HARRY_POTTER}`, page.url()).href;
  await visitor.goto(address);
  await expect(visitor.getByText(username)).toBeHidden();
  await page.getByRole("button", { name: "Change your review" }).click();
  await page.getByLabel("Who sees your stars and review").selectOption("Everybody");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Who sees your stars and review: everybody.")).toBeVisible();
  await visitor.reload();
  await expect(visitor.getByRole("heading", { name: username })).toBeVisible();
  await expect(visitor.getByText("He is a wizard.")).toBeHidden();
  await visitor.getByText("Tells how it goes on. Show it").click();
  await expect(visitor.getByText("He is a wizard.")).toBeVisible();
  await expectAccessible(visitor);
  await visitor.context().close();

  await page.getByRole("button", { name: "Add a quote" }).click();
  await page.getByLabel("The words of the book").fill("It does not do to dwell on dreams.");
  await page.getByLabel(/^Page/).fill("214");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.locator("blockquote")).toHaveText(/dwell on dreams/);
  await page.goto("/library/reading/quotes?q=DREAMS");
  await expect(page.getByText("1 found")).toBeVisible();
  await expect(page.getByRole("link", { name: TITLE })).toBeVisible();
  await expectAccessible(page);

  await page.goto(`/book/${HARRY_POTTER}`);
  await whenReady(page);
  await page.getByRole("button", { name: "Add a time that you read it" }).click();
  await page.getByLabel(/^Finished/).fill("2024-05-09");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("until 9 May 2024")).toBeVisible();
  await page.goto("/library/figures");
  await whenReady(page);
  await expect(page.getByRole("img", { name: "Read per month. Most: May 2024, 1 book." })).toBeVisible();
  await expectAccessible(page);
  const files: Record<string, Buffer> = {};
  for (const kind of ["Picture (PNG)", "Drawing (SVG)", "Numbers (CSV)"]) {
    await page.getByRole("button", { name: "Save: Read per month" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: kind }).click();
    files[kind] = await contentOf(await download);
  }
  expect(files["Picture (PNG)"]?.subarray(1, 4).toString()).toBe("PNG");
  expect(files["Drawing (SVG)"]?.toString()).toContain("Read per month, 2024");
  expect(files["Numbers (CSV)"]?.toString()).toContain("May 2024,1\r\n");
});
