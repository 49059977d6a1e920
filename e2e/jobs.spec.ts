import type { Page } from "@playwright/test";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { expect, test } from "./fixtures";
import { expectAccessible, signInAsLibrarian, signUp, whenReady } from "./reader";

/** Gives the worker jobs that it cannot do, instead of any that an earlier try left. */
async function addImpossibleJobs(count: number) {
  const connection = new Redis(process.env.E2E_REDIS_URL ?? "", { maxRetriesPerRequest: null });
  const queue = new Queue("default", { connection, prefix: "ridizi" });
  await queue.clean(0, 0, "failed");
  for (let at = 1; at <= count; at++) await queue.add("test.impossible", { bookId: at });
  await queue.close();
  connection.disconnect();
}

/** On a phone a message may lie over the next button, and it stays as long as a pointer rests on it. */
async function expectNoMessage(page: Page) {
  await page.mouse.move(0, 0);
  await expect(page.getByRole("button", { name: "Dismiss" })).toHaveCount(0);
}

test("an admin sees the workers, pauses and resumes a queue by keyboard, and decides about failed jobs", async ({
  page,
}) => {
  await signInAsLibrarian(page, "/admin/jobs");
  await expect(page.getByRole("listitem").filter({ hasText: "process" }).getByText("At work")).toBeVisible();

  const upkeep = page.getByRole("listitem").filter({ hasText: "Daily figures" });
  await page.getByRole("button", { name: "Pause Upkeep" }).focus();
  await page.keyboard.press("Enter");
  await expect(upkeep.getByText("Paused")).toBeVisible();
  await page.reload();
  await whenReady(page);
  const resume = page.getByRole("button", { name: "Resume Upkeep" });
  await resume.press("Space");
  await expect(page.getByRole("button", { name: "Pause Upkeep" })).toBeFocused();
  await expect(upkeep.getByText("Paused")).toHaveCount(0);

  await addImpossibleJobs(2);
  // The page looks again by itself.
  const failed = page.getByRole("article").filter({ hasText: "Impossible" });
  await expect(failed).toHaveCount(2, { timeout: 15_000 });
  await expect(failed.first()).toContainText("no handler for test.impossible");
  await expect(failed.first().getByRole("link")).toHaveAttribute("href", /^\/book\//);
  await failed.first().getByRole("button", { name: "Discard" }).click();
  await expect(page.getByText("Discarded: what it was to do stays undone")).toBeVisible();
  await expect(failed).toHaveCount(1);
  await expectNoMessage(page);
  await failed.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByText("Impossible is tried again")).toBeVisible();
  // It fails again, as it must, and comes back.
  await expect(failed).toHaveCount(1, { timeout: 15_000 });
  for (const width of [360, 768, 1_280]) {
    await page.setViewportSize({ width, height: 900 });
    await expectAccessible(page);
  }
  await expectNoMessage(page);
  await failed.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByRole("heading", { name: "Nothing has failed" })).toBeVisible();
});

test("nobody else sees or stops the work, by page or by script", async ({ page, request, consoleErrors }) => {
  expect((await request.get("/admin/api/workers/status")).status()).toBe(401);
  await signUp(page, "/account");
  await expect(page.getByRole("link", { name: "Jobs" })).toHaveCount(0);
  expect((await page.goto("/admin/jobs"))?.status()).toBe(404);
  consoleErrors.length = 0;
  expect((await page.request.get("/admin/api/workers/status")).status()).toBe(403);
  expect((await page.request.post("/admin/api/workers/vision/stop")).status()).toBe(403);
});

test("an admin's script stops and starts a queue by its name", async ({ page }) => {
  await signInAsLibrarian(page, "/admin/jobs");
  const call = (path: string) => page.request.post(`/admin/api/workers/${path}`);
  expect(await (await call("upkeep/stop")).json()).toEqual({ queue: "upkeep", is_paused: true });
  const status = await (await page.request.get("/admin/api/workers/status")).json();
  expect(status.queues.find(({ name }: { name: string }) => name === "upkeep")).toMatchObject({ is_paused: true });
  expect(status.workers).toHaveLength(1);
  expect(await (await call("upkeep/start")).json()).toEqual({ queue: "upkeep", is_paused: false });
  expect((await call("nothing/stop")).status()).toBe(404);
});
