import { describe, expect, it } from "vitest";
import { answerProblem, networkProblem, type RequestProblemCode, timeoutProblem } from "./request-problem";

const answer = (status: number, error: string | null = "the server's words", retryAfterSeconds: number | null = null) =>
  answerProblem({ status, body: { error, requestId: "r-1" }, retryAfterSeconds });

describe("answerProblem", () => {
  it.each<[number, RequestProblemCode, boolean]>([
    [400, "rejected", false],
    [413, "too_large", false],
    [415, "not_an_image", false],
    [422, "unreadable_image", false],
    [429, "too_many", true],
    [500, "server_error", true],
    [502, "server_error", true],
    [503, "not_ready", true],
  ])("takes %i for %s, worth another try: %s", (status, code, canRetry) => {
    expect(answer(status)).toMatchObject({ code, canRetry });
  });

  it("shows the server's words where the reader can mend the matter, and its own where not", () => {
    expect(answer(415).help).toBe("the server's words");
    expect(answer(500).help).not.toContain("the server's words");
  });

  it("gives the request id only for what the operator must look up", () => {
    expect(answer(500).requestId).toBe("r-1");
    expect(answer(503).requestId).toBe("r-1");
    expect(answer(429).requestId).toBeNull();
    expect(answer(415).requestId).toBeNull();
  });

  it.each([
    [null, "a moment"],
    [1, "1 second"],
    [30, "30 seconds"],
    [600, "10 minutes"],
  ])("says how long to wait when told to: %s", (seconds, words) => {
    expect(answer(429, null, seconds).help).toContain(words);
  });
});

describe("the network", () => {
  it("tells a missing connection, a silent server and a slow one apart", () => {
    const codes = [networkProblem(false).code, networkProblem(true).code, timeoutProblem().code];
    expect(codes).toEqual(["offline", "unreachable", "timeout"]);
  });
});
