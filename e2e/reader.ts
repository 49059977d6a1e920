import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "@playwright/test";
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

/** Signs in as the librarian of the test site, and ends on `next`. */
export async function signInAsLibrarian(page: Page, next: string): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await whenReady(page);
  await page.getByLabel("Username or e-mail").fill("librarian");
  await page.getByLabel("Password", { exact: true }).fill(process.env.E2E_ADMIN_PASSWORD ?? "");
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(next);
  await whenReady(page);
}

/** The same in a browser of the librarian's own, beside the reader's. */
export async function openAsLibrarian(browser: Browser, next: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signInAsLibrarian(page, next);
  return page;
}

/** No barrier that axe can find, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).exclude("nextjs-portal").analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    expect(found, `${page.url()} in ${colorScheme}`).toEqual([]);
  }
  await expectNoOverflow(page);
}

/** Nothing is wider than the window, here or at another width. */
export async function expectNoOverflow(page: Page, width?: number): Promise<void> {
  const size = page.viewportSize();
  if (width !== undefined && size) await page.setViewportSize({ ...size, width });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${page.url()} is wider than the window`).toBeLessThanOrEqual(0);
  if (width !== undefined && size) await page.setViewportSize(size);
}

/** The "Undo" of the newest message that says this: others may still stand beside it. */
export const undo = (page: Page, message: RegExp) =>
  page
    .getByRole("region", { name: "Messages" })
    .locator("div")
    .filter({ hasText: message })
    .getByRole("button", { name: "Undo" })
    .last();

/** Says on the page of a book where its reader is. */
export async function sayStatus(page: Page, status: "Want to read" | "Reading" | "Read" | "Stopped") {
  await page.getByRole("radio", { name: status, exact: true }).click();
  if (status === "Read")
    await page.getByRole("dialog", { name: "Finished" }).getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("region", { name: "Messages" }).getByText(`${status}: “`)).toBeVisible();
}

/** Makes a collection on the page of all, and ends on its own. */
export async function createCollection(page: Page, name: string) {
  await page.getByRole("button", { name: "New collection" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.getByRole("radio", { name: "Science fiction" }).check();
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await page.waitForURL(/\/library\/\d+$/);
}
