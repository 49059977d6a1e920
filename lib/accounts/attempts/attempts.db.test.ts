import { describe, expect, it } from "vitest";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { createAccount } from "../commands";
import type { Actor } from "../schema";
import { beginSession } from "../sessions/commands";
import { attemptSignIn, deviceCookieFor, sourceOf } from "./commands";
import type { Source } from "./schema";

const PASSWORD = "correct horse battery";
const WRONG = "wrong horse battery";

/** A source that no other test uses. */
let places = 0;
const newPlace = (deviceCookie?: string): Source => ({
  address: `198.51.${Math.floor(places / 250)}.${places++ % 250}`,
  deviceCookie,
});

async function newOwner(): Promise<Actor & { email: string }> {
  const username = `reader-${newId().slice(0, 12)}`;
  const email = `${username}@example.org`;
  const made = await createAccount({ username, email, password: PASSWORD }, "user");
  if (!made.ok) throw new Error(made.reason);
  return { ...made.actor, email };
}

const attempt = (username: string, password: string, source: Source) => attemptSignIn({ username, password }, source);
const outcome = async (username: string, password: string, source: Source) => {
  const result = await attempt(username, password, source);
  return result.ok ? "in" : result.reason;
};

async function guess(username: string, source: Source, times: number) {
  const outcomes: string[] = [];
  for (let time = 0; time < times; time++) outcomes.push(await outcome(username, `${WRONG} ${time}`, source));
  return outcomes;
}

const WRONG_5 = Array<string>(5).fill("wrong_credentials");

describe("tries at an account from one source", () => {
  it("cost a pause after five wrong ones, which the right password does not cut short", async () => {
    const [owner, place] = [await newOwner(), newPlace()];
    expect(await guess(owner.username, place, 7)).toEqual([...WRONG_5, "too_many_requests", "too_many_requests"]);
    const refused = await attempt(owner.username, PASSWORD, place);
    expect(refused).toMatchObject({ reason: "too_many_requests", retryAfterSeconds: 2 });
  });

  it("are counted before they are judged: of a hundred at once five are looked at", async () => {
    const [owner, place] = [await newOwner(), newPlace()];
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, at) => outcome(owner.username, at === 99 ? PASSWORD : `${WRONG} ${at}`, place)),
    );
    expect(outcomes.filter((one) => one !== "too_many_requests")).toHaveLength(5);
  });

  it("count as one account, however its name is spelt", async () => {
    const [owner, place] = [await newOwner(), newPlace()];
    const spellings = [owner.username, owner.username.toUpperCase(), owner.username.replaceAll("e", "ê"), owner.email];
    for (const login of [...spellings, ` ${owner.username} `])
      expect(await outcome(login, WRONG, place)).toBe("wrong_credentials");
    for (const login of spellings) expect(await outcome(login, WRONG, place)).toBe("too_many_requests");
  });

  it("tell nothing of whether there is such an account", async () => {
    const [owner, nobody] = [await newOwner(), `nobody-${newId()}`];
    const [one, other] = [newPlace(), newPlace()];
    for (let time = 0; time < 7; time++)
      expect(await attempt(nobody, WRONG, one)).toEqual(await attempt(owner.username, WRONG, other));
  });

  it("are forgotten when the owner gets in", async () => {
    const [owner, place] = [await newOwner(), newPlace()];
    for (let round = 0; round < 3; round++) {
      await guess(owner.username, place, 4);
      expect(await outcome(owner.username, PASSWORD, place)).toBe("in");
    }
  });

  it("take about as long for a name that nobody has", async () => {
    const [owner, nobody] = [await newOwner(), `nobody-${newId()}`];
    const fastest = async (username: string) => {
      let best = Number.POSITIVE_INFINITY;
      for (let time = 0; time < 4; time++) {
        const startedAt = performance.now();
        expect(await outcome(username, WRONG, newPlace())).toBe("wrong_credentials");
        best = Math.min(best, performance.now() - startedAt);
      }
      return best;
    };
    await fastest(`warm-up-${newId()}`);
    const [wrong, unknown] = [await fastest(owner.username), await fastest(nobody)];
    expect(unknown).toBeGreaterThan(wrong / 3);
    expect(wrong).toBeGreaterThan(unknown / 3);
  });
});

describe("a guesser", () => {
  it("with a list of names and an account of his own is stopped at his address, and gains nothing by signing in", async () => {
    const [own, place] = [await newOwner(), newPlace()];
    const outcomes: string[] = [];
    for (let at = 0; at < 25; at++) {
      outcomes.push(await outcome(`victim-${newId()}`, WRONG, place));
      if (at % 4 === 0) await outcome(own.username, PASSWORD, place);
    }
    expect(outcomes.filter((one) => one === "wrong_credentials")).toHaveLength(20);
  });

  it("with a whole IPv6 network has one address", async () => {
    const owner = await newOwner();
    const outcomes: string[] = [];
    for (let at = 0; at < 7; at++)
      outcomes.push(await outcome(owner.username, WRONG, { address: `2001:db8:7:7::${at}`, deviceCookie: undefined }));
    expect(outcomes).toEqual([...WRONG_5, "too_many_requests", "too_many_requests"]);
  });

  it("with many addresses is slowed, while the owner gets in from a known browser or a known address", async () => {
    const owner = await newOwner();
    const home = newPlace();
    await beginSession(owner.id, { kind: "browser", device: "Firefox on Linux", address: home.address });
    const cookie = deviceCookieFor(owner.id, home);

    const outcomes: string[] = [];
    for (let at = 0; at < 25; at++) outcomes.push(await outcome(owner.username, WRONG, newPlace()));
    expect(outcomes.filter((one) => one === "wrong_credentials")).toHaveLength(20);
    expect(await outcome(owner.username, PASSWORD, newPlace())).toBe("too_many_requests");

    expect(await outcome(owner.username, PASSWORD, home)).toBe("in");
    expect(await outcome(owner.username, PASSWORD, newPlace(cookie))).toBe("in");
  });

  it("behind the owner's own router does not keep the owner's browser out", async () => {
    const owner = await newOwner();
    const home = newPlace();
    await beginSession(owner.id, { kind: "browser", device: "Firefox on Linux", address: home.address });
    expect(await guess(owner.username, home, 6)).toContain("too_many_requests");
    for (let at = 0; at < 20; at++) await outcome(`victim-${newId()}`, WRONG, home);
    expect(await outcome(owner.username, PASSWORD, home)).toBe("too_many_requests");
    const browser = { ...home, deviceCookie: deviceCookieFor(owner.id, home) };
    expect(await outcome(owner.username, PASSWORD, browser)).toBe("in");
  });

  it("who has the owner's browser is paused in it as well, and cannot use it on other accounts", async () => {
    const [owner, other] = [await newOwner(), await newOwner()];
    const cookie = deviceCookieFor(owner.id, newPlace());
    expect((await guess(owner.username, newPlace(cookie), 6)).at(-1)).toBe("too_many_requests");
    // Every try from another address: the browser is what counts.
    expect(await outcome(owner.username, WRONG, newPlace(cookie))).toBe("too_many_requests");
    const outcomes: string[] = [];
    for (let at = 0; at < 25; at++) outcomes.push(await outcome(other.username, WRONG, newPlace(cookie)));
    expect(outcomes.filter((one) => one === "wrong_credentials")).toHaveLength(20);
  });
});

describe("sourceOf", () => {
  it("reads the peer and the browser's cookie, and believes no header of the client's own", () => {
    const headers = new Headers({
      ...{ "x-ridizi-peer": "203.0.113.9", "x-forwarded-for": "198.51.100.1" },
      cookie: "theme=dark; ridizi-device=abc.def; x=y",
    });
    expect(sourceOf(headers)).toEqual({ address: "203.0.113.9", deviceCookie: "abc.def" });
    expect(env().web.trustProxy).toBe(0);
  });
});
