import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/chromium.mjs";

// As root there is no sandbox, in a container no GPU; and nothing but the site under test is to be called.
const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
];

const PHONE = { width: 390, height: 844 };

export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  globalSetup: "./e2e/start-site.ts",
  outputDir: "test-results",
  forbidOnly: Boolean(process.env.CI),
  // One browser beside one web and one worker process is what two cores carry.
  workers: 1,
  // By hand a retry would hide what is flaky. Where other work may run beside, the second try is told apart as such.
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    // Set by start-site.ts, which runs before the tests read this file again.
    baseURL: process.env.E2E_URL,
    viewport: PHONE,
    timezoneId: "Asia/Kathmandu",
    locale: "en-GB",
    trace: "retain-on-failure",
    launchOptions: { executablePath: findChromium(), args: CHROMIUM_FLAGS },
  },
});
