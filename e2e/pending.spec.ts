import type { Page } from "@playwright/test";
import sharp from "sharp";
import { barcodePicture, expect, test } from "./fake-camera";
import { expectAccessible, openAsLibrarian, signUp, undo, whenReady } from "./reader";

/** Books that the demo catalogue lacks and the fake provider has. */
const VORLESER = { isbn: "9783257229530", title: "Der Vorleser" };
const WEAPONS = { isbn: "9780316030571", title: "Use of Weapons", author: "Iain M. Banks" };
/** Valid, and nobody's. */
const NOBODY = "9781234567897";
const AWAY = "9782070427796";

const sheet = (page: Page) => page.getByRole("dialog");

async function setFaults(faults: unknown[]) {
  const url = `${process.env.E2E_PROVIDER_URL}/control/faults`;
  const response = await fetch(url, { method: "PUT", body: JSON.stringify(faults) });
  if (!response.ok) throw new Error(`the fake provider takes no faults: ${response.status}`);
}

test.afterEach(() => setFaults([]));

async function typeIsbn(page: Page, isbn: string) {
  if (new URL(page.url()).pathname !== "/") await page.goto("/");
  await whenReady(page);
  await page.getByLabel("Or type the ISBN").fill(isbn);
  await page.getByRole("button", { name: "Look up" }).click();
}

test("brings a book that is scanned and new within seconds, while its reader watches", async ({ openWithCamera }) => {
  const page = await openWithCamera({ picture: await barcodePicture(VORLESER.isbn) });
  await page.goto("/");
  await expect(sheet(page).getByRole("heading", { name: VORLESER.title, level: 2 })).toBeVisible();
  await expect(sheet(page)).toContainText("Other catalogues know this ISBN");
  await expectAccessible(page);
  await sheet(page).getByRole("link", { name: "Book page" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(VORLESER.title);
  await expect(page.getByText("Bernhard Schlink").first()).toBeVisible();
});

test("puts a book that takes its time where its reader wants it, and tells the reader, who has gone on", async ({
  page,
  browser,
}) => {
  // Long enough for its reader to choose, and short of what is taken for no answer.
  const slow = { kind: "slow", ms: 9_000, isbn: AWAY, times: 1 };
  await setFaults(["openlibrary", "googlebooks"].map((service) => ({ ...slow, service })));
  await signUp(page, "/library");
  await page
    .getByRole("button", { name: /New collection/ })
    .first()
    .click();
  await page.getByLabel("Name").fill("Wanted");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^(Create|Make|Save)/ })
    .click();
  await expect(page.getByText("Wanted").first()).toBeVisible();

  await typeIsbn(page, AWAY);
  await expect(sheet(page)).toContainText("Looking it up");
  await sheet(page).getByLabel("When it comes, put it into").selectOption({ label: "📚 Wanted" });
  await page.keyboard.press("Escape");
  await expect(sheet(page)).toBeHidden();
  await expect(page.getByText("“Les ombres errantes” is here")).toBeVisible({ timeout: 40_000 });
  await page.getByRole("button", { name: "Open" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Les ombres errantes");
  await page.goto("/library");
  await page
    .getByRole("link", { name: /Wanted/ })
    .first()
    .click();
  await expect(page.getByText("Les ombres errantes").first()).toBeVisible();

  const moderator = await openAsLibrarian(browser, "/admin/pending");
  await moderator.getByRole("link", { name: "Have come" }).click();
  await expect(moderator.getByRole("article").filter({ hasText: "Les ombres errantes" })).toBeVisible();
  await moderator.context().close();
});

test("lets a reader type in what nobody knows, and a moderator approve it", async ({ page, browser }) => {
  await signUp(page, "/");
  await typeIsbn(page, NOBODY);
  await expect(sheet(page)).toContainText("Nobody knows it");
  await expectAccessible(page);
  await sheet(page).getByRole("link", { name: "Type it in" }).click();
  await page.getByRole("button", { name: "Send it in" }).click();
  await expect(page.getByText("What is the title?")).toBeVisible();
  await page.getByLabel("Title", { exact: true }).fill("Twelve cats on a shelf");
  await page.getByLabel(/^Authors/).fill("Nemo Nobody");
  await page.getByRole("button", { name: "Send it in" }).click();
  await expect(page.getByText("What you typed waits for a moderator")).toBeVisible();
  await expectAccessible(page);
  await page.goto("/history");
  await expect(page.getByRole("region", { name: "On its way" })).toContainText("Thank you");

  const moderator = await openAsLibrarian(browser, "/admin/pending");
  const entry = moderator.getByRole("article").filter({ hasText: "Twelve cats on a shelf" });
  await expect(entry).toContainText("Nemo Nobody");
  await expectAccessible(moderator);

  // Rejected by mistake: what its reader typed is still there, in the message and in the list of those.
  await entry.getByRole("button", { name: /^Reject/ }).click();
  await undo(moderator, /^Rejected; its readers are told/).click();
  await expect(entry.getByRole("button", { name: /^Approve/ })).toBeVisible();
  await entry.getByRole("button", { name: /^Reject/ }).click();
  await expect(entry).toBeHidden();
  await moderator.getByRole("link", { name: "Rejected" }).click();
  await expect(entry).toContainText("Nemo Nobody");
  await expectAccessible(moderator);
  await entry.getByRole("button", { name: /^Take the rejection back/ }).click();
  await expect(entry).toBeHidden();
  await moderator.getByRole("link", { name: "Need a person" }).click();
  await entry.getByRole("button", { name: /^Approve/ }).click();
  await expect(entry).toBeHidden();

  // What its reader typed is there, with where it is from; a moderator corrects it, and takes that back.
  await moderator.goto(`/admin/books/${NOBODY}`);
  const title = moderator.getByRole("region", { name: "Fields" }).getByRole("listitem").first();
  await expect(title).toContainText("From a reader");
  await title.getByRole("button", { name: "Edit: Title" }).click();
  await moderator.getByLabel("Title", { exact: true }).fill("Thirteen cats on a shelf");
  await moderator.getByRole("button", { name: "Save and lock" }).click();
  await expect(moderator.getByRole("heading", { level: 1 })).toHaveText("Thirteen cats on a shelf");
  await expect(title.getByLabel("locked")).toBeVisible();
  await expectAccessible(moderator);
  await moderator.getByRole("button", { name: "Undo: Title" }).click();
  await expect(moderator.getByRole("heading", { level: 1 })).toHaveText("Twelve cats on a shelf");
  await moderator.context().close();

  await page.goto("/search?q=twelve+cats");
  await expect(page.getByRole("link", { name: "Twelve cats on a shelf" })).toBeVisible();
});

test("asks other catalogues for a title that a reader typed, and takes the one that the reader knows", async ({
  page,
}) => {
  await signUp(page, "/");
  const asked = await page.request.post("/api/v1/pending", { data: { title: WEAPONS.title, author: WEAPONS.author } });
  expect(asked.status()).toBe(202);
  const { id, status_url } = await asked.json();
  expect(asked.headers().location).toBe(status_url);
  await page.goto(`/pending/${id}`);
  await expect(page.getByText("Is it one of these?")).toBeVisible();
  await expectAccessible(page);
  await page
    .getByRole("button", { name: /^It is Use of Weapons/ })
    .first()
    .click();
  await page.getByRole("link", { name: `Open “${WEAPONS.title}”` }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(WEAPONS.title);
});

const UNKNOWN = "Soup for three lighthouses";

/** A cover that no catalogue has, on a table, a little turned: `degrees`. */
async function photographUnknown(degrees: number): Promise<Buffer> {
  const marks = Array.from({ length: 60 }, (_, at) => {
    const [x, y] = [20 + ((at * 97) % 350), 30 + ((at * 61) % 540)];
    const colour = `hsl(${(at * 47) % 360} 60% ${35 + ((at * 13) % 40)}%)`;
    return at % 3 === 0
      ? `<circle cx="${x}" cy="${y}" r="${8 + ((at * 7) % 26)}" fill="${colour}"/>`
      : `<path d="M${x} ${y} l${12 + ((at * 11) % 40)} ${(at * 17) % 31} l-${(at * 5) % 23} ${18 + ((at * 3) % 29)} z" fill="${colour}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="1100"><rect width="900" height="1100" fill="#cfd4c4"/>
    <g transform="translate(250 240) rotate(${degrees})"><rect width="400" height="600" fill="#f3e6d0"/>${marks.join("")}
    <text x="24" y="330" font-size="44" font-family="serif" fill="#222">Soup for three</text>
    <text x="24" y="385" font-size="44" font-family="serif" fill="#222">lighthouses</text></g></svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}

async function scanPhoto(page: Page, degrees: number) {
  await page.goto("/");
  await whenReady(page);
  const buffer = await photographUnknown(degrees);
  // Before the page answers, a chosen file would be lost.
  await expect(page.getByRole("button", { name: "Photograph the cover" })).toBeEnabled();
  await page.getByLabel("Choose a photo").setInputFiles({ name: "cover.jpg", mimeType: "image/jpeg", buffer });
  await expect(sheet(page)).toBeVisible();
}

test("makes a book of a cover that nobody knows, with its reader's photo, by which the next reader finds it", async ({
  page,
  browser,
}) => {
  await signUp(page, "/");
  await scanPhoto(page, 4);
  await sheet(page).getByLabel("Title", { exact: true }).fill(UNKNOWN);
  await sheet(page)
    .getByLabel(/^Author/)
    .fill("Nemo Nobody");
  await sheet(page).getByRole("button", { name: "Look it up elsewhere" }).click();
  await page.waitForURL(/\/pending\//);
  const cover = page.getByRole("region", { name: "Its cover" });
  await cover.getByRole("button", { name: "Use this photo" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Keep this picture as a cover of the book.");
  const cutOut = dialog.getByRole("img", { name: "The cover as it would be kept" });
  await expect(cutOut).toBeVisible();
  await expectAccessible(page);
  const found = await cutOut.getAttribute("src");
  await dialog.getByRole("button", { name: /^Top left corner/ }).press("ArrowRight");
  await expect(cutOut).not.toHaveAttribute("src", found ?? "");
  await dialog.getByRole("button", { name: "Add as its cover" }).click();
  await expect(cover).toContainText("waits for a moderator");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send it in" }).click();
  await expect(page.getByText("What you typed waits for a moderator")).toBeVisible();

  const moderator = await openAsLibrarian(browser, "/admin/pending");
  const entry = moderator.getByRole("article").filter({ hasText: UNKNOWN });
  await expect(entry.getByRole("group", { name: "Its cover" }).getByRole("radio").first()).toBeChecked();
  await expectAccessible(moderator);
  await entry.getByRole("button", { name: /^Approve/ }).click();
  await expect(entry).toBeHidden();

  // Its picture is taken into the index within moments.
  await expect(async () => {
    await scanPhoto(moderator, -6);
    await expect(sheet(moderator).getByRole("heading", { name: UNKNOWN, level: 2 })).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
  await sheet(moderator).getByRole("link", { name: "Book page" }).click();
  await expect(moderator.getByRole("heading", { level: 1 })).toHaveText(UNKNOWN);
  await moderator.context().close();
});
