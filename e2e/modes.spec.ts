import type { Page } from "@playwright/test";
import { barcodePicture, expect, test } from "./fake-camera";
import { makePlace } from "./places";
import { expectAccessible, expectNoOverflow, newUsername, PASSWORD, signUp, whenReady } from "./reader";

const KOKORO = { isbn: "9784101010137", title: "こころ" };
const HARRY_POTTER = { isbn: "059035342X", isbn13: "9780590353427", title: "Harry Potter and the Sorcerer's Stone" };

const mode = (page: Page, name: string) => page.getByRole("group", { name: "Mode" }).getByRole("button", { name });
const choice = (page: Page, label: string) => page.getByRole("combobox", { name: label });
const list = (page: Page) => page.getByRole("region", { name: "Scanned now" });
const rows = (page: Page) => list(page).getByRole("listitem");
const sheet = (page: Page) => page.getByRole("dialog");

async function typeIsbn(page: Page, isbn: string) {
  await page.getByLabel("Or type the ISBN").fill(isbn);
  await page.keyboard.press("Enter");
}

/** As a USB scanner types: fast, with Enter at the end, and into no field. */
async function typeAsScanner(page: Page, code: string) {
  await page.evaluate((digits) => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    for (const key of [...digits, "Enter"])
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }, code);
}

test("a reader fills a shelf with the camera, one book after the other, undoes one, and loses nothing by a reload", async ({
  openWithCamera,
}) => {
  const page = await openWithCamera({ picture: await barcodePicture(KOKORO.isbn) });
  await signUp(page, "/library/places");
  await whenReady(page);
  await makePlace(page, "B3", "Shelf");
  await page.getByRole("link", { name: "B3" }).click();
  await page.getByRole("link", { name: "Scan books onto it" }).click();
  await expect(mode(page, "Add")).toHaveAttribute("aria-pressed", "true");
  await expect(choice(page, "Place")).toHaveValue(/./);
  await choice(page, "Status").selectOption("Read");
  // The camera has read it without a tap, maybe before the status was chosen.
  await expect(rows(page).filter({ hasText: KOKORO.title }).last()).toContainText("Yours now, in B3");
  await expect(page.getByRole("region", { name: "Viewfinder" })).toContainText(KOKORO.title);
  await expect(sheet(page)).toBeHidden();

  await typeIsbn(page, HARRY_POTTER.isbn);
  await expect(rows(page).first()).toContainText("Yours now, in B3 · Noted as read");
  await typeIsbn(page, HARRY_POTTER.isbn);
  await expect(rows(page).first()).toContainText("Stands in B3 already · You have read it");
  // By keys: what is pressed goes with what it did, and one goes on from its row.
  await rows(page).first().getByRole("button", { name: "One copy more" }).press("Enter");
  await expect(rows(page).first()).toContainText("One copy more");
  await expect(rows(page).first()).toBeFocused();
  await rows(page).first().getByRole("button", { name: "Undo" }).press("Enter");
  await expect(rows(page).first()).toContainText("Undone");
  await expect(rows(page).first()).toBeFocused();
  await expectAccessible(page);
  for (const width of [320, 768, 1280]) await expectNoOverflow(page, width);

  await page.reload();
  await expect(rows(page).filter({ hasText: HARRY_POTTER.title })).toHaveCount(2);
  await page.goto(`/book/${HARRY_POTTER.isbn}`);
  await expect(page.getByRole("region", { name: "Copies" }).getByRole("listitem")).toHaveCount(1);
  await expect(page.getByText("You own this: B3")).toBeVisible();
});

test("a reader checks a shelf, finds what is missing and what belongs elsewhere, and ends the check", async ({
  page,
}) => {
  await signUp(page, "/library/places");
  await whenReady(page);
  await makePlace(page, "B3", "Shelf");
  await makePlace(page, "Attic", "Room");
  await page.goto("/?mode=add");
  await whenReady(page);
  await choice(page, "Place").selectOption("B3");
  await typeIsbn(page, KOKORO.isbn);
  await expect(rows(page).first()).toContainText("Yours now, in B3");
  await choice(page, "Place").selectOption("Attic");
  await typeIsbn(page, HARRY_POTTER.isbn);
  await expect(rows(page).first()).toContainText("Yours now, in Attic");

  await mode(page, "Check a shelf").click();
  await choice(page, "Place").selectOption("B3");
  await typeIsbn(page, HARRY_POTTER.isbn);
  await expect(rows(page).first()).toContainText("Belongs in Attic");
  await expect(page.getByText("0 of 1 seen")).toBeVisible();
  await page.getByRole("link", { name: "What is missing, and the end of the check" }).click();
  await expect(page.getByRole("heading", { name: "Not seen yet: 1 copy" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Belongs elsewhere: 1 copy" })).toBeVisible();
  await expect(page.getByRole("link", { name: KOKORO.title })).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page, 320);

  await page.getByRole("link", { name: "Go on scanning" }).click();
  await rows(page).first().getByRole("button", { name: "It belongs here" }).click();
  await expect(rows(page).first()).toContainText("Moved to B3");
  await expect(page.getByText("1 of 2 seen")).toBeVisible();
  // That book alone had begun the check: undone, there is none.
  await rows(page).first().getByRole("button", { name: "Undo" }).click();
  await expect(rows(page).first()).toContainText("Undone");
  await expect(page.getByRole("progressbar", { name: "Seen" })).toBeHidden();
  await typeIsbn(page, KOKORO.isbn);
  await page.getByRole("link", { name: "All are here: end the check" }).click();
  await page.getByRole("button", { name: "End the check" }).click();
  await expect(page.getByRole("link", { name: "Check it now" })).toBeVisible();
  await page.getByRole("region", { name: "Messages" }).getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: "End the check" })).toBeVisible();
  await page.getByRole("link", { name: "B3", exact: true }).click();
  await expect(page.getByRole("link", { name: /^Being checked .*: 1 of 1 seen$/ })).toBeVisible();
});

test("a pasted list waits by itself where the server asks for a pause, and comes through", async ({
  page,
  consoleErrors,
}) => {
  await signUp(page);
  await page.goto("/?mode=own");
  await whenReady(page);
  let isPatient = false;
  await page.route("**/barcode", async (route) => {
    if (isPatient) return route.continue();
    return route.fulfill({ status: 429, headers: { "Retry-After": "4" }, json: { error: "Too many tries." } });
  });
  await page.getByLabel("Or type the ISBN").focus();
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", text);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  }, `${KOKORO.isbn}\n${HARRY_POTTER.isbn13}`);
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).filter({ hasText: /Waits \d+ s/ })).not.toHaveCount(0);
  await expect(page.getByText("The list goes on by itself in a moment.")).toBeAttached();
  isPatient = true;
  for (const row of [0, 1]) await expect(rows(page).nth(row)).toContainText("You do not own this", { timeout: 15_000 });
  await page.getByRole("button", { name: "Clear this list" }).press("Enter");
  await expect(list(page)).toBeHidden();
  await expect(page.getByRole("main")).toBeFocused();
  // The browser notes each refusal itself.
  expect(consoleErrors.splice(0).every((error) => error.includes("429"))).toBe(true);
});

test("a cover is dealt with as was chosen when it was photographed, whatever is chosen while it is looked up", async ({
  page,
  request,
}) => {
  await signUp(page);
  await page.goto("/?mode=want");
  await whenReady(page);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/match", async (route) => {
    await held;
    await route.continue();
  });
  const buffer = await (await request.get(`/cover/${HARRY_POTTER.isbn}.jpg?size=original`)).body();
  const asked = page.waitForRequest("**/match");
  await page.getByLabel("Choose a photo").setInputFiles({ name: "cover.jpg", mimeType: "image/jpeg", buffer });
  await asked;
  await mode(page, "What is it?").click();
  await expect(mode(page, "What is it?")).toHaveAttribute("aria-pressed", "true");
  release();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText("On your list to read now");
  await expect(sheet(page)).toBeHidden();
});

test("in a shop a reader asks what is at home, wants the rest, and is told what is there", async ({ page }) => {
  await signUp(page);
  await page.goto(`/book/${KOKORO.isbn}`);
  await whenReady(page);
  await page.getByRole("button", { name: "I own this" }).click();
  await expect(page.getByRole("button", { name: "Change: You own this" })).toBeVisible();
  await page.goto("/?mode=add");
  await whenReady(page);
  await choice(page, "Status").selectOption("Reading");
  await page.goto("/?mode=own");
  await whenReady(page);
  await typeIsbn(page, KOKORO.isbn);
  await expect(rows(page).first()).toContainText("You own this");
  await typeIsbn(page, HARRY_POTTER.isbn);
  await expect(rows(page).first()).toContainText("You do not own this");
  await rows(page).first().getByRole("button", { name: "Want to read" }).click();
  await expect(rows(page).first()).toContainText("On your list to read now");
  // What was chosen for another mode is still chosen, whatever address led here.
  await mode(page, "Add").click();
  await expect(choice(page, "Status")).toHaveValue("reading");
  await mode(page, "Want").click();
  await typeIsbn(page, KOKORO.isbn);
  await expect(rows(page).first()).toContainText("On your list to read now · You own this");
  await rows(page).first().getByRole("button", { name: KOKORO.title, exact: true }).click();
  await expect(sheet(page).getByRole("heading", { name: KOKORO.title })).toBeVisible();
});

test("what a USB scanner types is looked up from any page, and dealt with where a mode is on", async ({ page }) => {
  await signUp(page, "/library");
  await whenReady(page);
  await typeAsScanner(page, "8413000065504");
  await expect(page.getByText("That is the code of a product other than a book")).toBeVisible();
  await typeAsScanner(page, `${HARRY_POTTER.isbn13}51299`);
  await expect(sheet(page).getByRole("heading", { name: HARRY_POTTER.title })).toBeVisible();
  await page.keyboard.press("Escape");
  await mode(page, "Want").click();
  await typeAsScanner(page, KOKORO.isbn);
  await expect(rows(page).first()).toContainText("On your list to read now");
});

test("a scanner that types takes nobody away from words that are not saved yet", async ({ page }) => {
  await signUp(page, "/library");
  await whenReady(page);
  await page.getByRole("button", { name: "New collection" }).click();
  await sheet(page).getByLabel("Name").fill("Books of my grandmother");
  await typeAsScanner(page, HARRY_POTTER.isbn13);
  const messages = page.getByRole("region", { name: "Messages" });
  await expect(messages).toContainText(`“${HARRY_POTTER.title}” was scanned. What you wrote here is not saved yet`);
  await expect(sheet(page).getByLabel("Name")).toHaveValue("Books of my grandmother");
  await expectAccessible(page);

  // Neither are words on a page without a dialog, until they are as they were.
  const address = page.getByLabel("New e-mail address");
  const write = async () => {
    await page.goto("/account/security");
    await whenReady(page);
    await page.getByRole("button", { name: "Add an address" }).click();
    await address.fill("somebody@example.org");
  };
  await write();
  await typeAsScanner(page, HARRY_POTTER.isbn13);
  await messages.getByRole("button", { name: "Open" }).click();
  await expect(sheet(page).getByRole("heading", { name: HARRY_POTTER.title })).toBeVisible();
  await write();
  await address.fill("");
  await typeAsScanner(page, HARRY_POTTER.isbn13);
  await expect(sheet(page).getByRole("heading", { name: HARRY_POTTER.title })).toBeVisible();
});

test("a phone becomes the scanner of a page on a computer, without signing in", async ({ page, browser }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await signUp(page, "/?mode=want");
  await whenReady(page);
  await page.getByRole("button", { name: "Scan with your phone" }).click();
  await expect(sheet(page).getByRole("img", { name: /^QR code/ })).toBeVisible();
  await expectAccessible(page);
  const url =
    (await sheet(page)
      .getByText(/#phone=/)
      .textContent()) ?? "";
  const phone = await (await browser.newContext()).newPage();
  await phone.goto(`/${url.slice(url.indexOf("#"))}`);
  await phone.getByRole("button", { name: "Scan for it" }).click();
  await expect(phone.getByText("What you scan goes to your computer.")).toBeVisible();
  await expect(phone).toHaveURL(/\/$/);
  await expect(page.getByText("Your phone scans for this page.")).toBeVisible();
  await expect(sheet(page)).toBeHidden();

  await typeIsbn(phone, KOKORO.isbn);
  await expect(rows(page).first()).toContainText("On your list to read now");
  await expect(phone.getByRole("region", { name: "For your computer" })).toContainText(KOKORO.title);
  await expectAccessible(phone);
  await phone.reload();
  await typeIsbn(phone, HARRY_POTTER.isbn);
  await expect(rows(page)).toHaveCount(2);

  await page.getByRole("button", { name: "Disconnect" }).click();
  await typeIsbn(phone, KOKORO.isbn);
  await expect(phone.getByText("The page on the computer was closed.")).toBeVisible();
  await phone.getByRole("button", { name: "Stop" }).click();
  await expect(mode(phone, "What is it?")).toBeVisible();
});

test("a visitor who chooses a mode signs up, and is in it", async ({ page }) => {
  await page.goto("/");
  await whenReady(page);
  await mode(page, "Add").click();
  await page.getByRole("link", { name: "Sign in for this" }).click();
  await page
    .getByRole("main")
    .getByRole("link", { name: /account/i })
    .first()
    .click();
  await expect(page.getByRole("heading", { name: "Create an account" })).toBeVisible();
  await whenReady(page);
  await page.getByLabel("Username").fill(newUsername());
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(mode(page, "Add")).toHaveAttribute("aria-pressed", "true");
  await mode(page, "Check a shelf").click();
  await expect(page.getByText("There is no shelf yet.")).toBeVisible();
});
