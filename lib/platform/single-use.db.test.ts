import { describe, expect, it } from "vitest";
import { newId } from "./id";
import { keepOnce, lookAtOnce, takeOnce } from "./single-use";
import { sleep } from "./sleep";

const use = () => ({ name: `test-${newId()}`, seconds: 60 });

describe("what may be used once", () => {
  it("goes to exactly one of twenty who ask at the same time", async () => {
    const once = use();
    const handle = await keepOnce(once, { userId: 7 });
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeOnce(once, handle)));
    expect(taken.filter((value) => value !== undefined)).toEqual([{ userId: 7 }]);
  });

  it("is there for its own purpose only, and looking takes nothing", async () => {
    const once = use();
    const handle = await keepOnce(once, "kept");
    expect(await takeOnce(use(), handle)).toBeUndefined();
    expect(await lookAtOnce(once, handle)).toBe("kept");
    expect(await takeOnce(once, handle)).toBe("kept");
    expect(await lookAtOnce(once, handle)).toBeUndefined();
  });

  it("is over when its time is", async () => {
    const once = { ...use(), seconds: 1 };
    const handle = await keepOnce(once, "kept");
    await sleep(1_200);
    expect(await takeOnce(once, handle)).toBeUndefined();
  });
});
