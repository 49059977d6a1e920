import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { OPERATIONS } from "./api/operations";

// What a reader can do on a page a program can do over the API: each server action has an operation of the same name.

/** What only means something in a browser, and why. */
const BROWSERS_ALONE: Record<string, string> = {
  "accounts.add_passkey": "a passkey is made by a browser with its user",
  "accounts.start_passkey": "a passkey is made by a browser with its user",
  "accounts.start_passkey_sign_in": "a passkey is used by a browser with its user",
  "accounts.start_linking": "it sends a browser to the other service and back",
};

async function listActions(): Promise<string[]> {
  const files = readdirSync("lib", { recursive: true, encoding: "utf8" }).filter((file) => /\/actions\.ts$/.test(file));
  const modules = await Promise.all(files.map((file) => import(path.resolve("lib", file))));
  return modules.flatMap((module) =>
    Object.values(module as Record<string, { action: string }>).map(({ action }) => action),
  );
}

it("each server action has a twin in the REST API, or a reason for having none", async () => {
  const names = await listActions();
  const twins = new Set(OPERATIONS.map(({ id }) => id));
  const without = names.filter((name) => !twins.has(name) && !(name in BROWSERS_ALONE));
  expect(without).toEqual([]);
  const stale = Object.keys(BROWSERS_ALONE).filter((name) => twins.has(name) || !names.includes(name));
  expect(stale).toEqual([]);
});
