import { describe, expect, it } from "vitest";
import {
  admit,
  afterFailure,
  afterNothing,
  afterSuccess,
  backoffMs,
  CLOSED,
  isPage,
  isPrivateAddress,
  limitsAt,
  mayGo,
  reasonOfStatus,
  retryAfterMs,
  takeSlot,
} from "./rules";
import type { BreakerState, FailureReason, Service, Slots } from "./schema";

const NOW = Date.UTC(2026, 5, 1, 12);

describe("retryAfterMs", () => {
  it.each([
    ["0", 1_000],
    ["120", 120_000],
    [" 7 ", 7_000],
    ["Mon, 01 Jun 2026 12:00:30 GMT", 30_000],
    ["Mon, 01 Jun 2026 11:00:00 GMT", 1_000],
    ["-1", null],
    ["1.5", null],
    ["99999999999999", null],
    ["soon", null],
    ["", null],
    [null, null],
  ])("reads %j as %j", (header, expected) => {
    expect(retryAfterMs(header, NOW)).toBe(expected);
  });
});

describe("takeSlot", () => {
  it.each([
    { max: 1, windowMs: 1_000 },
    { max: 3, windowMs: 1_000 },
    { max: 100, windowMs: 300_000 },
  ])("lets no window hold more than its limit, wherever it begins, and wastes no slot: %j", (limit) => {
    const sent: number[] = [];
    let slots: Slots = [];
    // Requests come in no order of their own: some at once, some late.
    for (let at = 0, now = NOW; at < limit.max * 5; at++, now += (at % 7) * 13) {
      const { waitMs, slots: next, isTaken } = takeSlot(slots, limit, now, Number.POSITIVE_INFINITY);
      expect(isTaken).toBe(true);
      slots = next;
      sent.push(now + waitMs);
    }
    expect(sent).toEqual(sent.toSorted((a, b) => a - b));
    for (const from of sent) {
      expect(sent.filter((at) => at >= from && at < from + limit.windowMs).length).toBeLessThanOrEqual(limit.max);
    }
    expect(slots.length).toBeLessThanOrEqual(limit.max);
    expect((sent.at(-1) ?? 0) - (sent[0] ?? 0)).toBeLessThanOrEqual(limit.windowMs * 5);
  });

  it("takes nothing from who will not wait, and says how long it would have been", () => {
    const limit = { max: 2, windowMs: 1_000 };
    const first = takeSlot([], limit, NOW, 0);
    const second = takeSlot(first.slots, limit, NOW + 100, 0);
    const third = takeSlot(second.slots, limit, NOW + 200, 500);
    expect(third).toEqual({ slots: [NOW, NOW + 100], waitMs: 800, isTaken: false });
    expect(takeSlot(third.slots, limit, NOW + 1_000, 0).isTaken).toBe(true);
  });

  it("keeps a fifth of a budget from what is in the background, however long that has asked, and none from readers", () => {
    const limit = { max: 100, windowMs: 300_000 };
    const crawl = { isInBackground: true };
    let slots: Slots = [];
    const take = (now: number, options = {}) => {
      const { slots: next, isTaken, waitMs } = takeSlot(slots, limit, now, 8_000, options);
      slots = next;
      return isTaken ? 0 : waitMs;
    };
    expect(Array.from({ length: 90 }, (_, at) => take(NOW + at, crawl)).filter((waitMs) => waitMs === 0)).toHaveLength(
      80,
    );
    expect(
      Array.from({ length: 25 }, (_, at) => take(NOW + 100_000 + at)).filter((waitMs) => waitMs === 0),
    ).toHaveLength(20);
    // Half a window later nothing has gone; when the crawl's have, it may ask again, and leaves the share as before.
    expect(take(NOW + 150_000, crawl)).toBeGreaterThan(8_000);
    const again = Array.from({ length: 90 }, () => take(NOW + 300_090, crawl));
    expect(again.filter((waitMs) => waitMs === 0).length).toBe(60);
    expect(take(NOW + 300_200)).toBe(0);
  });

  it("leaves budgets of a few requests a second to whoever comes first: nobody waits long for them", () => {
    const first = takeSlot([], { max: 1, windowMs: 1_000 }, NOW, 0, { isInBackground: true });
    expect(first.isTaken).toBe(true);
  });
});

describe("the breaker", () => {
  const failure = (reason: FailureReason = "unavailable", wait: number | null = null) => ({
    reason,
    retryAfterMs: wait,
  });
  const failed = (times: number, from: BreakerState = CLOSED) =>
    Array.from({ length: times }).reduce<BreakerState>((state) => afterFailure(state, failure(), NOW), from);

  it("opens with the fifth failure in a row and not before", () => {
    expect(admit(failed(4), NOW).isAdmitted).toBe(true);
    expect(admit(failed(5), NOW)).toMatchObject({ isAdmitted: false, retryAfterMs: 30_000 });
    expect(admit(failed(4, afterSuccess(failed(4), NOW)), NOW).isAdmitted).toBe(true);
  });

  it("admits one when its time is over, and the next when that one is answered or takes too long", () => {
    const open = failed(5);
    const probing = admit(open, NOW + 30_000);
    expect(probing.isAdmitted).toBe(true);
    expect(admit(probing.state, NOW + 30_001).isAdmitted).toBe(false);
    expect(admit(probing.state, NOW + 60_000).isAdmitted).toBe(true);
    expect(admit(afterNothing(probing.state), NOW + 30_001).isAdmitted).toBe(true);
    expect(afterSuccess(probing.state, NOW + 30_500)).toEqual(CLOSED);
  });

  it("opens for twice as long each time the one fails, at most an hour", () => {
    let state = failed(5);
    const lengths: number[] = [];
    for (let at = 0; at < 9; at++) {
      const now = state.openUntil;
      state = afterFailure(admit(state, now).state, failure(), now);
      lengths.push((state.openUntil - now) / 1_000);
    }
    expect(lengths).toEqual([60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
  });

  it("opens at once when there were too many requests, for as long as the provider says", () => {
    expect(afterFailure(CLOSED, failure("limited", 120_000), NOW)).toMatchObject({
      openUntil: NOW + 120_000,
      reason: "limited",
    });
    expect(afterFailure(CLOSED, failure("limited"), NOW).openUntil).toBe(NOW + 60_000);
    expect(afterFailure(CLOSED, failure("limited", 86_400_000), NOW).openUntil).toBe(NOW + 3_600_000);
  });

  it("stays open for a moment at least, whatever the provider says", () => {
    const open = afterFailure(CLOSED, failure("limited", retryAfterMs("0", NOW)), NOW);
    expect(admit(open, NOW + 900).isAdmitted).toBe(false);
    expect(admit(open, NOW + 1_000).isAdmitted).toBe(true);
  });

  it("is not moved by what was under way when it opened", () => {
    const open = afterFailure(CLOSED, failure("limited", 120_000), NOW);
    expect(afterSuccess(open, NOW + 50)).toEqual(open);
    expect(afterFailure(open, failure(), NOW + 50).openUntil).toBe(open.openUntil);
    expect(afterFailure(open, failure("limited", 1_000), NOW + 50).openUntil).toBe(open.openUntil);
  });
});

describe("backoffMs", () => {
  it("spreads over a span that doubles up to a limit", () => {
    expect([1, 2, 3, 20].map((attempt) => backoffMs(attempt, () => 1))).toEqual([600, 1_200, 2_400, 5_000]);
    expect(backoffMs(3, () => 0)).toBe(0);
    expect(backoffMs(3, () => 0.5)).toBe(1_200);
  });
});

describe("reasonOfStatus", () => {
  it.each([
    [200, null],
    [204, null],
    [404, "not_found"],
    [410, "not_found"],
    [401, "refused"],
    [403, "refused"],
    [429, "limited"],
    [408, "unavailable"],
    [500, "unavailable"],
    [503, "unavailable"],
    [304, "malformed"],
    [400, "misunderstood"],
    [422, "misunderstood"],
  ])("takes %i for %j", (status, expected) => {
    expect(reasonOfStatus(status)).toBe(expected);
  });
});

describe("isPrivateAddress", () => {
  it.each([
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "64:ff9b::7f00:1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "ff02::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "localhost",
    "",
  ])("keeps from %s", (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each([
    "8.8.8.8",
    "172.32.0.1",
    "192.167.255.255",
    "207.241.224.2",
    "2a00:1450:4001:81b::200e",
    "2620:0:862:ed1a::1",
  ])("lets to %s", (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});

describe("where a service may go", () => {
  const service: Service = {
    name: "covers",
    baseUrl: "https://covers.example",
    publicUrl: "https://covers.example",
    redirectHosts: ["archive.example", ".archive.example"],
    limits: [],
  };

  it.each(["https://covers.example/b/1", "https://archive.example/", "https://ia800.us.archive.example/x"])(
    "goes to %s",
    (url) => {
      expect(mayGo(new URL(url), service)).toBe(true);
    },
  );

  it.each([
    "http://covers.example/b/1",
    "http://archive.example/",
    "https://notarchive.example/",
    "https://archive.example.evil.example/",
    "https://archive.example:444/",
    "https://me@archive.example/",
    "https://127.0.0.1/",
  ])("does not go to %s", (url) => {
    expect(mayGo(new URL(url), service)).toBe(false);
  });

  it("goes to the operator's own address with its port, and no other port", () => {
    const moved = { ...service, baseUrl: "http://127.0.0.1:4020/covers" };
    expect(mayGo(new URL("http://127.0.0.1:4020/b/1"), moved)).toBe(true);
    expect(mayGo(new URL("http://127.0.0.1:3306/"), moved)).toBe(false);
  });

  it("keeps the provider's limit where the world knows it, and a wide one at an address of the operator's", () => {
    const limits = [
      { name: "slow", max: 100, windowMs: 300_000 },
      { name: "fast", max: 3, windowMs: 1_000 },
    ];
    expect(limitsAt(service, ...limits)).toEqual(limits);
    const moved = limitsAt({ ...service, baseUrl: "http://127.0.0.1:4020" }, ...limits);
    expect(moved).toEqual([{ name: "slow", max: 50, windowMs: 1_000 }]);
  });
});

describe("isPage", () => {
  it("knows a web page by its type or its beginning", () => {
    expect(isPage("text/html; charset=utf-8", "anything")).toBe(true);
    expect(isPage("application/json", "\n<!DOCTYPE HTML><html>")).toBe(true);
    expect(isPage(null, "<html>")).toBe(true);
    expect(isPage("application/json", '{"a": "<html>"}')).toBe(false);
    expect(isPage("text/xml", '<?xml version="1.0"?><searchRetrieveResponse/>')).toBe(false);
  });
});
