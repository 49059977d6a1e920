import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./fixtures";

export const PASSWORD = "four words in a row";

/** A name that no other test has. */
export const newUsername = () => `reader-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

/** Makes an account of this test's own, through the page that people use, and ends on `next`. */
export async function signUp(page: Page, next = "/library"): Promise<string> {
  const username = newUsername();
  await page.goto(`/sign-up?next=${encodeURIComponent(next)}`);
  await whenReady(page);
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL((url) => url.pathname + url.search === next);
  return username;
}

/** Waits until the page answers: React has taken over what the server sent. */
export async function whenReady(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const form = document.querySelector("main form, main button, main a");
    return form !== null && Object.keys(form).some((key) => key.startsWith("__reactProps"));
  });
}

/** No barrier that axe can find, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).exclude("nextjs-portal").analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    expect(found, `${page.url()} in ${colorScheme}`).toEqual([]);
  }
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, "wider than the window").toBeLessThanOrEqual(0);
}

/** The "Undo" of the newest message that says this: others may still stand beside it. */
export const undo = (page: Page, message: RegExp) =>
  page
    .getByRole("region", { name: "Messages" })
    .locator("div")
    .filter({ hasText: message })
    .getByRole("button", { name: "Undo" })
    .last();

/** Makes a collection on the page of all, and ends on its own. */
export async function createCollection(page: Page, name: string) {
  await page.getByRole("button", { name: "New collection" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.getByRole("radio", { name: "Science fiction" }).check();
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await page.waitForURL(/\/library\/\d+$/);
}
