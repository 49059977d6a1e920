import { describe, expect, it } from "vitest";
import { hstsFor, isOpenInPlain, secureAddress } from "./transport";

describe("hstsFor", () => {
  it.each([
    ["https://books.example.org", true],
    ["https://books.example.org:8443/x", true],
    ["http://books.example.org", false],
    ["https://localhost:3000", false],
    ["https://192.168.1.5:3000", false],
    ["https://[fd00::5]:3000", false],
    ["https://pi.local", false],
    ["https://books", false],
    ["https://books.home.arpa", false],
  ])("of %s holds browsers to https: %s", (url, holds) => {
    expect(hstsFor(url)?.startsWith("max-age=31536000")).toBe(holds ? true : undefined);
  });
});

describe("without TLS", () => {
  it.each([
    ["/trust", true],
    ["/trust?x", true],
    ["/ca.crt", true],
    ["/_next/static/chunks/a.js", true],
    ["/api/v1/health/ready", true],
    ["/", false],
    ["/trust/../library", false],
    ["/_next/static/../../library", false],
    ["/trustworthy", false],
    ["/api/v1/match", false],
    ["/api/auth/session", false],
  ])("%s is answered: %s", (url, isOpen) => expect(isOpenInPlain(url)).toBe(isOpen));

  it.each([
    ["192.168.1.5:3000", "/library?x=1", "https://192.168.1.5:3000/library?x=1"],
    ["evil.example", "/library", "https://books.local:3000/library"],
    ["192.168.1.5:3000@evil.example", "/", "https://books.local:3000/"],
    [undefined, "/", "https://books.local:3000/"],
    ["192.168.1.5:3000", "//evil.example/x", "https://192.168.1.5:3000/evil.example/x"],
    ["[fd00::5]:3000", "/", "https://[fd00::5]:3000/"],
  ])("who asks %s for %s is sent to %s", (host, url, address) => {
    expect(secureAddress(host, url, "https://books.local:3000", ["192.168.1.5", "fd00::5", "localhost"])).toBe(address);
  });
});
