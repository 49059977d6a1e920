import { expect, test } from "./fixtures";
import { expectAccessible, signInAsLibrarian, signUp, whenReady } from "./reader";

/** Two editions of the demo catalogue, of which the test makes one book, and two again. */
const KEPT = { isbn: "9780140430011", title: "Wuthering Heights" };
const GONE = { isbn: "9788497644747", title: "Cumbres borrascosas" };

test("a librarian makes one book of two by keyboard, its addresses lead there, and an undo makes two of it again", async ({
  page,
  request,
}) => {
  await signInAsLibrarian(page, "/admin/duplicates");
  await expectAccessible(page);
  await page.getByText("Put two other books side by side").focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("One book").fill(KEPT.isbn);
  await page.getByLabel("The other book").fill(GONE.isbn);
  await page.keyboard.press("Enter");

  await expect(page.getByRole("heading", { name: "Two books, or one?" })).toBeVisible();
  await expect(page.getByText("somebody put them side by side")).toBeVisible();
  await whenReady(page);
  for (const width of [360, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await expectAccessible(page);
  }
  // Space and arrows alone: the first book stays, with the title of the second.
  const stays = page.getByRole("radio", { name: /This one stays/ });
  const keptSide = (await stays.nth(0).locator("xpath=ancestor::label").textContent())?.includes("0140430016") ? 0 : 1;
  await stays.nth(keptSide).focus();
  await page.keyboard.press("Space");
  await expect(stays.nth(keptSide)).toBeChecked();
  const languages = page.getByRole("group", { name: "Language" }).getByRole("radio");
  await languages.nth(keptSide).focus();
  await page.keyboard.press(keptSide === 0 ? "ArrowRight" : "ArrowLeft");
  await expect(languages.nth(1 - keptSide)).toBeChecked();
  await page.getByRole("button", { name: /^Merge into the/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText(`Merged into “${KEPT.title}”`)).toBeVisible();
  await page.waitForURL(/\/admin\/duplicates/);

  await page.goto(`/book/${GONE.isbn}`);
  await expect(page).toHaveURL(/\/book\/0140430016$/);
  await expect(page.getByRole("heading", { level: 1, name: KEPT.title })).toBeVisible();
  expect(await (await request.post("/barcode", { data: { isbn: GONE.isbn } })).json()).toMatchObject({
    status: "match",
    isbn13: KEPT.isbn,
    language_code: "es",
  });
  expect(await (await request.get(`/api/book/${GONE.isbn}`)).json()).toMatchObject({ isbn13: KEPT.isbn });
  expect((await request.get(`/cover/${GONE.isbn}.jpg`)).status()).toBe(200);

  await page.goto("/admin/duplicates?show=merged");
  await whenReady(page);
  await expectAccessible(page);
  await page
    .getByRole("button", { name: `Undo: ${GONE.title}` })
    .first()
    .focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText(`“${GONE.title}” is as it was before`)).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: GONE.title }).first()).toContainText("Undone");
  for (const { isbn, title } of [KEPT, GONE])
    expect(await (await request.get(`/api/book/${isbn}`)).json()).toMatchObject({ isbn13: isbn, title });
});

test("nobody else sees what may be one", async ({ page }) => {
  await signUp(page, "/library");
  for (const path of ["/admin/duplicates", "/admin/duplicates?show=merged", "/admin/duplicates/1"]) {
    const answer = await page.request.get(path);
    expect(answer.status()).toBe(404);
  }
});
