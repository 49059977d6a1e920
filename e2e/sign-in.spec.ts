import type { Page } from "@playwright/test";
import { createConnection } from "mysql2/promise";
import { generateSync } from "otplib";
import { expect, test } from "./fixtures";
import { expectAccessible, newUsername, PASSWORD, signUp, whenReady } from "./reader";

const STEP_MS = 30_000;
/** A code of a secret, of the half minute that is so many after this one. */
const codeOf = (secret: string, steps = 0) =>
  generateSync({ secret, epoch: Math.floor((Date.now() + steps * STEP_MS) / 1000) });

const section = (page: Page, name: RegExp | string) => page.getByRole("region", { name });

async function signInWith(page: Page, username: string) {
  await page.context().clearCookies();
  await page.goto("/sign-in?next=%2Faccount%2Fsecurity");
  await whenReady(page);
  await page.getByLabel("Username or e-mail").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const atSecurity = (page: Page) => page.waitForURL("/account/security");

// The browser itself notes each 401 that is an answer.
const expectOnlyRefusals = (errors: string[]) =>
  expect(errors.splice(0).filter((error) => !error.includes("401"))).toEqual([]);

test("a reader sets a second factor up, signs in with it and with a recovery code, and switches it off", async ({
  page,
  consoleErrors,
}) => {
  test.slow();
  const username = await signUp(page, "/account/security");
  await whenReady(page);
  const factor = section(page, "Second factor");
  await factor.getByRole("button", { name: "Set up an authenticator app" }).click();
  await expect(factor.getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
  const secret = ((await factor.locator("code").textContent()) ?? "").replaceAll(" ", "");
  await expectAccessible(page);
  await factor.getByLabel("Code", { exact: true }).fill("000000");
  await factor.getByRole("button", { name: "Switch it on" }).click();
  await expect(factor.getByLabel("Code", { exact: true })).toHaveAccessibleDescription(/not the code/);
  // The one before: the present one is kept for signing in.
  await factor.getByLabel("Code", { exact: true }).fill(codeOf(secret, -1));
  await factor.getByRole("button", { name: "Switch it on" }).click();
  const listed = factor.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(listed).toHaveCount(10);
  const codes = await listed.allTextContents();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    factor.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("ridizi-recovery-codes.txt");
  await expectAccessible(page);
  await factor.getByRole("button", { name: "I have kept them" }).click();
  await expect(factor.getByText("10 recovery codes left")).toBeVisible();

  await signInWith(page, username);
  const code = page.getByLabel("Code", { exact: true });
  await expect(code).toBeFocused();
  await expectAccessible(page);
  await page.goto("/library");
  await page.waitForURL(/\/sign-in/);
  await signInWith(page, username);
  await code.fill("000000");
  await page.keyboard.press("Enter");
  await expect(code).toHaveAccessibleDescription(/not right/);
  await code.fill(codeOf(secret));
  await page.keyboard.press("Enter");
  await atSecurity(page);

  await signInWith(page, username);
  await page.getByRole("button", { name: "Use a recovery code instead" }).click();
  await page.getByLabel("Recovery code").fill(codes[0]?.toLowerCase() ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await atSecurity(page);
  await expect(factor.getByText("9 recovery codes left")).toBeVisible();

  await whenReady(page);
  await factor.getByRole("button", { name: "Switch off" }).click();
  await factor.getByLabel("Your password").fill(PASSWORD);
  await factor.getByRole("button", { name: "Use a recovery code instead" }).click();
  await factor.getByLabel("Recovery code").fill(codes[1] ?? "");
  await factor.getByRole("button", { name: "Switch off" }).click();
  await expect(factor.getByRole("button", { name: "Set up an authenticator app" })).toBeVisible();
  await signInWith(page, username);
  await atSecurity(page);
  expectOnlyRefusals(consoleErrors);
});

/** An authenticator in the browser itself, as a phone or laptop with a fingerprint reader has one. */
async function plugIn(page: Page) {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      ...{ protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  const setVerified = (isUserVerified: boolean) =>
    client.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
  const setPresent = (enabled: boolean) =>
    client.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
  return { setVerified, setPresent };
}

test("a reader adds a passkey, names it, signs in with it alone, and removes it", async ({ page }) => {
  test.slow();
  const authenticator = await plugIn(page);
  const username = await signUp(page, "/account/security");
  await whenReady(page);
  const passkeys = section(page, "Passkeys");
  await passkeys.getByRole("button", { name: "Add a passkey" }).click();
  await expect(passkeys.getByRole("listitem")).toHaveCount(1);
  await passkeys.getByRole("button", { name: "Rename" }).click();
  await passkeys.getByLabel("Name").fill("My laptop");
  await passkeys.getByRole("button", { name: "Save name" }).click();
  await expect(passkeys.getByText("My laptop")).toBeVisible();
  await expect(passkeys.getByRole("button", { name: "Rename" })).toBeFocused();
  await expectAccessible(page);

  // While nobody touches it the offer in the name's field stays open, and the page waits.
  await authenticator.setPresent(false);
  await page.context().clearCookies();
  await page.goto("/sign-in?next=%2Faccount");
  await whenReady(page);
  await expectAccessible(page);
  await authenticator.setPresent(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.waitForURL("/account");
  await expect(page.getByRole("heading", { level: 1, name: username })).toBeVisible();

  await page.goto("/account/security");
  await whenReady(page);
  await expect(passkeys.getByText(/last used/)).toBeVisible();
  await passkeys.getByRole("button", { name: "Remove" }).click();
  await expect(passkeys.getByText("My laptop")).toBeHidden();
});

/** As if the reader had signed in an hour ago and left the browser open. */
async function ageSessions(username: string) {
  const { DB_HOST, DB_PORT, DB_USER, DB_PASS, DB_NAME } = JSON.parse(process.env.E2E_SITE_ENV ?? "{}");
  const connection = await createConnection({
    ...{ host: DB_HOST, port: Number(DB_PORT), user: DB_USER, password: DB_PASS, database: DB_NAME },
  });
  await connection.execute(
    `update sessions set started_at = started_at - interval 1 hour
    where user_id = (select id from users where username = ?)`,
    [username],
  );
  await connection.end();
}

test("a browser that was left open gives nobody a way in without the password", async ({ page }) => {
  await plugIn(page);
  const username = await signUp(page, "/account/security");
  await ageSessions(username);
  await whenReady(page);
  const passkeys = section(page, "Passkeys");
  await passkeys.getByRole("button", { name: "Add a passkey" }).click();
  const password = passkeys.getByLabel("Your password");
  await expect(password).toBeFocused();
  await expectAccessible(page);
  await password.fill("not the one");
  await page.keyboard.press("Enter");
  await expect(password).toHaveAccessibleDescription(/not your present password/);
  await expect(passkeys.getByRole("listitem")).toHaveCount(0);
  await password.fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(passkeys.getByRole("listitem")).toHaveCount(1);
  await expect(passkeys.getByRole("button", { name: "Add a passkey" })).toBeVisible();
});

test("a reader is signed in by what the browser offers in the name's field", async ({ page }) => {
  await plugIn(page);
  const username = await signUp(page, "/account/security");
  await whenReady(page);
  await section(page, "Passkeys").getByRole("button", { name: "Add a passkey" }).click();
  await expect(section(page, "Passkeys").getByRole("listitem")).toHaveCount(1);
  await page.context().clearCookies();
  // The virtual authenticator chooses at once, as a reader would by tapping the offer.
  await page.goto("/sign-in?next=%2Faccount");
  await page.waitForURL("/account");
  await expect(page.getByRole("heading", { level: 1, name: username })).toBeVisible();
});

/** The page of the service: whoever types a name is that person. */
async function beAtService(page: Page, name: string) {
  await page.getByRole("heading", { name: "Who is it?" }).waitFor();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Go on" }).click();
}

async function startAtService(page: Page) {
  await page.goto("/sign-in?next=%2Faccount");
  await whenReady(page);
  await page.getByRole("button", { name: "Continue with Example ID" }).click();
}

test("somebody whom the service knows gets an account, and comes back to it", async ({ page }) => {
  const name = newUsername();
  await startAtService(page);
  await beAtService(page, name);
  await page.waitForURL("/account");
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await page.goto("/account/security");
  const identities = section(page, "Sign in with Example ID");
  await expect(identities.getByText(name)).toBeVisible();
  await expectAccessible(page);
  await whenReady(page);
  // Nothing else is left to sign in with.
  await identities.getByRole("button", { name: "Unlink" }).click();
  await expect(page.getByText(/Nothing else is left/)).toBeVisible();
});

test("a reader links an identity, signs in with it, and hears when it is another's", async ({ page, context }) => {
  const username = await signUp(page, "/account/security");
  await whenReady(page);
  const name = newUsername();
  const identities = section(page, "Sign in with Example ID");
  await identities.getByRole("button", { name: "Link Example ID" }).click();
  await beAtService(page, name);
  await atSecurity(page);
  await expect(identities.getByText(name)).toBeVisible();

  await context.clearCookies();
  await startAtService(page);
  await beAtService(page, name);
  await page.waitForURL("/account");
  await expect(page.getByRole("heading", { level: 1, name: username })).toBeVisible();

  await context.clearCookies();
  await signUp(page, "/account/security");
  await whenReady(page);
  await identities.getByRole("button", { name: "Link Example ID" }).click();
  await beAtService(page, name);
  await page.waitForURL(/error=identity_taken/);
  await expect(page.getByText("is linked to another account here already")).toBeVisible();
});

test("says so when somebody cancels at the service", async ({ page }) => {
  await startAtService(page);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.waitForURL(/\/sign-in\?/);
  await expect(page.getByText("Signing in with Example ID did not work, or was cancelled.")).toBeVisible();
});
