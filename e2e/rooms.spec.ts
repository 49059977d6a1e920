import { readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { expectAccessible, expectNoOverflow, sayStatus, signUp, whenReady } from "./reader";
import { makeSeries } from "./series";

const HARRY_POTTER = "059035342X";
const WIDTHS = [360, 768, 1280];
/** Higher than a screen: what is below the first one is to be seen too. */
const HEIGHT = 1_600;
const BOOKS = 96;

type SeedBook = { title: string; authors: string[]; isbn13: string | null };

/** A file of Goodreads as a reader of some years has it: all shelves, stars, days of three years, and what is owned. */
function goodreadsFile(): string {
  const books = readFileSync("data/seed/books.jsonl", "utf8")
    .trim()
    .split("\n")
    .map((line): SeedBook => JSON.parse(line))
    .filter(({ isbn13 }) => isbn13)
    .filter((_, at) => at % 4 === 0)
    .slice(0, BOOKS);
  const header =
    "Book Id,Title,Author,ISBN13,My Rating,Date Read,Date Added,Bookshelves,Exclusive Shelf,My Review,Read Count,Owned Copies,My Tags";
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = books.map(({ title, authors, isbn13 }, at) => {
    const shelf = at % 32 === 5 ? "currently-reading" : at % 5 === 3 ? "to-read" : "read";
    const isRead = shelf === "read";
    const date = (year: number) => `${year}/${(at % 12) + 1}/${((at * 7) % 28) + 1}`;
    const read = isRead && at % 9 > 0 ? date(2024 + (at % 3)) : "";
    const shelves = [["favourites", "sea"][at % 7], at % 4 === 0 ? "to-lend" : undefined].filter(Boolean).join(", ");
    return [
      ...[at + 1, quoted(title), quoted(authors[0] ?? ""), `"=""${isbn13}"""`, isRead ? (at % 4) + 2 : 0],
      ...[read, date(2023), quoted(shelves), shelf, at % 11 === 0 && isRead ? "Read in one go." : ""],
      ...[isRead ? 1 : 0, at % 3 === 0 ? 1 : 0, quoted(["gift, winter", "summer", "read aloud", ""][at % 4] ?? "")],
    ].join(",");
  });
  return [header, ...rows].join("\n");
}

async function bringBooks(page: Page) {
  const file = { name: "goodreads_library_export.csv", mimeType: "text/csv", buffer: Buffer.from(goodreadsFile()) };
  await page.getByLabel("Choose a file").setInputFiles(file);
  await page.waitForURL(/\/library\/import\/[0-9a-f-]{36}$/);
  await whenReady(page);
  await page.getByRole("button", { name: /^Import \d+ rows/ }).click();
  await expect(page.getByRole("button", { name: "Undo this import" })).toBeVisible({ timeout: 90_000 });
  return new URL(page.url()).pathname;
}

/** A house with places, and what was imported on one of its shelves. */
async function furnish(page: Page) {
  await page.goto("/library/places");
  await whenReady(page);
  const dialog = page.getByRole("dialog");
  for (const [name, kind, within] of [
    ["Old mill", "Home", ""],
    ["Living room", "Room", "Old mill"],
    ["B3", "Shelf", "Living room"],
    ["Attic", "Room", "Old mill"],
    ["Box 1", "Box", "Attic"],
  ] as const) {
    await page.getByRole("button", { name: "New place" }).click();
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("Kind").selectOption(kind);
    if (within) await dialog.getByLabel("In", { exact: true }).selectOption(within);
    await dialog.getByRole("button", { name: "Create" }).click();
    await expect(dialog).toBeHidden();
  }
  await page.getByRole("link", { name: /^Nowhere in particular/ }).click();
  await page.waitForURL(/\/library\/places\/nowhere/);
  await whenReady(page);
  await page.getByRole("button", { name: "Choose several books" }).click();
  for (const box of (await page.getByRole("checkbox").all()).slice(0, 24)) await box.check();
  await page.getByRole("button", { name: "Move to…" }).click();
  await dialog.getByRole("button", { name: "B3" }).click();
  await expect(page.getByText("24 copies moved: Living room, B3")).toBeVisible();
}

async function readOn(page: Page) {
  await page.goto(`/book/${HARRY_POTTER}`);
  await whenReady(page);
  await sayStatus(page, "Reading");
  await page.getByRole("button", { name: "Add a quote" }).click();
  await page.getByLabel("The words of the book").fill("It does not do to dwell on dreams and forget to live.");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.locator("blockquote")).toBeVisible();
  await page.request.post("/barcode", { data: { isbn: HARRY_POTTER } });
  await page.goto("/library/reading");
  await whenReady(page);
  await page.getByRole("button", { name: "Set a goal" }).click();
  await page.getByLabel("How many books").fill("40");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/ of 40, /)).toBeVisible();
}

async function keepQuestion(page: Page) {
  await page.goto(`/library/books?q=${encodeURIComponent("status:read rating:>=4")}`);
  await whenReady(page);
  await page.getByRole("button", { name: "Save as collection" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("The best");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/\/library\/\d+$/);
  return new URL(page.url()).pathname;
}

const hrefOf = async (page: Page, from: string, link: string) => {
  await page.goto(from);
  return (await page.getByRole("main").locator(link).first().getAttribute("href")) ?? "";
};

/** In the page: waits until the new colours are there, which go over into each other also where little moves. */
async function settle() {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  await frame();
  await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  await frame();
}

test("every room of a full library fits a phone, a tablet and a desktop, by day and by night", async ({
  page,
  browser,
}, testInfo) => {
  test.setTimeout(900_000);
  // What our policy forbids and somebody catches is seen by nobody else.
  await page.addInitScript(() =>
    addEventListener("securitypolicyviolation", ({ violatedDirective, sourceFile }) =>
      console.error(`against the policy: ${violatedDirective} in ${sourceFile}`),
    ),
  );
  const folder = path.join(testInfo.project.outputDir, "rooms");
  await makeSeries(browser);
  await signUp(page, "/library/import");
  await whenReady(page);
  const imported = await bringBooks(page);
  await furnish(page);
  await readOn(page);
  const smart = await keepQuestion(page);
  const rooms: Record<string, string> = {
    collections: "/library",
    collection: await hrefOf(page, "/library", "a[href^='/library/']:has-text('sea')"),
    "collection that fills itself": smart,
    books: "/library/books",
    "books as a list": "/library/books?view=list&sort=rating",
    "books that match": `/library/books?q=${encodeURIComponent("tag:gift year:1950..2020")}`,
    reading: "/library/reading",
    "want to read": "/library/reading?show=want",
    read: "/library/reading?show=read",
    quotes: "/library/reading/quotes",
    series: "/library/series",
    "one series": await hrefOf(page, "/library/series", "a[href^='/series/']"),
    places: "/library/places",
    place: await hrefOf(page, "/library/places", "a:has-text('B3')"),
    labels: "/library/labels",
    household: "/library/household",
    figures: "/library/figures?year=2025",
    tags: "/library/tags",
    "import and export": "/library/import",
    import: imported,
    book: `/book/${HARRY_POTTER}`,
    author: await hrefOf(page, `/book/${HARRY_POTTER}`, "a[href^='/author/']"),
    search: "/search?q=love",
    history: "/history",
  };
  let at = 0;
  for (const [name, address] of Object.entries(rooms)) {
    at += 1;
    await page.setViewportSize({ width: 360, height: HEIGHT });
    await page.goto(address);
    await whenReady(page);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT });
      await expectNoOverflow(page);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.waitForLoadState("networkidle");
        await page.evaluate(settle);
        const file = `${String(at).padStart(2, "0")} ${name} ${width} ${colorScheme}.jpg`;
        await page.screenshot({ path: path.join(folder, file), quality: 80 });
      }
      // By night, which the other journeys do not look at.
      if (width === 360) await expectAccessible(page);
    }
  }
});
