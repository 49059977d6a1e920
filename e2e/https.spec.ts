import { type ChildProcess, spawn } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:https";
import os from "node:os";
import path from "node:path";
import { chromium } from "@playwright/test";
import { buildDirectory } from "../scripts/build.mjs";
import { provideCertificate } from "../scripts/certificates.mjs";
import { findFreePort, until } from "../scripts/network.mjs";
import { expect, test } from "./fixtures";
import { newUsername, PASSWORD, whenReady } from "./reader";

// A second web process on the same data, as `npm run up -- --https` starts one.

const START_MS = 60_000;
const dataDir = mkdtempSync(path.join(os.tmpdir(), "ridizi-https-"));
let web: ChildProcess;
let port: number;

test.beforeAll(async () => {
  test.setTimeout(2 * START_MS);
  const { dir } = await provideCertificate(dataDir, ["192.168.1.5"]);
  port = await findFreePort(29_800);
  const env = {
    ...JSON.parse(process.env.E2E_SITE_ENV ?? "{}"),
    ...{ PORT: String(port), HOST: "127.0.0.1", HOSTNAME: "127.0.0.1" },
    ...{ APP_URL: `https://localhost:${port}`, TLS_DIR: dir },
  };
  web = spawn(process.execPath, [path.join(buildDirectory(), "server.js")], { env, stdio: "ignore" });
  await until(async () => {
    const { status } = await fetch(`http://127.0.0.1:${port}/api/v1/health/live`);
    if (status !== 200) throw new Error(`it answers ${status}`);
  }, START_MS);
});

test.afterAll(async () => {
  web.kill("SIGTERM");
  rmSync(dataDir, { recursive: true });
});

const certificate = (name: string) => readFileSync(path.join(dataDir, "tls", name));

test("who comes by http is sent to https, and finds there how to trust the site", async ({ page, request }) => {
  const plain = `http://localhost:${port}`;
  const sent = await request.get(`${plain}/library?x=1`, { maxRedirects: 0 });
  expect([sent.status(), sent.headers().location]).toEqual([308, `https://localhost:${port}/library?x=1`]);
  await page.goto(`${plain}/trust`);
  await expect(page.getByRole("heading", { level: 1, name: "Trust this site" })).toBeVisible();
  const authority = new X509Certificate(certificate("ca.crt"));
  await expect(page.getByText(authority.fingerprint256)).toBeVisible();
  const given = await request.get(`${plain}/ca.crt`);
  expect(given.headers()["content-type"]).toBe("application/x-x509-ca-cert");
  expect(new X509Certificate(await given.body()).fingerprint256).toBe(authority.fingerprint256);
  for (const width of [360, 768, 1_280]) {
    await page.setViewportSize({ width, height: 900 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  }
});

test("the certificate is believed by whoever trusts the authority", async () => {
  const status = await new Promise((resolve, reject) => {
    get({ port, host: "127.0.0.1", path: "/api/v1/health/live", ca: certificate("ca.crt") }, (response) => {
      resolve(response.statusCode);
      response.resume();
    }).on("error", reject);
  });
  expect(status).toBe(200);
});

test("a browser that trusts it takes the site for a safe place: camera, and cookies that go nowhere else", async () => {
  const { publicKey } = new X509Certificate(certificate("site.crt"));
  const key = createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("base64");
  const { launchOptions } = test.info().project.use;
  const browser = await chromium.launch({
    ...launchOptions,
    args: [...(launchOptions?.args ?? []), `--ignore-certificate-errors-spki-list=${key}`],
  });
  const page = await browser.newPage({ baseURL: `https://localhost:${port}` });
  await page.goto("/");
  expect(await page.evaluate(() => [window.isSecureContext, typeof navigator.mediaDevices?.getUserMedia])).toEqual([
    true,
    "function",
  ]);
  await page.goto("/sign-up?next=/account");
  await whenReady(page);
  await page.getByLabel("Username").fill(newUsername());
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("/account");
  const session = (await page.context().cookies()).find(({ name }) => name.endsWith("session-token"));
  expect(session).toMatchObject({ name: "__Host-next-auth.session-token", secure: true, httpOnly: true, path: "/" });
  await browser.close();
});
