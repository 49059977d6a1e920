import { afterEach, expect, it, vi } from "vitest";
import { lateCode } from "./late-code";

afterEach(() => vi.useRealTimers());

it("brings code that a bad connection held up, and asks for it no more once it is there", async () => {
  vi.useFakeTimers();
  const load = vi.fn(async () => "code");
  load.mockRejectedValueOnce(new Error("offline")).mockRejectedValueOnce(new Error("offline"));
  const coming = lateCode(load);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await coming).toBe("code");
  expect(load).toHaveBeenCalledTimes(3);
});
