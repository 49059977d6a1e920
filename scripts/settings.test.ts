import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SECRET_NAMES as KNOWN_NAMES } from "@/lib/platform/secret-files";
import { readSecrets } from "./secrets.mjs";
import { parseEnvFile, readSettings, SECRET_NAMES } from "./settings.mjs";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "ridizi-settings-"));
});

afterEach(() => rmSync(dir, { recursive: true }));

describe("the env file", () => {
  it.each([
    ["PORT=3001", { PORT: "3001" }],
    ["  export A = b ", { A: "b" }],
    ["A=b # why", { A: "b" }],
    ["A=b#c", { A: "b#c" }],
    ['A="b # c"', { A: "b # c" }],
    ["A='x y' # z", { A: "x y" }],
    ["A=", { A: "" }],
    ["A= # nothing", { A: "" }],
    ["# A=b\n\nB=c\r\nC=d", { B: "c", C: "d" }],
    ["A=redis://:p=w@h:1/0", { A: "redis://:p=w@h:1/0" }],
    ["not a line", {}],
  ])("reads %j", (text, expected) => {
    expect(parseEnvFile(text)).toEqual(expected);
  });

  it("is overruled by the environment, and an empty value counts as none", () => {
    writeFileSync(path.join(dir, ".env"), "PORT=3001\nHOST=127.0.0.1\nDATA_DIR=elsewhere\n");
    const settings = readSettings({ PORT: "3002", HOST: "" }, dir);
    expect(settings).toMatchObject({ port: 3002, host: "0.0.0.0", appUrl: "http://localhost:3002" });
    expect(settings.dataDir).toBe(path.join(dir, "elsewhere"));
  });

  it.each([{ PORT: "0" }, { PORT: "http" }, { DB_PORT: "70000" }, { DB_NAME: "a`b" }, { DB_USER: "x".repeat(33) }])(
    "says which value cannot be used: %j",
    (environment) => {
      expect(() => readSettings(environment, dir)).toThrow(Object.keys(environment)[0]);
    },
  );
});

describe("a secret in a file", () => {
  const put = (text: string) => {
    const file = path.join(dir, "secret");
    writeFileSync(file, text);
    return file;
  };

  it("is handed on as the variable, and the file's name is not", () => {
    const settings = readSettings({ DB_HOST: "db", DB_PASS_FILE: put("pass word\n") }, dir);
    expect(settings.database.password).toBe("pass word");
    expect(settings.env).toMatchObject({ DB_PASS: "pass word" });
    expect(settings.env).not.toHaveProperty("DB_PASS_FILE");
  });

  it.each([
    ["both", () => ({ AUTH_SECRET: "x", AUTH_SECRET_FILE: put("y") }), /both set/],
    ["no file", () => ({ AUTH_SECRET_FILE: path.join(dir, "gone") }), /cannot be read \(ENOENT\)/],
    ["an empty file", () => ({ AUTH_SECRET_FILE: put("\n") }), /is empty/],
  ])("stops with a sentence for %s", (_, environment, words) => {
    expect(() => readSettings(environment(), dir)).toThrow(words);
  });

  it("may be any that the product itself reads from one", () => {
    expect(SECRET_NAMES).toEqual(KNOWN_NAMES);
  });
});

describe("the secrets", () => {
  it("are drawn once and stay", () => {
    const first = readSecrets(dir);
    expect(readSecrets(dir)).toEqual(first);
    expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length);
    expect(first.authSecret.length).toBeGreaterThanOrEqual(32);
    expect(first.demoReaderPassword).toMatch(/^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$/);
  });

  it("are for their owner's eyes only", () => {
    readSecrets(dir);
    expect(statSync(path.join(dir, "secrets.json")).mode & 0o777).toBe(0o600);
  });

  it("are closed again where a copy or a backup has left them open", () => {
    readSecrets(dir);
    const file = path.join(dir, "secrets.json");
    chmodSync(file, 0o644);
    readSecrets(dir);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("give way to the environment, which is not written down", () => {
    expect(readSecrets(dir, { authSecret: "from outside" }).authSecret).toBe("from outside");
    expect(readFileSync(path.join(dir, "secrets.json"), "utf8")).not.toContain("from outside");
  });

  it("are not replaced when the file is damaged, because the database would stay shut", () => {
    writeFileSync(path.join(dir, "secrets.json"), "{");
    expect(() => readSecrets(dir)).toThrow("damaged");
  });
});
