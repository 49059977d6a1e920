import type { Browser } from "@playwright/test";
import { expect } from "./fixtures";
import { openAsLibrarian, whenReady } from "./reader";

/** Books of the seed that are in no series: the journeys put them into one, the same at each try. */
export const SERIES = "Bath and Hartfield";
export const EMMA = { isbn: "0141439580", title: "Emma", place: "1" };
export const PRIDE = { isbn: "0486284735", title: "Pride and Prejudice", place: "1.5" };
export const PERSUASION = { isbn: "0141439688", title: "Persuasion", place: "4" };

/** Makes the series as a librarian does: with a volume between two, and two that are missing. */
export async function makeSeries(browser: Browser): Promise<void> {
  const page = await openAsLibrarian(browser, "/admin/books");
  for (const { isbn, place } of [EMMA, PRIDE, PERSUASION]) {
    await page.goto(`/admin/books/${isbn}`);
    await whenReady(page);
    await page.getByRole("button", { name: "Edit: Series" }).click();
    await page.getByRole("textbox", { name: "Series" }).fill(`${SERIES} #${place}`);
    await page.getByRole("button", { name: "Save and lock" }).click();
    await expect(page.getByText("Series changed and locked")).toBeVisible();
  }
  await page.context().close();
}
