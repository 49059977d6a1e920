import { describe, expect, it } from "vitest";
import { clientAddress, networkOf } from "./client-address";

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

describe("networkOf", () => {
  it.each([
    ["203.0.113.5", "203.0.113.5"],
    ["::ffff:203.0.113.5", "203.0.113.5"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::7:8:9:a:b", "2001:db8:0:7::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"],
    ["unknown", "unknown"],
  ])("counts %s under %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
