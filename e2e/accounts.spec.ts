import type { Browser, Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { letterTo, linkIn } from "./letters";
import { expectAccessible, newUsername, PASSWORD, signUp, whenReady } from "./reader";

test("a visitor makes an account with the keyboard alone, is led back, signs out and in again", async ({ page }) => {
  const username = newUsername();
  await page.goto("/history");
  await page.waitForURL(/\/sign-in\?next=%2Fhistory/);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.waitForURL(/\/sign-up\?next=%2Fhistory/);
  await whenReady(page);

  await page.getByLabel("Username").focus();
  await page.keyboard.type(username);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("/history");
  await expect(page.getByText("Nothing scanned yet")).toBeVisible();

  await page.goto("/account");
  await expect(page.getByRole("heading", { level: 1, name: username })).toBeVisible();
  await whenReady(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("/");

  await page.goto("/account");
  await page.waitForURL(/\/sign-in\?next=%2Faccount/);
  await whenReady(page);
  await page.getByLabel("Username or e-mail").fill(username.toUpperCase());
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("/account");
  await expect(page.getByRole("heading", { level: 1, name: username })).toBeVisible();
});

test("says beside the field what is wrong, and is satisfied once it is right", async ({ page }) => {
  const taken = await signUp(page);
  await page.context().clearCookies();
  await page.goto("/sign-up");
  await whenReady(page);

  await page.getByRole("button", { name: "Create account" }).click();
  const username = page.getByLabel("Username");
  await expect(username).toBeFocused();
  await expect(username).toHaveAccessibleDescription(/at least 3 characters/);
  await username.fill(taken.toUpperCase());
  await expect(username).not.toHaveAttribute("aria-invalid");

  await page.getByLabel("E-mail").fill("nobody@");
  const password = page.getByLabel("Password", { exact: true });
  await password.fill("short");
  await page.getByRole("button", { name: "Show password" }).click();
  await expect(password).toHaveAttribute("type", "text");
  await expect(password).toHaveAccessibleDescription(/at least 10 characters/);
  await expect(page.getByLabel("E-mail")).toHaveAccessibleDescription(/not an e-mail address/);
  await expectAccessible(page);

  await page.getByLabel("E-mail").fill("");
  await password.fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(username).toHaveAccessibleDescription(/has this name already/);
  await expect(username).toBeFocused();
});

test("does not say whether the name or the password was wrong", async ({ page, consoleErrors }) => {
  await page.goto("/sign-in");
  await whenReady(page);
  await expectAccessible(page);
  await page.getByLabel("Username or e-mail").fill(newUsername());
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "No account has this name and password" })).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in$/);
  // The browser itself notes the 401 that is the answer.
  expect(consoleErrors.splice(0).every((error) => error.includes("401"))).toBe(true);
});

for (const next of ["//evil.example/x", "/\\evil.example", "https://evil.example", "javascript:alert(1)"]) {
  test(`stays on the site when the address says to go to ${next}`, async ({ page }) => {
    await signUp(page, "/account");
    const cookies = await page.context().cookies();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    // Signed in already: sent on at once, and not there.
    await page.waitForURL("/");
    expect(cookies.length).toBeGreaterThan(0);
  });
}

const NEW_PASSWORD = "five other words in a row";
const WIDTHS = [1280, 768, 360];

/** Looks at a page as a desktop, a tablet and a phone show it: nothing is wider than the window, and no barrier is there. */
async function expectAccessibleEverywhere(page: Page) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `${page.url()} at ${width} px`).toBeLessThanOrEqual(0);
  }
  await expectAccessible(page);
}

async function signIn(page: Page, username: string, password: string, next = "/library") {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await whenReady(page);
  await page.getByLabel("Username or e-mail").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => url.pathname === next);
}

const newVisitor = async (browser: Browser) => (await browser.newContext()).newPage();

test("an address is confirmed by letter, and brings back a forgotten password", async ({ page, browser }) => {
  test.setTimeout(180_000);
  const username = newUsername();
  const email = `${username}@example.org`;
  await page.goto("/sign-up?next=/library");
  await whenReady(page);
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("password123");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("Password", { exact: true })).toHaveAccessibleDescription(/first that are tried/);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("/library");

  await expect(page.getByText("Please confirm your e-mail address")).toBeVisible();
  const first = await letterTo(email, /Confirm your/);
  await page.getByRole("button", { name: "Send again" }).click();
  const second = await letterTo(email, /Confirm your/, [first]);
  await page.goto(linkIn(first));
  await expect(page.getByRole("heading", { name: "This link is over" })).toBeVisible();
  await page.goto(linkIn(second));
  await whenReady(page);
  await expectAccessibleEverywhere(page);
  await page.getByRole("button", { name: "Confirm this address" }).click();
  await expect(page.getByText("Thank you")).toBeVisible();
  await page.goto("/library");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText("Please confirm your e-mail address")).toHaveCount(0);

  const visitor = await newVisitor(browser);
  await visitor.goto("/sign-in");
  await visitor.getByRole("link", { name: "Forgot your password?" }).click();
  await visitor.waitForURL("/forgot-password");
  await whenReady(visitor);
  await expectAccessibleEverywhere(visitor);
  await visitor.getByLabel("E-mail address").fill(email.toUpperCase());
  await visitor.getByRole("button", { name: "Send the letter" }).click();
  await expect(visitor.getByText("Look into your letters")).toBeVisible();
  const reset = linkIn(await letterTo(email, /Choose a new password/));
  await visitor.goto(reset);
  await whenReady(visitor);
  await expectAccessibleEverywhere(visitor);
  await visitor.getByLabel("New password").fill(NEW_PASSWORD);
  await visitor.getByRole("button", { name: "Set the password" }).click();
  await expect(visitor.getByText("Your new password is set")).toBeVisible();
  await letterTo(email, /was changed/);
  await visitor.goto(reset);
  await expect(visitor.getByRole("heading", { name: "This link is over" })).toBeVisible();

  // The device from before is signed out, and the new password is the one that counts.
  await page.goto("/account");
  await page.waitForURL(/\/sign-in/);
  await signIn(visitor, email, NEW_PASSWORD, "/library");
  await visitor.context().close();
});

test("a reader sees all devices, ends one, and changes the password, which ends the others", async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000);
  const username = await signUp(page, "/library");
  const phone = await browser.newContext({
    userAgent: "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
  });
  const onPhone = await phone.newPage();
  await signIn(onPhone, username, PASSWORD);

  await page.goto("/.well-known/change-password");
  await page.waitForURL("/account/security");
  await whenReady(page);
  const devices = page.getByRole("region", { name: "Where you are signed in" });
  await expect(devices.getByRole("listitem")).toHaveCount(2);
  await expect(devices.getByText("This device")).toHaveCount(1);
  await expectAccessibleEverywhere(page);
  await devices.getByRole("listitem").filter({ hasText: "Firefox on Android" }).getByRole("button").click();
  await expect(devices.getByRole("listitem")).toHaveCount(1);
  // The list is shorter at once; the message comes when it is so.
  await expect(page.getByText("Firefox on Android is signed out")).toBeVisible();
  await onPhone.goto("/account");
  await onPhone.waitForURL(/\/sign-in/);

  await signIn(onPhone, username, PASSWORD);
  const password = page.getByRole("region", { name: "Password", exact: true });
  await password.getByRole("button", { name: "Change password" }).click();
  await expect(password.getByLabel("Present password")).toBeFocused();
  await password.getByLabel("Present password").fill("not this one");
  await password.getByLabel("New password").fill(NEW_PASSWORD);
  await password.getByRole("button", { name: "Change password" }).click();
  await expect(password.getByLabel("Present password")).toHaveAccessibleDescription(/not your present password/);
  await expect(password.getByLabel("Present password")).toBeFocused();
  await expectAccessibleEverywhere(page);
  await password.getByLabel("Present password").fill(PASSWORD);
  await password.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password is changed, other devices signed out")).toBeVisible();
  await expect(password.getByRole("button", { name: "Change password" })).toBeFocused();
  await onPhone.goto("/account");
  await onPhone.waitForURL(/\/sign-in/);
  await signIn(onPhone, username, NEW_PASSWORD);
  await phone.close();
});

test("an admin invites a moderator, who comes once; then gives another role and signs somebody out", async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000);
  await signIn(page, "librarian", process.env.E2E_ADMIN_PASSWORD ?? "", "/account");
  await page.getByRole("link", { name: "People" }).click();
  await page.waitForURL("/admin/people");
  await whenReady(page);
  const note = `for ${newUsername()}`;
  await page.getByRole("button", { name: "Invite somebody" }).click();
  await page.getByLabel("For whom").fill(note);
  await page.getByLabel("Comes as").selectOption("moderator");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = await page.getByLabel("Link", { exact: true }).inputValue();
  await page.getByRole("button", { name: "Done" }).click();
  const invitation = page.getByRole("article", { name: note });
  await expect(invitation.getByText("Moderator")).toBeVisible();
  await expectAccessibleEverywhere(page);

  const { pathname, search } = new URL(link);
  const guest = await newVisitor(browser);
  await guest.goto(pathname + search);
  await whenReady(guest);
  await expect(guest.getByText("You are invited as a moderator")).toBeVisible();
  const username = newUsername();
  await guest.getByLabel("Username").fill(username);
  await guest.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await guest.getByRole("button", { name: "Create account" }).click();
  await guest.waitForURL("/");
  await guest.goto("/account");
  await expect(guest.getByRole("link", { name: "Pending books" })).toBeVisible();
  expect((await guest.goto("/admin/people"))?.status()).toBe(404);
  const second = await newVisitor(browser);
  await second.goto(pathname + search);
  await expect(second.getByRole("heading", { name: "This invitation is over" })).toBeVisible();
  await second.context().close();

  await page.goto(`/admin/people?q=${username}`);
  await whenReady(page);
  await expect(invitation.getByText(`used by ${username}`)).toBeVisible();
  const person = page.getByRole("article", { name: username });
  // Choosing alone gives nothing: arrow keys go through all of them.
  await person.getByLabel(`Role of ${username}`).selectOption("admin");
  await person.getByLabel(`Role of ${username}`).selectOption("user");
  await person.getByRole("button", { name: "Save role" }).click();
  await expect(page.getByText(`${username} is now a reader`)).toBeVisible();
  await expect(person.getByText("Moderator", { exact: true })).toHaveCount(1);
  await person.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText(`${username} is signed out everywhere`)).toBeVisible();
  await guest.goto("/account");
  await guest.waitForURL(/\/sign-in/);
  await guest.context().close();

  await page.goto("/admin/people?q=librarian");
  await whenReady(page);
  await page.getByLabel("Role of librarian").selectOption("user");
  await page.getByRole("button", { name: "Save role" }).click();
  await expect(page.getByText("this is the last one")).toBeVisible();
  await expect(page.getByLabel("Role of librarian")).toHaveValue("admin");
});
