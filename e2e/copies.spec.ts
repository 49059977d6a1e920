import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { makePlace, places } from "./places";
import { expectAccessible, expectNoOverflow, signUp, undo, whenReady } from "./reader";

const HARRY_POTTER = { isbn: "059035342X", title: "Harry Potter and the Sorcerer's Stone" };

const dialog = (page: Page) => page.getByRole("dialog");
const copies = (page: Page) => page.getByRole("region", { name: "Copies" });

async function chooseInMenu(page: Page, item: string) {
  await page.getByRole("button", { name: "More for this place" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("a reader says where two copies stand and how they are, prints a label, and sees them wherever the book shows", async ({
  page,
}) => {
  await signUp(page, "/library/places");
  await expect(page.getByText("Where do your books stand?")).toBeVisible();
  await expectAccessible(page);
  await whenReady(page);
  await makePlace(page, "Living room", "Room");
  await makePlace(page, "B3", "Shelf", "Living room");
  await makePlace(page, "Attic", "Room");
  await undo(page, /^Attic is there/).click();
  await expect(places(page).getByRole("link", { name: "Attic" })).toBeHidden();
  await expectAccessible(page);
  await expectNoOverflow(page, 360);

  await page.goto(`/book/${HARRY_POTTER.isbn}`);
  await whenReady(page);
  await page.getByRole("button", { name: "I own this" }).click();
  await page.getByRole("button", { name: "Change: You own this" }).click();
  await dialog(page).getByLabel("Place").selectOption("Living room, B3");
  await dialog(page).getByLabel("Condition").selectOption("Very good");
  await dialog(page).getByLabel("Price paid").fill("12,50");
  await dialog(page).getByLabel("Signed by its author").check();
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page).getByLabel("Currency")).toHaveAccessibleDescription("A price needs its currency.");
  await expectAccessible(page);
  await dialog(page).getByLabel("Currency").selectOption("EUR");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(copies(page).getByText("You own this: Living room, B3")).toBeVisible();
  await expect(copies(page).getByText("Very good · signed · for €12.50")).toBeVisible();

  await page.getByRole("button", { name: "Another copy" }).click();
  await dialog(page).getByLabel("Place").selectOption("Living room");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(copies(page).getByRole("listitem")).toHaveCount(2);
  await page.getByRole("button", { name: "Change: You own this: Living room", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Delete" }).click();
  await expect(copies(page).getByRole("listitem")).toHaveCount(1);
  await undo(page, /^Copy deleted/).click();
  await expect(copies(page).getByRole("listitem")).toHaveCount(2);
  await expectAccessible(page);
  await expectNoOverflow(page, 360);

  const owned = page.getByText("You own 2 copies: Living room, B3 · Living room").first();
  await page.goto("/search?q=harry+potter+sorcerer");
  await expect(owned).toBeVisible();
  await expectNoOverflow(page, 360);
  await page.goto("/library/books?view=list");
  await expect(owned).toBeVisible();
  await page.goto("/");
  await whenReady(page);
  await page.getByLabel("Or type the ISBN").fill(HARRY_POTTER.isbn);
  await page.getByRole("button", { name: "Look up" }).click();
  await expect(dialog(page).getByText("You own 2 copies: Living room, B3 · Living room")).toBeVisible();

  await page.goto("/library/places");
  await expect(page.getByText("2 copies, bought for €12.50")).toBeVisible();
  await page.getByRole("link", { name: "Print labels" }).click();
  await page.waitForURL("/library/labels");
  await expect(page.getByRole("img", { name: "Code of Living room, B3" })).toBeVisible();
  await expectAccessible(page);
  await page.emulateMedia({ media: "print" });
  for (const name of ["Main", "Messages"]) {
    await expect(page.locator(`[aria-label="${name}"]`).filter({ visible: true })).toHaveCount(0);
  }
  await expect(page.getByRole("heading", { level: 1 })).toBeHidden();
  expect(await page.getByRole("region", { name: "Sheet 1" }).boundingBox()).toMatchObject({ x: 0, y: 0 });
  const sheets = (await page.pdf({ preferCSSPageSize: true })).toString("latin1").match(/\/Type\s*\/Page\b/g);
  expect(sheets, "one sheet of paper").toHaveLength(1);
  await page.emulateMedia({ media: null });
  const code = await page.getByRole("region", { name: "Sheet 1" }).locator("p.font-mono").last().textContent();
  await page.goto(`/p/${code}`);
  await page.waitForURL(/\/library\/places\/\d+$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("B3");
});

test("a place is renamed, moved, emptied and deleted, and each is undone", async ({ page }) => {
  await signUp(page, "/library/places");
  await whenReady(page);
  await makePlace(page, "Study", "Room");
  await makePlace(page, "A1", "Shelf", "Study");
  await makePlace(page, "Hall", "Room");
  await page.goto(`/book/${HARRY_POTTER.isbn}`);
  await whenReady(page);
  await page.getByRole("button", { name: "I own this" }).click();
  await page.getByRole("button", { name: "Change: You own this" }).click();
  await dialog(page).getByLabel("Place").selectOption("Study, A1");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(copies(page).getByText("You own this: Study, A1")).toBeVisible();

  await page.goto("/library/places");
  await page.getByRole("link", { name: "A1" }).click();
  await page.waitForURL(/\/library\/places\/\d+$/);
  const address = page.url();
  await whenReady(page);
  const [heading, lead] = [page.getByRole("heading", { level: 1 }), page.getByText("Study · 1 copy")];
  await expect(lead).toBeVisible();
  await chooseInMenu(page, "Name and whereabouts");
  await dialog(page).getByLabel("Name").fill("A2");
  await dialog(page).getByLabel("In", { exact: true }).selectOption("Hall");
  await expectAccessible(page);
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(heading).toHaveText("A2");
  await expect(page.getByText("Hall · 1 copy")).toBeVisible();
  await undo(page, /^Saved/).click();
  await expect(heading).toHaveText("A1");
  await expect(lead).toBeVisible();

  await chooseInMenu(page, "Move all books…");
  await dialog(page).getByRole("button", { name: "Hall" }).click();
  await expect(page.getByText("Nothing stands here")).toBeVisible();
  await undo(page, /^1 copy moved: Hall/).click();
  await expect(page.getByRole("main").getByRole("link", { name: HARRY_POTTER.title })).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page, 360);

  await chooseInMenu(page, "Delete place");
  await page.waitForURL((url) => url.href !== address);
  await expect(heading).toHaveText("Study");
  await undo(page, /^Deleted A1/).click();
  await expect(heading).toHaveText("A1");
  await expect(lead).toBeVisible();
});

test("those who share a home see each other's books, and are asked before that ends", async ({ page, browser }) => {
  const owner = await signUp(page, "/library/household");
  await whenReady(page);
  await page.getByRole("button", { name: "Name" }).click();
  await dialog(page).getByLabel("Name").fill("The Larches");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "The Larches" })).toBeVisible();
  await undo(page, /^Saved/).click();
  await expect(page.getByRole("heading", { name: "The Larches" })).toBeHidden();
  await page.getByRole("button", { name: "Make a link" }).click();
  const link = await page.getByText(/\/library\/household\/join\?link=/).textContent();
  await expectAccessible(page);
  await page.goto(`/book/${HARRY_POTTER.isbn}`);
  await whenReady(page);
  await page.getByRole("button", { name: "I own this" }).click();
  await expect(copies(page).getByText("You own this")).toBeVisible();

  const other = await (await browser.newContext()).newPage();
  await signUp(other, "/library");
  await other.goto(link ?? "");
  await whenReady(other);
  await expectAccessible(other);
  await other.getByRole("button", { name: /^Join/ }).click();
  await other.waitForURL("/library/places");
  await other.goto("/library/books?view=list");
  await expect(other.getByText(`${owner}’s copy`)).toBeVisible();

  await other.goto("/library/household");
  await whenReady(other);
  await other.getByRole("button", { name: "Leave the household" }).click();
  const question = other.getByRole("alertdialog", { name: "Leave the household?" });
  await expect(question).toContainText("Your books come with you");
  await expectAccessible(other);
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toBeHidden();
  await page.goto("/library/household");
  await whenReady(page);
  await page.getByRole("button", { name: /^Pass on/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: /^Remove/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("is no longer in your household")).toBeVisible();
  await other.goto("/library/books?view=list");
  await expect(other.getByText("All your books, in one list")).toBeVisible();
  await other.context().close();
});
