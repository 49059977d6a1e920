import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { env } from "./env";
import { log } from "./log";

const lines: string[] = [];
const level = env().logLevel;

beforeEach(() => {
  lines.length = 0;
  env().logLevel = "info";
  vi.spyOn(process.stdout, "write").mockImplementation((line) => lines.push(String(line)) > 0);
});
afterEach(() => {
  env().logLevel = level;
  vi.restoreAllMocks();
});

const written = () => lines.map((line) => JSON.parse(line));

describe("log", () => {
  it("writes errors with message, stack and cause wherever they stand, never as {}", () => {
    const error = new Error("outer", { cause: new TypeError("inner") });
    log.error("it.failed", { error, list: [error], deep: { error } });
    const [line] = written();
    for (const found of [line.error, line.list[0], line.deep.error]) {
      expect(found).toMatchObject({ name: "Error", message: "outer", cause: { name: "TypeError", message: "inner" } });
      expect(found.stack).toContain("log.test.ts");
    }
  });

  it("names every error of an AggregateError, as a refused connection is", () => {
    log.warn("it.failed", { error: new AggregateError([new Error("::1 refused"), new Error("127.0.0.1 refused")]) });
    expect(written()[0].error.errors.map((error: Error) => error.message)).toEqual([
      "::1 refused",
      "127.0.0.1 refused",
    ]);
  });

  it("keeps what a person typed out of the line when a query fails", () => {
    const error = Object.assign(new Error("Failed query: insert into users (?)\nparams: alice,my-secret"), {
      query: "insert into users (?)",
      params: ["alice", "my-secret"],
    });
    log.error("it.failed", { error });
    expect(lines[0]).toContain("insert into users");
    expect(lines[0]).not.toContain("my-secret");
  });

  it("names no reader whose letter was refused, and leaves the names of files as they are", () => {
    const error = new Error("550 <alice.o'hara+books@post.example.org> refused; zoë@bücher.example too");
    error.stack = `${error.message}\n    at run (/srv/node_modules/@scope/mail@2.0.1/index.js:3:4)`;
    log.error("it.failed", { error, outer: new Error("given up", { cause: error }) });
    const [line] = written();
    const message = "550 <(address)> refused; (address) too";
    expect([line.error, line.outer.cause]).toMatchObject([{ message }, { message }]);
    expect(line.error.stack).toBe(`${message}\n    at run (/srv/node_modules/@scope/mail@2.0.1/index.js:3:4)`);
  });

  it("takes no longer over a long word", () => {
    const startedAt = performance.now();
    log.error("it.failed", { error: new Error("a".repeat(1_000_000)) });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it("writes one line for anything: bigints, circles, an error that is its own cause", () => {
    const circle: Record<string, unknown> = { big: 10n };
    circle.self = circle;
    const selfish = new Error("selfish");
    selfish.cause = selfish;
    log.info("big", { count: 10n });
    log.info("circle", { circle });
    log.info("selfish", { error: selfish });
    log.info("broken\nline", { text: "a\nb" });
    expect(lines.every((line) => line.indexOf("\n") === line.length - 1)).toBe(true);
    expect(written().map(({ message }) => message)).toEqual(["big", "circle", "selfish", "broken\nline"]);
  });

  it("leaves out what is below the level", () => {
    log.debug("quiet");
    log.info("heard");
    expect(written().map(({ message }) => message)).toEqual(["heard"]);
  });
});
