import { describe, expect, it } from "vitest";
import { isUnreachable, retryUnreachable } from "./unreachable";

const refused = () => Object.assign(new Error("refused"), { code: "ECONNREFUSED" });

describe("isUnreachable", () => {
  it("finds a service that is away under any number of wrappers", () => {
    expect(isUnreachable(refused())).toBe(true);
    expect(isUnreachable(new Error("query", { cause: new Error("driver", { cause: refused() }) }))).toBe(true);
    expect(isUnreachable(new Error("query", { cause: new AggregateError([new Error("x"), refused()]) }))).toBe(true);
  });

  it("takes nothing else for one: a wrong query is no reason to ask again", () => {
    for (const error of [new Error("ECONNREFUSED"), Object.assign(new Error(), { code: "ER_DUP_ENTRY" }), "x", null])
      expect(isUnreachable(error)).toBe(false);
  });
});

describe("retryUnreachable", () => {
  it("asks again until the service is back", async () => {
    let asked = 0;
    const read = async () => {
      asked += 1;
      if (asked < 3) throw refused();
      return "answer";
    };
    expect(await retryUnreachable(read)).toBe("answer");
    expect(asked).toBe(3);
  });

  it("asks once when the request is wrong", async () => {
    let asked = 0;
    const read = async () => {
      asked += 1;
      throw new Error("syntax");
    };
    await expect(retryUnreachable(read)).rejects.toThrow("syntax");
    expect(asked).toBe(1);
  });

  it("hands on the trouble when the service stays away", async () => {
    await expect(retryUnreachable(() => Promise.reject(refused()))).rejects.toThrow("refused");
  });
});
