import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { createCollection, expectAccessible, signUp, undo, whenReady } from "./reader";

const HARRY_POTTER = "059035342X";
/** Of the seed. */
const SOME = [HARRY_POTTER, "9780143039990", "9781400032051"];
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
  await page.getByRole("menuitem", { name: "Name, icon and description" }).click();
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

/** Keeps a few books of the seed in a collection that is made for them, and ends on its page. */
async function shelve(page: Page, name: string, isbns: string[]): Promise<string> {
  await page.goto("/library");
  await whenReady(page);
  await createCollection(page, name);
  const address = page.url();
  for (const isbn of isbns) {
    await page.goto(`/book/${isbn}`);
    await whenReady(page);
    await page.getByRole("button", { name: `Add to 🚀 ${name}` }).click();
    await expect(page.getByRole("link", { name: `In 🚀 ${name}` })).toBeVisible();
  }
  await page.goto(address);
  await whenReady(page);
  return address;
}

const titles = (page: Page) => page.getByRole("main").getByRole("listitem").getByRole("heading").allTextContents();

test("a reader arranges a collection by keys and by dragging, moves books to another, and merges the two", async ({
  page,
}) => {
  await signUp(page);
  const sea = await shelve(page, "Sea", SOME);
  await page.getByRole("link", { name: "By hand" }).click();
  await page.waitForURL(/sort=hand/);
  const [first, second, third] = await titles(page);
  await expectAccessible(page);

  await page.getByRole("button", { name: `Move “${first}”` }).press("ArrowDown");
  await expect.poll(() => titles(page)).toEqual([second, first, third]);
  await expect(page.getByRole("button", { name: `Move “${first}”` })).toBeFocused();
  // It opens so from then on; the offer to have it so goes with the answer, and what stands below it moves up.
  await expect(page.getByRole("button", { name: "Always open in this order" })).toBeHidden();
  const [handle, target] = [page.getByRole("button", { name: `Move “${third}”` }), page.getByRole("listitem").first()];
  const [from, to] = [await handle.boundingBox(), await target.boundingBox()];
  if (!from || !to) throw new Error("nothing to drag");
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 12, to.y + 40, { steps: 8 });
  await page.mouse.up();
  await expect.poll(() => titles(page)).toEqual([third, second, first]);
  await handle.click();
  await page.getByRole("menuitem", { name: "To the end" }).click();
  await expect.poll(() => titles(page)).toEqual([second, first, third]);
  await undo(page, /^Moved /).click();
  await expect.poll(() => titles(page)).toEqual([third, second, first]);
  await page.goto(sea);
  // It opens so from then on.
  await expect.poll(() => titles(page)).toEqual([third, second, first]);

  await whenReady(page);
  await page.getByRole("button", { name: "Choose several books" }).click();
  await page.getByRole("checkbox", { name: third }).check();
  await page.getByRole("checkbox", { name: first }).click({ modifiers: ["Shift"] });
  await expect(page.getByText("3 books chosen")).toBeVisible();
  await page.getByRole("checkbox", { name: second }).uncheck();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Move to…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "New collection…" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Harbour");
  await page.getByRole("button", { name: "Create" }).click();
  await expect.poll(() => titles(page)).toEqual([second]);
  await undo(page, /^Moved 2 books to/).click();
  await expect.poll(() => titles(page)).toEqual([third, second, first]);

  await page.getByRole("button", { name: "More for this collection" }).click();
  await page.getByRole("menuitem", { name: "Merge with another" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Harbour" }).click();
  await expect(page.getByText("Together", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(page.getByText("📚 Harbour is part of 🚀 Sea now")).toBeVisible();
  await page.goto("/library");
  await whenReady(page);
  await expect(page.getByRole("link", { name: "Harbour" })).toBeHidden();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("link", { name: "Harbour" })).toBeVisible();
});

test("a collection is shown to a visitor by a link, until it is revoked", async ({ page, browser }) => {
  const username = await signUp(page);
  await shelve(page, "Gifts", SOME.slice(0, 1));
  const openDialog = async () => {
    await page.getByRole("button", { name: "More for this collection" }).click();
    await page.getByRole("menuitem", { name: /by a link/ }).click();
  };
  await openDialog();
  await page.getByRole("button", { name: "Make a link" }).click();
  const address = await page.getByLabel("Link", { exact: true }).inputValue();
  await expect(page.getByRole("img", { name: "The link as a QR code" })).toBeVisible();
  await expectAccessible(page);

  const context = await browser.newContext();
  const visitor = await context.newPage();
  const answer = await visitor.goto(address);
  expect(answer?.headers()).toMatchObject({ "referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow" });
  await expect(visitor.getByRole("heading", { level: 1 })).toHaveText(/Gifts/);
  await expect(visitor.getByRole("main").getByRole("listitem")).toHaveCount(1);
  await expectAccessible(visitor);
  expect(await visitor.content()).not.toContain(username);
  await page.getByLabel(/Say that it is mine/).check();
  await expect(page.getByText("The page says that it is yours")).toBeVisible();
  await visitor.reload();
  await expect(visitor.getByText(`A collection of ${username}`)).toBeVisible();

  // The back button closes the dialog, and the link is there again when it is opened.
  await page.goBack();
  await expect(page.getByRole("dialog")).toBeHidden();
  await openDialog();
  await expect(page.getByLabel("Link", { exact: true })).toHaveValue(address);
  // A slip of the hand costs nobody the link that they were given, which is dead all the same until it is back.
  for (const button of ["New link", "Stop sharing"]) {
    await page.getByRole("button", { name: button }).click();
    await expect(page.getByText("The link that was there before leads nowhere now.")).toBeVisible();
    expect((await visitor.goto(address))?.status()).toBe(404);
    await page.getByRole("dialog").getByRole("button", { name: "Bring it back" }).click();
    await expect(page.getByLabel("Link", { exact: true })).toHaveValue(address);
    expect((await visitor.goto(address))?.status()).toBe(200);
  }
  await page.getByRole("button", { name: "Stop sharing" }).click();
  await expect(page.getByRole("button", { name: "Make a link" })).toBeVisible();
  await expectAccessible(page);
  expect((await visitor.goto(address))?.status()).toBe(404);
  await expect(visitor.getByText("This link leads nowhere")).toBeVisible();
  await expectAccessible(visitor);
  await context.close();
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

  // When it was, by keyboard and without leaving for the book.
  const unfold = books.first().locator("summary");
  await expect(unfold).toHaveText(`just now · 2 times: when “${TITLE}” was scanned`);
  await unfold.focus();
  await page.keyboard.press("Enter");
  const moments = books.first().getByRole("listitem").getByRole("time");
  await expect(moments).toHaveCount(2);
  await expect(moments.first()).toHaveText(/^\d{1,2} \w+ \d{4}, \d{2}:\d{2}$/);
  await expectAccessible(page);
  await unfold.click();
  await expect(moments).toHaveCount(0);
  await expect(page).toHaveURL(/\/history$/);

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
