import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { keepCertificate, secured } from "./https.mjs";
import { readSettings } from "./settings.mjs";

const dir = mkdtempSync(path.join(os.tmpdir(), "ridizi-https-"));
afterAll(() => rmSync(dir, { recursive: true }));

describe("a site at https addresses", () => {
  it("has an address of the network, unless it was given one, and knows where its certificate lies", () => {
    const settings = secured(readSettings({ PORT: "3456", DATA_DIR: dir }, dir));
    expect(settings.appUrl).toMatch(/^https:\/\/[\w.:[\]-]+:3456$/);
    expect(settings.env.TLS_DIR).toBe(path.join(dir, "tls"));
    expect(secured(readSettings({ APP_URL: "https://pi.local:3000" }, dir)).appUrl).toBe("https://pi.local:3000");
  });

  it("has no address that its certificate cannot be for", () => {
    const settings = readSettings({ PORT: "3456", DATA_DIR: dir }, dir);
    expect(secured(settings, ["203.0.113.7", "192.168.1.5"]).appUrl).toBe("https://192.168.1.5:3456");
    expect(secured(settings, ["203.0.113.7"]).appUrl).toBe("https://localhost:3456");
  });

  it("is not started at an address without TLS", () => {
    expect(() => secured(readSettings({ APP_URL: "http://pi.local:3000" }, dir))).toThrow("APP_URL");
  });

  it("says where phones learn to trust it, in words and as a picture, and the same the second time", async () => {
    const settings = secured(readSettings({ PORT: "3456", DATA_DIR: dir }, dir));
    const stopping = new AbortController();
    const first = await keepCertificate(settings, stopping.signal);
    expect(first.trustUrl).toMatch(/^http:\/\/.+:3456\/trust$/);
    expect(first.fingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(first.qrCode.split("\n").length).toBeGreaterThan(10);
    const second = await keepCertificate(settings, stopping.signal);
    expect([second.fingerprint, second.validTo]).toEqual([first.fingerprint, first.validTo]);
    expect([first.summary.split(",")[0], second.summary.split(",")[0]]).toEqual(["made", "present"]);
    stopping.abort();
  });
});
