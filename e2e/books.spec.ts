import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { expectAccessible, expectNoOverflow, sayStatus, signUp, undo, whenReady } from "./reader";

/** One edition is in the catalogue: a work that is only tagged stands in the list by any of its own. */
const WESTING_GAME = { isbn: "014240120X", title: "The Westing Game" };
const HARRY_POTTER = { isbn: "059035342X", title: "Harry Potter and the Sorcerer's Stone" };

const books = (page: Page) => page.getByRole("main").locator("a[href^='/book/']");
const asked = (page: Page, typed: string) => page.waitForURL((url) => url.searchParams.get("q") === typed);

async function ask(page: Page, typed: string) {
  await page.getByRole("searchbox", { name: "Search your books" }).fill(typed);
  await page.keyboard.press("Enter");
  await asked(page, typed);
  await whenReady(page);
}

test("a reader tags books by the keyboard, and finds them by words", async ({ page }) => {
  await signUp(page, "/library/books");
  await expect(page.getByText("All your books, in one list")).toBeVisible();
  await expectAccessible(page);

  await page.goto(`/book/${WESTING_GAME.isbn}`);
  await whenReady(page);
  const box = page.getByRole("combobox", { name: "Your tags" });
  for (const tag of ["gift", "for Sam"]) {
    await box.fill(tag);
    await box.press("Enter");
    await expect(page.getByRole("button", { name: `Remove ${tag}` })).toBeVisible();
  }
  await expectAccessible(page);
  // What was typed before is offered, and the last one is taken away again.
  await box.press("Backspace");
  await expect(page.getByRole("button", { name: "Remove for Sam" })).toBeHidden();
  await page.reload();
  await whenReady(page);
  await expect(page.getByRole("button", { name: "Remove gift" })).toBeVisible();

  await page.goto("/library/books");
  await whenReady(page);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search your books" })).toBeFocused();
  await ask(page, "tag:gift rating:good");
  await expect(books(page)).toHaveText(WESTING_GAME.title);
  await expect(page.getByText("rating:good was left out.")).toBeVisible();
  await expectAccessible(page);

  await ask(page, "tag:gift year:1800");
  await expect(page.getByText("None of your books match")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "without Published in 1800: 1 book" }).click();
  await asked(page, "tag:gift");
  await expect(books(page)).toHaveText(WESTING_GAME.title);

  await page.getByRole("link", { name: "Tag: gift: take this filter away" }).click();
  await page.waitForURL("/library/books");
});

test("a reader changes several books at once, and keeps a question as a collection that fills itself", async ({
  page,
}) => {
  await signUp(page, `/book/${HARRY_POTTER.isbn}`);
  await whenReady(page);
  await page.getByRole("button", { name: "Add to 📚 My books" }).click();
  await expect(page.getByRole("list", { name: "In your collections" })).toBeVisible();
  await page.goto("/library/books");
  await whenReady(page);
  await page.getByRole("button", { name: "Choose several books" }).click();
  await page.getByRole("checkbox", { name: HARRY_POTTER.title }).check();
  await page.getByRole("button", { name: "Tag…" }).click();
  const box = page.getByRole("combobox", { name: "Give them" });
  await box.fill("gift");
  await box.press("Enter");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await undo(page, /^Tagged 1 book gift/).click();
  await expect(page.getByText("The tags are as before")).toBeVisible();

  await page.getByRole("button", { name: "Choose several books" }).click();
  await page.getByRole("checkbox", { name: HARRY_POTTER.title }).check();
  await page.getByRole("button", { name: "Status…" }).click();
  await page.getByRole("menuitem", { name: "Read", exact: true }).click();
  await expect(page.getByText("Read: 1 book")).toBeVisible();

  await ask(page, "status:read");
  await expect(books(page)).toHaveText(HARRY_POTTER.title);
  await page.getByRole("button", { name: "Save as collection" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Done");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/\/library\/\d+$/);
  await expect(page.getByText("1 book · Fills itself")).toBeVisible();
  await expect(books(page)).toHaveText(HARRY_POTTER.title);
  await expectAccessible(page);

  await page.getByRole("link", { name: "Change what it holds" }).click();
  await page.waitForURL(/edit=/);
  await ask(page, "status:want");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL(/\/library\/\d+$/);
  await expect(page.getByText("No book matches yet")).toBeVisible();
  await undo(page, /^Changed what/).click();
  await expect(books(page)).toHaveText(HARRY_POTTER.title);
  await page.goto("/library");
  await expect(page.getByText("1 book · fills itself")).toBeVisible();
  await expectAccessible(page);
});

test("a reader narrows the list by the sheet of filters, goes through it by the keys, and takes a filter away", async ({
  page,
}) => {
  await signUp(page, `/book/${HARRY_POTTER.isbn}`);
  for (const [{ isbn }, status] of [
    [HARRY_POTTER, "Read"],
    [WESTING_GAME, "Want to read"],
  ] as const) {
    await page.goto(`/book/${isbn}`);
    await whenReady(page);
    await sayStatus(page, status);
  }
  await page.goto("/library/books?sort=title");
  await whenReady(page);
  await expect(books(page)).toHaveText([HARRY_POTTER.title, WESTING_GAME.title]);
  const focused = page.locator("a:focus");
  await page.keyboard.press("j");
  await expect(focused).toHaveText(HARRY_POTTER.title);
  await page.keyboard.press("j");
  await expect(focused).toHaveText(WESTING_GAME.title);
  await page.keyboard.press("k");
  await expect(focused).toHaveText(HARRY_POTTER.title);

  await page.getByRole("button", { name: "Filters" }).click();
  const sheet = page.getByRole("dialog", { name: "Filters" });
  // The boxes are drawn by their labels.
  await sheet.getByText("Read", { exact: true }).click();
  await expect(sheet.getByRole("checkbox", { name: "Read", exact: true })).toBeChecked();
  await expectAccessible(page);
  await expectNoOverflow(page, 360);
  await sheet.getByRole("button", { name: "Show books" }).click();
  await asked(page, "status:read");
  await expect(sheet).toBeHidden();
  await expect(books(page)).toHaveText(HARRY_POTTER.title);
  await expect(page.getByText("1 book matches")).toBeVisible();

  // Back from the books that were asked for, not into the sheet.
  await page.goBack();
  await page.waitForURL("/library/books?sort=title");
  await expect(books(page)).toHaveCount(2);
  await expect(sheet).toBeHidden();
  await page.goForward();
  await asked(page, "status:read");
  await expect(books(page)).toHaveText(HARRY_POTTER.title);
  await page.getByRole("link", { name: "Read: take this filter away" }).click();
  await page.waitForURL("/library/books?sort=title");
  await expect(books(page)).toHaveCount(2);
});
