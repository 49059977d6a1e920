import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { clientAddress, stampPeerAddresses } from "./client-address";

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

  it("is the TCP peer even when the client writes every header that we read", async () => {
    stampPeerAddresses();
    stampPeerAddresses();
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(clientAddress(new Headers(request.headers as Record<string, string>), 0));
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      await fetch(`http://127.0.0.1:${port}`, {
        headers: { "x-ridizi-peer": "6.6.6.6", "X-Ridizi-Peer": "7.7.7.7", "x-forwarded-for": "8.8.8.8" },
      });
    } finally {
      server.close();
    }
    expect(seen).toEqual(["127.0.0.1"]);
  });
});
