import { NextRequest } from "next/server";
import { describe, expect, it } from "vitest";
import config from "@/next.config.mjs";
import { config as pages, proxy } from "@/proxy";

describe("the policy of a page", () => {
  const policyOf = () => proxy(new NextRequest("http://localhost/")).headers.get("content-security-policy") ?? "";

  it("lets scripts and styles of its own answer run, and none that stand in its words", () => {
    const directives = new Map(
      policyOf()
        .split("; ")
        .map((one) => [one.split(" ")[0], one]),
    );
    for (const name of ["script-src", "style-src"]) {
      expect(directives.get(name)).toMatch(/'nonce-[\w+/=]{24}'/);
      expect(directives.get(name)).not.toMatch(/unsafe-inline|'unsafe-eval'/);
    }
    for (const one of [
      "default-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ])
      expect(policyOf().split("; ")).toContain(one);
  });

  it.each([
    ["/", true],
    ["/library", true],
    ["/book/x.jpg", true],
    ["/x.js", true],
    ["/apiary", true],
    ["/api/v1/match", false],
    ["/match", false],
    ["/cover/9780306406157.jpg", false],
    ["/_next/static/x.js", false],
    ["/icon.svg", false],
    ["/samples/moby-dick.jpg", false],
  ])("is sent with %s: %s", (path, isPage) => {
    const [{ source } = { source: "" }] = pages.matcher;
    expect(new RegExp(`^${source}$`).test(path)).toBe(isPage);
  });

  it("has another nonce each time", () => {
    expect(new Set(Array.from({ length: 20 }, policyOf)).size).toBe(20);
  });
});

describe("the headers of everything else", () => {
  it("are set for every path, and those of the API load and run nothing", async () => {
    const rules = (await config.headers?.()) ?? [];
    const everywhere = Object.fromEntries(
      rules.find(({ source }) => source === "/:path*")?.headers.map(({ key, value }) => [key, value]) ?? [],
    );
    expect(everywhere).toMatchObject({
      "X-Content-Type-Options": "nosniff",
      "X-Frame-Options": "DENY",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Permissions-Policy": expect.stringContaining("camera=(self), microphone=(), geolocation=()"),
    });
    const bare = rules.filter(({ headers }) => headers.some(({ value }) => value.startsWith("default-src 'none'")));
    expect(bare.map(({ source }) => source)).toEqual(
      expect.arrayContaining(["/api/:path*", "/admin/api/:path*", "/cover/:path*", "/match", "/barcode"]),
    );
    expect(config.poweredByHeader).toBe(false);
  });
});
