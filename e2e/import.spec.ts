import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { zipOf } from "../lib/platform/zip";
import { expect, test } from "./fixtures";
import { expectAccessible, signUp, whenReady } from "./reader";

const HEADER =
  "Book Id,Title,Author,ISBN,ISBN13,My Rating,Date Read,Bookshelves,Exclusive Shelf,My Review,Read Count,Owned Copies";
/** One that the catalogue has, one without ISBN, and one that is none. */
const GOODREADS = [
  HEADER,
  '3,"Harry Potter and the Sorcerer\'s Stone (Harry Potter, #1)",J.K. Rowling,"=""059035342X""","=""9780590353427""",4,2020/10/25,"wizards",read,"Again and again.",2,1',
  '4,Moby-Dick,Herman Melville,"=""""","=""""",0,,"to-read",to-read,,0,0',
  '5,,,"=""""","=""123""",0,,,read,,0,0',
].join("\n");

test("a reader brings a library from another app, decides about what is not certain, and undoes it", async ({
  page,
}) => {
  await signUp(page, "/library/import");
  await whenReady(page);
  await expect(page.getByRole("heading", { name: "How to get them out of…" })).toBeVisible();
  await expectAccessible(page);

  await page
    .getByLabel("Choose a file")
    .setInputFiles({ name: "goodreads_library_export.csv", mimeType: "text/csv", buffer: Buffer.from(GOODREADS) });
  await page.waitForURL(/\/library\/import\/[0-9a-f-]{36}$/);
  await expect(page.getByText("Goodreads, 3 rows")).toBeVisible();
  await expect(page.getByText("12 of 12 columns are kept")).toBeVisible();
  await expect(page.getByText("The ISBN is not valid, and there is no title to look for.")).toBeVisible();
  await expectAccessible(page);

  await whenReady(page);
  await page.getByRole("button", { name: "Import 2 rows" }).click();
  await expect(page.getByText("imported", { exact: true })).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await page.getByRole("link", { name: "1 to decide" }).click();
  await page.waitForURL(/show=review/);
  await page
    .getByRole("button", { name: /^This one ?: Moby-Dick/ })
    .first()
    .click();
  await expect(page.getByText("“Moby-Dick", { exact: false })).toBeVisible();
  await page.goBack();
  await expect(page.getByText("2 imported")).toBeVisible();

  await page.getByRole("link", { name: /^Harry Potter/ }).click();
  await page.waitForURL(/\/book\//);
  await expect(page.getByText("In 📚 wizards")).toBeVisible();
  await page.goBack();
  await whenReady(page);
  await page.getByRole("button", { name: "Undo this import" }).click();
  await expect(page.getByText("undone", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await page.goto("/library");
  await expect(page.getByText("wizards")).toBeHidden();
});

test("a reader pastes ISBNs and takes the library along", async ({ page }) => {
  await signUp(page, "/library/import");
  await whenReady(page);
  await page.getByLabel("Or a list of ISBNs").fill("9780590353427\n123abc");
  await page.getByRole("button", { name: "Look at the list" }).click();
  await page.waitForURL(/\/library\/import\/[0-9a-f-]{36}$/);
  await whenReady(page);
  await page.getByRole("button", { name: "Import 1 row" }).click();
  await expect(page.getByText("imported", { exact: true })).toBeVisible({ timeout: 30_000 });
  await page.goto("/library/import");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download library.json" }).click(),
  ]);
  const library = JSON.parse(await readFile(await download.path(), "utf8"));
  expect(library).toMatchObject({ format: "ridizi-library", books: [{ book: { isbn13: "9780590353427" } }] });

  // With pictures it is more than a site takes; the page sends none of them.
  const archive = test.info().outputPath("ridizi.zip");
  const files: Record<string, Uint8Array> = {
    "covers/9780590353427.jpg": randomBytes(30 * 1024 * 1024),
    "library.json": Buffer.from(JSON.stringify(library)),
  };
  await writeFile(archive, zipOf(Object.keys(files).map((name) => ({ name, read: async () => files[name] }))));
  await page.getByLabel("Choose a file").setInputFiles(archive);
  await page.waitForURL(/\/library\/import\/[0-9a-f-]{36}$/);
  await expect(page.getByText("Ridizi, 1 row")).toBeVisible();
});
