import { expect, test } from "./fixtures";
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
