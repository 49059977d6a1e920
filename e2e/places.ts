import type { Page } from "@playwright/test";
import { expect } from "./fixtures";

const dialog = (page: Page) => page.getByRole("dialog");

/** The places of a reader, on their page. */
export const places = (page: Page) => page.getByRole("list", { name: "Places" });

/** Makes a place, on the page of all places. */
export async function makePlace(page: Page, name: string, kind: string, within?: string): Promise<void> {
  await page.getByRole("button", { name: "New place" }).click();
  await dialog(page).getByLabel("Name").fill(name);
  await dialog(page).getByLabel("Kind").selectOption(kind);
  if (within) await dialog(page).getByLabel("In", { exact: true }).selectOption(within);
  await dialog(page).getByRole("button", { name: "Create" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(places(page).getByRole("link", { name })).toBeVisible();
}
