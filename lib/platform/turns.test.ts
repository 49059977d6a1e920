import { describe, expect, it } from "vitest";
import { inTurn } from "./turns";

const busy = (ms: number) => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

describe("inTurn", () => {
  it("does one piece a turn, in order, so that other work comes in between", async () => {
    const done: string[] = [];
    const pieces = ["a", "b", "c"].map((name) =>
      inTurn(() => {
        busy(5);
        done.push(name);
        setImmediate(() => done.push(`after ${name}`));
      }),
    );
    await Promise.all(pieces);
    expect(done.filter((name) => name.length === 1)).toEqual(["a", "b", "c"]);
    expect(done.indexOf("after a")).toBeLessThan(done.indexOf("b"));
    expect(done.indexOf("after b")).toBeLessThan(done.indexOf("c"));
  });

  it("waits for work that ends later", async () => {
    let running = 0;
    let most = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
    };
    await Promise.all([inTurn(work), inTurn(work), inTurn(work)]);
    expect(most).toBe(1);
  });

  it("passes on what work throws, and goes on", async () => {
    const failed = inTurn(() => {
      throw new Error("no");
    });
    const next = inTurn(() => 7);
    await expect(failed).rejects.toThrow("no");
    await expect(next).resolves.toBe(7);
  });
});
