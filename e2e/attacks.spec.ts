import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { createCollection, newUsername, PASSWORD, signInAsLibrarian, signUp, whenReady } from "./reader";

// What an attacker tries against a reader's browser, and what comes of it.

const MARKUP = `"><img src=x onerror="window.hacked=1"><svg onload="window.hacked=1"></script><script>window.hacked=1</script>`;

async function expectUnharmed(page: Page) {
  expect(await page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined();
  expect(await page.locator("img[src='x'], svg[onload]").count()).toBe(0);
}

test("markup in the name of a collection is text wherever it is shown", async ({ page }) => {
  await signUp(page, "/library");
  await whenReady(page);
  await createCollection(page, MARKUP.slice(0, 100));
  await expect(page.getByText(MARKUP.slice(0, 40)).first()).toBeVisible();
  await expectUnharmed(page);
  await page.reload();
  await whenReady(page);
  await expect(page.getByText(MARKUP.slice(0, 40)).first()).toBeVisible();
  await expectUnharmed(page);
});

test("markup in an address is text on the page that it opens", async ({ page, consoleErrors }) => {
  const text = encodeURIComponent(MARKUP);
  for (const path of [
    `/search?q=${text}`,
    `/sign-in?next=${text}`,
    `/book/${text}`,
    `/${text}`,
    `/search?q=x&from=${text}`,
    `/sign-in?error=${text}`,
    `/pending/${text}`,
  ]) {
    await page.goto(path);
    await expectUnharmed(page);
    // An address of which there is nothing is 404, which the browser notes.
    expect(
      consoleErrors.splice(0).every((error) => /404|400/.test(error)),
      path,
    ).toBe(true);
  }
});

test("markup in a title that somebody asks for is text to whoever moderates it", async ({ page }) => {
  await signUp(page, "/library");
  const asked = await page.request.post("/api/v1/pending", {
    data: { title: `Zyx ${MARKUP}`.slice(0, 150), author: MARKUP.slice(0, 100) },
    failOnStatusCode: false,
  });
  expect([202, 400]).toContain(asked.status());
  await page.context().clearCookies();
  await signInAsLibrarian(page, "/admin/pending");
  await expectUnharmed(page);
});

test("a session's cookie that was given to a reader before signing in is worth nothing after", async ({
  page,
  baseURL,
  playwright,
}) => {
  const username = await signUp(page, "/account");
  await page.context().clearCookies();
  const planted = "planted-by-somebody-else";
  await page.context().addCookies([{ name: "next-auth.session-token", value: planted, url: baseURL ?? "" }]);
  await page.goto("/sign-in?next=/account");
  await whenReady(page);
  await page.getByLabel("Username or e-mail").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("/account");
  const [mine] = (await page.context().cookies()).filter(({ name }) => name === "next-auth.session-token");
  expect(mine?.value).not.toBe(planted);
  const attacker = await playwright.request.newContext({ baseURL });
  const read = await attacker.get("/account", {
    headers: { cookie: `next-auth.session-token=${planted}` },
    maxRedirects: 0,
  });
  expect([read.status(), read.headers().location ?? ""]).toEqual([307, expect.stringContaining("/sign-in")]);

  // And the one of before is worth nothing after signing out.
  await page.goto("/account");
  await whenReady(page);
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL("/");
  const late = await attacker.get("/account", {
    headers: { cookie: `next-auth.session-token=${mine?.value}` },
    maxRedirects: 0,
  });
  expect(late.status()).toBe(307);
  await attacker.dispose();
});

for (const target of ["https://evil.example/x", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
  test(`the service of sessions sends nobody on to ${target}`, async ({ page }) => {
    await signUp(page, "/account");
    for (const path of ["/api/auth/signin", "/api/auth/signout", "/api/auth/error"]) {
      const answer = await page.request.get(`${path}?callbackUrl=${encodeURIComponent(target)}`, { maxRedirects: 0 });
      const location = answer.headers().location ?? "/";
      expect(new URL(location, answer.url()).host, path).toBe(new URL(answer.url()).host);
    }
    const remembered = (await page.context().cookies()).find(({ name }) => name.endsWith("callback-url"));
    // "http://here//evil.example" is an address of ours.
    const home = new URL(page.url());
    expect(new URL(decodeURIComponent(remembered?.value ?? "/"), home).origin).toBe(home.origin);
  });
}

test("a sign-up that asks to be an admin makes a reader, and two things with one name are one", async ({ request }) => {
  const username = newUsername();
  const body = `{"username":"${username}","password":"${PASSWORD}","role":"admin","__proto__":{"role":"admin"}}`;
  const answer = await request.post("/api/v1/auth/register", {
    headers: { "content-type": "application/json" },
    data: Buffer.from(body),
    failOnStatusCode: false,
  });
  if (answer.status() === 201) expect((await answer.json()).user.role).toBe("user");
  else expect(answer.status()).toBe(400);
});
