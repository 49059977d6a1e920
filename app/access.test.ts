import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { SCOPE_NAMES } from "@/lib/accounts/keys/schema";
import { requestSchema } from "@/lib/platform/api/json-schema";
import { OPERATIONS } from "./api/operations";

// Everything that a request can reach names who may: no route, action or loader is forgotten, because none is listed here.

const ACCESSES = ["public", "user", "moderator", "admin"];
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => path.posix.join(folder, file));
const source = (file: string) => readFileSync(file, "utf8");

const app = filesIn("app");
const lib = filesIn("lib");
const routes = app.filter((file) => /\/route\.tsx?$/.test(file));
const actions = lib.filter((file) => /\/actions\.ts$/.test(file));
const loaders = lib.filter((file) => /\/loaders\.ts$/.test(file));

type Gated = { access?: unknown; scope?: unknown };
const load = async (file: string): Promise<[string, Gated][]> =>
  Object.entries((await import(path.resolve(file))) as Record<string, Gated>);

describe("every", () => {
  it("route, action and loader is found", () => {
    expect(routes.length).toBeGreaterThan(1);
    expect(actions.length).toBeGreaterThan(6);
    expect(loaders.length).toBeGreaterThan(7);
  });

  it.each(routes)("method of %s names who may call it", async (file) => {
    const methods = (await load(file)).filter(([name]) => METHODS.includes(name));
    expect(methods.length).toBeGreaterThan(0);
    for (const [name, handler] of methods) {
      expect([name, typeof handler]).toEqual([name, "function"]);
      expect(ACCESSES, name).toContain(handler.access);
      expect([undefined, ...SCOPE_NAMES], name).toContain(handler.scope);
    }
  });

  it.each([...actions, ...loaders])("export of %s names who may call it", async (file) => {
    const calls = await load(file);
    expect(calls.length).toBeGreaterThan(0);
    for (const [name, call] of calls) {
      expect([name, typeof call]).toEqual([name, "function"]);
      expect(ACCESSES, name).toContain(call.access);
    }
  });
});

describe("every operation of the REST API", () => {
  it("names who may call it, and is there once", () => {
    for (const { id, access, scope } of OPERATIONS) {
      expect(ACCESSES, id).toContain(access);
      expect([undefined, ...SCOPE_NAMES], id).toContain(scope);
    }
    const [ids, addresses] = [
      OPERATIONS.map(({ id }) => id),
      OPERATIONS.map(({ method, path: at }) => `${method} ${at}`),
    ];
    expect([new Set(ids).size, new Set(addresses).size]).toEqual([OPERATIONS.length, OPERATIONS.length]);
  });

  it("that takes a password, a code or a link keeps no answer for who comes again", () => {
    const open = OPERATIONS.filter(({ method, body, isSecret, access }) => {
      const names = Object.keys((body && requestSchema(body).properties) ?? {});
      const isTold = names.some((name) => /password|secret|token|^code$/.test(name));
      return method === "POST" && access !== "public" && isTold && !isSecret;
    });
    expect(open.map(({ id }) => id)).toEqual([]);
  });

  it("of a module is in the API", async () => {
    const files = lib.filter((file) => /\/operations\.ts$/.test(file));
    expect(files.length).toBeGreaterThan(0);
    const known = new Set<unknown>(OPERATIONS);
    for (const file of files)
      for (const [name, one] of await load(file)) expect([file, name, known.has(one)]).toEqual([file, name, true]);
  });
});

describe("nothing is reachable but through these", () => {
  it("no other file of ours holds a server action", () => {
    const others = [...app, ...lib, ...filesIn("components")].filter(
      (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !actions.includes(file),
    );
    expect(others.filter((file) => /^\s*["']use server["']/m.test(source(file)))).toEqual([]);
    expect(actions.filter((file) => !source(file).startsWith('"use server";'))).toEqual([]);
  });

  it("no route lies outside of app/api, but for what phones must find at an address that people can type", () => {
    expect(routes.filter((file) => !file.startsWith("app/api/") && file !== "app/ca.crt/route.ts")).toEqual([]);
  });
});

describe("scopes", () => {
  it("each open something, and nothing for less than the role whose keys may carry it", async () => {
    const { SCOPES } = await import("@/lib/accounts/keys/schema");
    const RANK = Object.fromEntries(ACCESSES.map((access, rank) => [access, rank]));
    const opened = new Set<unknown>();
    const called: [string, string, Gated][] = OPERATIONS.map((one) => [one.id, one.method, one]);
    for (const file of routes) for (const [name, handler] of await load(file)) called.push([file, name, handler]);
    for (const [where, name, { scope, access }] of called) {
      if (!METHODS.includes(name) || scope === undefined) continue;
      opened.add(scope);
      const { access: owner } = SCOPES[scope as keyof typeof SCOPES];
      // A key for readers opens nothing that is for moderators, and none for admins less than what is.
      expect(RANK[String(access)], `${where} ${name}`).toBeLessThanOrEqual(RANK[owner] ?? -1);
    }
    expect([...opened].sort()).toEqual([...SCOPE_NAMES].sort());
  });
});

describe("pages under /admin", () => {
  const pages = app.filter((file) => /^app\/admin\/.*page\.tsx$/.test(file));

  /** The loaders of ours that a page takes from their files, by name. */
  const loadersOf = (file: string): { name: string; from: string }[] =>
    [...source(file).matchAll(/import \{([^}]*)\} from "@\/(lib\/[^"]*loaders)"/g)].flatMap(
      ([, names = "", from = ""]) =>
        names.split(",").flatMap((name) => (name.trim() ? [{ name: name.trim(), from: `${from}.ts` }] : [])),
    );

  it("are found", () => expect(pages.length).toBeGreaterThan(6));

  it.each(pages)("%s reads through a loader for moderators or admins, and is not there for others", async (file) => {
    const read = await Promise.all(
      loadersOf(file).map(async ({ name, from }) => Object.fromEntries(await load(from))[name]?.access),
    );
    expect(read.some((access) => access === "moderator" || access === "admin")).toBe(true);
    expect(source(file)).toContain("notFound()");
  });
});
