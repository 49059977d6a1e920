import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address";

const headers = (forwarded: string | undefined, peer = "10.0.0.9") =>
  new Headers({ "x-ridizi-peer": peer, ...(forwarded === undefined ? {} : { "x-forwarded-for": forwarded }) });

describe("clientAddress", () => {
  it.each([
    [0, "6.6.6.6", "10.0.0.9"],
    [0, undefined, "10.0.0.9"],
    [1, "6.6.6.6, 203.0.113.5", "203.0.113.5"],
    [1, " 203.0.113.5 ", "203.0.113.5"],
    [2, "6.6.6.6, 203.0.113.5, 10.0.0.1", "203.0.113.5"],
    [2, "10.0.0.1", "10.0.0.9"],
    [1, undefined, "10.0.0.9"],
    [1, " , ,", "10.0.0.9"],
  ])("behind %i proxies reads %j as %s", (proxies, forwarded, address) => {
    expect(clientAddress(headers(forwarded), proxies)).toBe(address);
  });
});
