import { expect, test } from "./fixtures";
import { expectAccessible, signUp, whenReady } from "./reader";

test("a reader makes a key, sees it once, lets a program in with it, and ends it", async ({
  page,
  playwright,
  baseURL,
}) => {
  await signUp(page, "/account/security");
  await whenReady(page);
  const section = page.getByRole("region", { name: "API keys" });
  await section.getByRole("button", { name: "New key" }).click();

  const dialog = page.getByRole("dialog", { name: "New API key" });
  await dialog.getByRole("button", { name: "Make the key" }).click();
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveAccessibleDescription(/give the key a name/);
  await dialog.getByLabel("Name", { exact: true }).fill("Shelf script");
  await dialog.getByRole("button", { name: "Make the key" }).click();
  await expect(dialog.getByText("Please choose what the key may do.")).toBeVisible();
  await expect(dialog.getByText("admin:jobs")).toHaveCount(0);
  await dialog.getByRole("checkbox", { name: /catalog:read/ }).check();
  await dialog.getByLabel("Ends").selectOption("In 30 days");
  await dialog.getByRole("button", { name: "Make the key" }).click();

  const shown = page.getByRole("dialog", { name: "Your new key" });
  const key = ((await shown.getByText(/^rdz_/).textContent()) ?? "").trim();
  expect(key).toMatch(/^rdz_[0-9a-f]{16}_[\w-]{43}$/);
  await expectAccessible(page);
  await shown.getByRole("button", { name: "I have kept it" }).click();
  await expect(section.getByText("Shelf script")).toBeVisible();
  await expect(section.getByText("catalog:read")).toBeVisible();
  await page.reload();
  expect(await page.content()).not.toContain(key.slice(-43));

  const program = await playwright.request.newContext({ baseURL, extraHTTPHeaders: { "X-API-Key": key } });
  expect((await program.get("/api/search?q=sea")).status()).toBe(200);
  expect((await program.post("/barcode", { data: { isbn: "9780306406157" } })).status()).toBe(403);
  await page.reload();
  await expect(section.getByText(/last used just now/)).toBeVisible();

  await whenReady(page);
  await section.getByRole("button", { name: "Revoke Shelf script" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  // While the question stands nothing behind it is there.
  await expect(section).toBeVisible();
  await expect(section.getByText("Shelf script")).toHaveCount(0);
  expect((await program.get("/api/search?q=sea")).status()).toBe(401);
  await program.dispose();
});

for (const width of [360, 768, 1280]) {
  test(`the form of a key fits ${width} pixels, and every box can be hit with a finger`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await signUp(page, "/account/security");
    await whenReady(page);
    await page.getByRole("button", { name: "New key" }).click();
    const dialog = page.getByRole("dialog", { name: "New API key" });
    for (const control of [...(await dialog.locator("label:has(input)").all()), dialog.getByLabel("Ends")]) {
      const box = await control.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(44);
    }
    await expectAccessible(page);
  });
}

test("programs sign up, in and out at the literal addresses", async ({ playwright, baseURL }) => {
  const program = await playwright.request.newContext({ baseURL });
  const username = `program-${Date.now().toString(36)}`;
  const data = { username, password: "four words in a row" };
  const registered = await program.post("/auth/register", { data });
  expect(registered.status()).toBe(201);
  const answer = await (await program.post("/auth/login", { data })).json();
  expect(answer.user).toMatchObject({ username, role: "user" });
  const headers = { Authorization: `Bearer ${answer.token}` };
  const mine = await program.get("/api/v1/pending", { headers });
  expect([mine.status(), await mine.json()]).toEqual([200, { pending: [] }]);
  expect(mine.headers()["ratelimit-policy"]).toContain('"api"');
  expect((await program.post("/auth/logout", { headers })).status()).toBe(204);
  const refused = await program.get("/api/v1/pending", { headers });
  expect([refused.status(), refused.headers()["www-authenticate"]]).toEqual([
    401,
    'Bearer realm="ridizi", error="invalid_token"',
  ]);
  await program.dispose();
});
