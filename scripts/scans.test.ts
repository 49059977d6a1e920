import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judge } from "./advisories.mjs";

const run = promisify(execFile);
const TODAY = "2026-11-21";

describe("the look for secrets", () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(path.join(os.tmpdir(), "ridizi-secrets-"));
    copyFileSync(".secretlintrc.json", path.join(dir, ".secretlintrc.json"));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  const scan = async (text: string) => {
    writeFileSync(path.join(dir, "planted.ts"), text);
    const args = [
      path.resolve("node_modules/secretlint/bin/secretlint.js"),
      "--secretlintrc",
      path.resolve(".secretlintrc.json"),
      "planted.ts",
    ];
    return run(process.execPath, args, { cwd: dir }).then(
      () => "nothing",
      ({ stdout }: { stdout: string }) => stdout,
    );
  };

  it.each([
    // Put together here, so that it is not found in this file.
    ["a GitHub token", `const token = "${"ghp_"}${"wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"}";`, "GITHUB"],
    [
      "a private key",
      `${"-----BEGIN RSA "}PRIVATE KEY-----\n${"MIIEpAIBAAKCAQEA".repeat(8)}\n-----END RSA PRIVATE KEY-----`,
      "PrivateKey",
    ],
    [
      "a password in an address",
      `const url = "${["mysql:", "", "root:s3cret-pass@db.example.org", "x"].join("/")}";`,
      "MySQL",
    ],
  ])("finds %s", async (_, text, rule) => {
    expect(await scan(text)).toMatch(new RegExp(rule, "i"));
  });

  it("finds nothing where there is nothing", async () => {
    expect(await scan('export const AUTH_SECRET = process.env["AUTH_SECRET"];')).toBe("nothing");
  });
});

describe("a report of advisories", () => {
  const advisory = (severity: string, id = "GHSA-aaaa-bbbb-cccc") => ({
    ...{ source: 1, name: "leftpad", title: "Pads to the right", severity, url: `https://github.com/advisories/${id}` },
  });
  const report = (...via: unknown[]) => ({ vulnerabilities: { leftpad: { via }, app: { via: ["leftpad"] } } });
  const exception = (until: string) => ({
    id: "GHSA-aaaa-bbbb-cccc",
    reason: "Never called with words of readers.",
    until,
  });

  it("fails for what is serious, once, and for nothing less", () => {
    const { open } = judge(report(advisory("critical"), advisory("moderate", "GHSA-dddd-eeee-ffff")), [], TODAY);
    expect(open).toEqual(["leftpad: Pads to the right (critical, GHSA-aaaa-bbbb-cccc)"]);
    expect(judge(report(advisory("moderate")), [], TODAY).open).toEqual([]);
  });

  it("passes what somebody has looked at, for as long as that holds", () => {
    expect(judge(report(advisory("high")), [exception("2026-12-31")], TODAY)).toEqual({ open: [], useless: [] });
    const late = judge(report(advisory("high")), [exception("2026-11-20")], TODAY);
    expect([late.open?.length, late.useless]).toEqual([1, ["GHSA-aaaa-bbbb-cccc"]]);
    expect(judge(report(), [exception("2026-12-31")], TODAY).useless).toEqual(["GHSA-aaaa-bbbb-cccc"]);
  });

  it.each([
    [undefined, "no answer that can be read"],
    [{ error: { code: "ENOAUDIT", summary: "does not support audit" } }, "does not support audit"],
    [{ error: { code: "E404", summary: "" } }, "E404"],
    [{ message: "404" }, "no answer that can be read"],
  ])("that does not come, %j, is said to be missing and fails nothing", (given, unknown) => {
    expect(judge(given, [], TODAY)).toEqual({ unknown });
  });
});
