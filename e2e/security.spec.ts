import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { createCollection, expectAccessible, signInAsLibrarian, signUp, whenReady } from "./reader";

async function expectFitting(page: Page) {
  for (const width of [360, 768, 1_280]) {
    await page.setViewportSize({ width, height: 900 });
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 390, height: 844 });
}

const EVERYWHERE = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "strict-origin-when-cross-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

test("every answer says what browsers may make of it", async ({ request }) => {
  const samples = await request.get("/samples/moby-dick.jpg");
  const paths = ["/", "/search?q=moby", "/nowhere", "/api/v1/search?q=moby", "/api/nowhere", "/samples/moby-dick.jpg"];
  expect(samples.status()).toBe(200);
  for (const path of paths) {
    const headers = (await request.get(path)).headers();
    expect(headers, path).toMatchObject(EVERYWHERE);
    // `camera=()` would silently kill the scanner.
    expect(headers["permissions-policy"], path).toContain("camera=(self), microphone=(), geolocation=()");
    expect(headers["content-security-policy"], path).toMatch(/frame-ancestors 'none'/);
    // Without https nobody can be held to it.
    for (const name of ["x-powered-by", "strict-transport-security", "access-control-allow-origin"])
      expect(headers[name], path).toBeUndefined();
  }
});

test("a page runs scripts and styles of its own answer alone", async ({ request }) => {
  const policies = await Promise.all(
    ["/", "/library", "/book/x.jpg", "/nowhere"].map(
      async (path) => (await request.get(path, { maxRedirects: 0 })).headers()["content-security-policy"] ?? "",
    ),
  );
  for (const policy of policies) {
    const directives = new Map(policy.split("; ").map((one) => [one.split(" ")[0], one]));
    for (const name of ["script-src", "style-src"]) {
      expect(directives.get(name)).toMatch(/'nonce-[\w+/=]{20,}'/);
      expect(directives.get(name)).not.toContain("unsafe-inline");
    }
    expect(directives.get("script-src")).not.toContain("'unsafe-eval'");
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("object-src 'none'; manifest-src 'self'; base-uri 'none'; form-action 'self'");
  }
  const nonces = policies.map((policy) => /nonce-([^']+)/.exec(policy)?.[1]);
  expect(new Set(nonces).size).toBe(policies.length);
});

test("what is no page loads and runs nothing", async ({ request }) => {
  for (const path of ["/api/v1/search?q=moby", "/api/search?q=moby", "/cover/local-1.jpg", "/api/v1/health/ready"])
    expect((await request.get(path)).headers()["content-security-policy"], path).toMatch(
      /^default-src 'none'.*sandbox$/,
    );
});

test("another site's page may not act in a reader's name, nor frame or read anything", async ({ page, request }) => {
  await signUp(page, "/library");
  await whenReady(page);
  const sent = page.waitForRequest((asked) => asked.headers()["next-action"] !== undefined);
  await createCollection(page, "Mine");
  const action = await sent;
  const again = (origin: string) =>
    page.request.post(action.url(), {
      headers: { ...action.headers(), origin },
      data: (action.postData() ?? "").replace("Mine", `By ${new URL(origin).host}`),
      failOnStatusCode: false,
    });
  // The same from here does what it says, from elsewhere nothing.
  expect((await again(new URL(page.url()).origin)).status()).toBe(200);
  expect((await again("https://evil.example")).status()).toBeGreaterThanOrEqual(400);
  await page.goto("/library");
  await expect(page.getByText(`By ${new URL(page.url()).host}`)).toBeVisible();
  await expect(page.getByText("By evil.example")).toHaveCount(0);
  const forged = await page.request.post("/barcode", {
    headers: { origin: "https://evil.example" },
    data: { isbn: "9780306406157" },
  });
  expect([forged.status(), (await forged.json()).code]).toEqual([403, "foreign_origin"]);
  // Nobody is on the list, so nobody is told that they may.
  const asked = await request.fetch("/api/v1/match", {
    method: "OPTIONS",
    headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
  });
  expect(Object.keys(asked.headers()).filter((name) => name.startsWith("access-control"))).toEqual([]);
});

test("the cookie of a session is out of reach for scripts and for other sites", async ({ page }) => {
  await signUp(page, "/library");
  const cookies = await page.context().cookies();
  const session = cookies.find(({ name }) => name.endsWith("session-token"));
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
  expect(await page.evaluate(() => document.cookie)).not.toContain("session-token");
});

test("an admin reads the log of acts, chooses among its lines, verifies it and takes it along", async ({ page }) => {
  // Six looks for barriers.
  test.slow();
  await signInAsLibrarian(page, "/admin/jobs");
  await page.getByRole("button", { name: "Pause Upkeep" }).click();
  await page.getByRole("button", { name: "Resume Upkeep" }).click();
  await expect(page.getByRole("button", { name: "Pause Upkeep" })).toBeVisible();
  const resumed = page.getByRole("listitem").filter({ hasText: "Queue resumed" }).first();
  // The button says it at once; on a busy machine the line is written a moment later.
  await expect(async () => {
    await page.goto("/admin/audit");
    await expect(resumed).toContainText("librarian", { timeout: 2_000 });
  }).toPass();
  await whenReady(page);
  await expect(resumed).toContainText("queue:upkeep");
  await page.getByRole("button", { name: "Verify now" }).click();
  await expect(page.getByText(/All \d+ lines are as they were written/)).toBeVisible();
  await expectFitting(page);

  await page.getByLabel("Act").selectOption("ops.queue_paused");
  await page.getByLabel("Done by").fill("librarian");
  await page.getByRole("button", { name: "Show" }).click();
  await page.waitForURL(/act=ops\.queue_paused/);
  await expect(page.getByRole("listitem").filter({ hasText: "Queue resumed" })).toHaveCount(0);
  await expect(page.getByRole("listitem").filter({ hasText: "Queue paused" }).first()).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "As CSV" }).click(),
  ]);
  const text = readFileSync(await download.path(), "utf8");
  expect(text).toMatch(/^\uFEFFsequence,at,act,actor/);
  expect(text).toMatch(/ops\.queue_paused,librarian/);
  expect(text).not.toContain("ops.queue_resumed");
});

test("an admin sees an incident through to its end, and the reader who is touched is told", async ({
  page,
  browser,
}) => {
  test.slow();
  const readers = await browser.newContext();
  const reader = await readers.newPage();
  const username = await signUp(reader, "/library");

  await signInAsLibrarian(page, "/admin/incidents");
  await page.getByRole("button", { name: "Report an incident" }).click();
  await page.getByLabel("What has happened?").fill("A laptop was stolen");
  await page.getByLabel("How bad is it?").selectOption("high");
  await page.getByRole("button", { name: "Open the incident" }).click();
  await page.waitForURL(/\/admin\/incidents\/\d+$/);
  await whenReady(page);
  await expect(page.getByRole("heading", { level: 1, name: "A laptop was stolen" })).toBeVisible();

  await page.getByLabel("A note").fill("Asked whose it was. <script>alert(1)</script>");
  await page.getByRole("button", { name: "Add the note" }).click();
  await expect(
    page.getByRole("listitem").filter({ hasText: "Asked whose it was. <script>alert(1)</script>" }),
  ).toBeVisible();
  // What is being typed outlasts that it goes on.
  await page.getByLabel("What happened, why, and what changes").fill("Not kept yet");
  await page.getByRole("button", { name: "Look into it" }).click();
  await expect(page.getByText("Looked into").first()).toBeVisible();
  await expect(page.getByLabel("What happened, why, and what changes")).toHaveValue("Not kept yet");

  await page.getByLabel("Another account").fill(username);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("Not told")).toBeVisible();
  await page.getByLabel("What they should know").fill("Your laptop was stolen. Please choose a new password.");
  await expectFitting(page);
  await page.getByRole("button", { name: "Tell the reader" }).click();
  await expect(page.getByText("Told", { exact: true })).toBeVisible();
  await reader.goto("/library");
  await expect(reader.getByText("Please choose a new password.")).toBeVisible();
  await whenReady(reader);
  await reader.getByRole("button", { name: "I have read this" }).click();
  await expect(reader.getByText("Please choose a new password.")).toHaveCount(0);

  await page.getByRole("button", { name: `End all sessions of ${username}` }).click();
  await expect(page.getByText("Ended a session of an account.")).toBeVisible();
  await reader.goto("/library");
  await reader.waitForURL(/\/sign-in/);

  await page.getByLabel("What happened, why, and what changes").fill(" ");
  await page.getByRole("button", { name: "Close the incident" }).click();
  await expect(page.getByText("Please write first what it was")).toBeVisible();
  await page.getByLabel("What happened, why, and what changes").fill("Stolen on a train.");
  await page.getByRole("button", { name: "Keep the review" }).click();
  await expect(page.getByText("Kept", { exact: true })).toBeVisible();
  // Closing keeps what was typed since.
  await page.getByLabel("What happened, why, and what changes").fill("Stolen on a train. Sessions ended.");
  await page.getByRole("button", { name: "Close the incident" }).click();
  await expect(page.getByRole("button", { name: "Take it up again" })).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "As Markdown" }).click(),
  ]);
  const text = readFileSync(await download.path(), "utf8");
  expect(text).toMatch(/^# Incident \d+: A laptop was stolen\n/);
  expect(text).toContain("Stolen on a train. Sessions ended.");
  await page.goto("/admin/incidents");
  await whenReady(page);
  await expectFitting(page);
  await readers.close();
});

test("nobody else finds the log or the incidents", async ({ page, consoleErrors }) => {
  await signUp(page, "/account");
  for (const path of ["/admin/audit", "/admin/incidents", "/admin/incidents/1"])
    expect((await page.goto(path))?.status(), path).toBe(404);
  consoleErrors.length = 0;
  for (const path of ["/api/v1/admin/audit/export", "/api/v1/admin/incidents/1/export"])
    expect((await page.request.get(path)).status(), path).toBe(403);
});
