import { expect, test } from "./fixtures";
import { createCollection, expectAccessible, signUp, undo, whenReady } from "./reader";

const HARRY_POTTER = "059035342X";
const TITLE = "Harry Potter and the Sorcerer's Stone";

test("a reader makes a collection, keeps a book in it, and can undo all of it", async ({ page }) => {
  await signUp(page);
  await expect(page.getByText("Room for your first book")).toBeVisible();
  await expectAccessible(page);
  await whenReady(page);

  await createCollection(page, "Space");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Space/);
  await expect(page.getByText("No books here yet")).toBeVisible();
  const address = page.url();

  await page.goto(`/book/${HARRY_POTTER}`);
  await whenReady(page);
  await page.getByRole("button", { name: "Add to 🚀 Space" }).click();
  await expect(page.getByRole("list", { name: "In your collections" }).getByRole("link")).toHaveText("In 🚀 Space");
  await expectAccessible(page);
  await undo(page, /^Added to/).click();
  await expect(page.getByRole("list", { name: "In your collections" })).toBeHidden();
  await page.getByRole("button", { name: "Add to 🚀 Space" }).click();
  await page.getByRole("link", { name: "In 🚀 Space" }).click();

  await page.waitForURL(address);
  const book = page.getByRole("main").getByRole("link", { name: TITLE });
  await expect(book).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: `Take “${TITLE}” out` }).click();
  await expect(book).toBeHidden();
  await undo(page, /^Took /).click();
  await expect(book).toBeVisible();

  await page.getByRole("link", { name: "Show as a list" }).click();
  await page.waitForURL(/view=list/);
  await page.getByRole("link", { name: "Title" }).click();
  await page.waitForURL(/sort=title&view=list/);
  await expect(book).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: "More for this collection" }).click();
  await page.getByRole("menuitem", { name: "Name and icon" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Outer space");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Outer space/);

  await page.getByRole("button", { name: "More for this collection" }).click();
  await page.getByRole("menuitem", { name: "Delete collection" }).click();
  await page.waitForURL("/library");
  await expect(page.getByText("Room for your first book")).toBeVisible();
  await undo(page, /^Deleted /).click();
  await page.waitForURL(/\/library\/\d+$/);
  await expect(book).toBeVisible();
  await page.goto("/library");
  await expect(page.getByRole("link", { name: "Outer space" })).toBeVisible();
  await expect(page.getByText("1 book", { exact: true })).toBeVisible();
  await expectAccessible(page);
});

test("a first book makes a first collection with one tap", async ({ page }) => {
  await signUp(page, `/book/${HARRY_POTTER}`);
  await whenReady(page);
  await page.getByRole("button", { name: "Add to 📚 My books" }).click();
  await expect(page.getByRole("link", { name: "In 📚 My books" })).toBeVisible();
  // All that there is holds the book, so what is offered is a new one.
  await page.getByRole("button", { name: "New collection" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("my BOOKS");
  await page.getByRole("button", { name: "Create and add" }).click();
  await expect(page.getByRole("dialog").getByLabel("Name")).toHaveAccessibleDescription(/already have a collection/);
  await page.getByRole("dialog").getByLabel("Name").fill("Gifts");
  await page.getByRole("button", { name: "Create and add" }).click();
  await expect(page.getByRole("link", { name: "In 📚 Gifts" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("list", { name: "In your collections" }).getByRole("listitem")).toHaveCount(2);
});

test("a visitor who signs up to keep a book comes back to it", async ({ page }) => {
  await page.goto(`/book/${HARRY_POTTER}`);
  await page.getByRole("link", { name: "Sign in to keep it" }).click();
  await page.waitForURL(new RegExp(`next=%2Fbook%2F${HARRY_POTTER}`));
});

test("a book comes back when the server cannot be reached", async ({ page, context, consoleErrors }) => {
  await signUp(page, `/book/${HARRY_POTTER}`);
  await whenReady(page);
  await page.getByRole("button", { name: "Add to 📚 My books" }).click();
  await page.getByRole("link", { name: "In 📚 My books" }).click();
  await page.waitForURL(/\/library\/\d+$/);
  const book = page.getByRole("main").getByRole("link", { name: TITLE });
  await expect(book).toBeVisible();

  await context.setOffline(true);
  await page.getByRole("button", { name: `Take “${TITLE}” out` }).click();
  await expect(page.getByText("There is no connection.", { exact: false })).toBeVisible();
  await expect(book).toBeVisible();
  await context.setOffline(false);
  consoleErrors.length = 0;
});

test("a collection that another tab deleted, or another reader owns, is not there", async ({ page, context }) => {
  await signUp(page);
  await whenReady(page);
  await createCollection(page, "Brief");
  const address = page.url();
  const second = await context.newPage();
  await second.goto(`/book/${HARRY_POTTER}`);
  await whenReady(second);

  await page.getByRole("button", { name: "More for this collection" }).click();
  await page.getByRole("menuitem", { name: "Delete collection" }).click();
  await page.waitForURL("/library");
  await second.getByRole("button", { name: "Add to 🚀 Brief" }).click();
  await expect(second.getByRole("alert").filter({ hasText: "no longer exists" })).toBeVisible();
  await expect(second.getByRole("list", { name: "In your collections" })).toBeHidden();

  await page.goto(address);
  await expect(page.getByText("This collection is not here")).toBeVisible();
  await expectAccessible(page);
});

test("the history lists a book once and forgets what it is told to", async ({ page }) => {
  await signUp(page, "/history");
  for (const isbn of [HARRY_POTTER, "9780143039990", HARRY_POTTER]) {
    expect((await page.request.post("/barcode", { data: { isbn } })).status()).toBe(200);
  }
  await page.reload();
  const books = page.getByRole("main").getByRole("listitem");
  await expect(books).toHaveCount(2);
  await expect(books.first()).toContainText(TITLE);
  await expect(books.first()).toContainText("2 times");
  await expect(books.first()).toContainText("just now");
  await expectAccessible(page);

  await page.getByRole("button", { name: "Take “War and Peace” out of your history" }).click();
  await expect(books).toHaveCount(1);
  await undo(page, /^Took /).click();
  await expect(books).toHaveCount(2);
  await expect(books.first()).toContainText(TITLE);

  await page.getByRole("button", { name: "Clear history" }).click();
  await expectAccessible(page);
  await page.getByRole("alertdialog").getByRole("button", { name: "Clear history" }).click();
  await expect(page.getByText("Nothing scanned yet")).toBeVisible();
});
