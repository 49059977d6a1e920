import { describe, expect, it } from "vitest";
import { Problem, problemResponse, tooManyRequests } from "./http";

describe("problemResponse", () => {
  it("has the three fields and nothing of the error's inside", async () => {
    const problem = new Problem(415, "heic", "Please send a JPEG.");
    problem.cause = new Error("secret path");
    const response = problemResponse(problem, "request-1");
    expect(response.status).toBe(415);
    expect(await response.json()).toEqual({ error: "Please send a JPEG.", code: "heic", requestId: "request-1" });
    expect(response.headers.get("x-request-id")).toBe("request-1");
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("tells how long to wait on 429", () => {
    const response = problemResponse(tooManyRequests(7), "request-2");
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
  });
});
