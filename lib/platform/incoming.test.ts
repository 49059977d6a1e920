import { createServer, type IncomingMessage, type Server } from "node:http";
import net, { type AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clientAddress } from "./client-address";
import { guardRequests, withWholeEscapes } from "./incoming";

let server: Server;
let port: number;
let answer: (request: IncomingMessage) => string;

beforeAll(async () => {
  const patience = { silentMs: 10_000, wholeMs: -4_500, bytesPerSecond: 1_000 };
  guardRequests(patience);
  guardRequests(patience);
  server = createServer((request, response) => response.end(answer(request)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => server.close());

it("lets the address be the TCP peer's even when the client writes every header that we read", async () => {
  answer = ({ headers }) => clientAddress(new Headers(headers as Record<string, string>), 0);
  const headers = { "x-ridizi-peer": "6.6.6.6", "X-Ridizi-Peer": "7.7.7.7", "x-forwarded-for": "8.8.8.8" };
  expect(await (await fetch(`http://127.0.0.1:${port}`, { headers })).text()).toBe("127.0.0.1");
});

it.each([
  ["/book/%ff", "/book/%25ff"],
  ["/cover/%ff.jpg?size=small&x=%ff", "/cover/%25ff.jpg?size=small&x=%ff"],
  ["/a%20b/%E0%A4%A/%", "/a%20b/%25E0%25A4%25A/%25"],
  ["/caf%C3%A9/%2e%2e/x%2Fy#%ff", "/caf%C3%A9/%2e%2e/x%2Fy#%ff"],
  ["/?q=%", "/?q=%"],
  ["*", "*"],
])("reads the address %s as %s", async (given, read) => {
  expect(withWholeEscapes(given)).toBe(read);
  expect(() => decodeURIComponent(withWholeEscapes(given).split(/[?#]/)[0] ?? "")).not.toThrow();
});

it("hands on the address that can be read", async () => {
  answer = ({ url }) => url ?? "";
  expect(await (await fetch(`http://127.0.0.1:${port}/book/%ff`)).text()).toBe("/book/%25ff");
});

/** Sends the head of a request and then a byte now and then; resolves with how long the connection lasted. */
async function trickle(head: string, forMs: number): Promise<number> {
  const startedAt = performance.now();
  const socket = net.connect(port, "127.0.0.1");
  const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => undefined).resume();
  socket.write(head);
  const timer = setInterval(() => socket.write("x"), 100);
  await Promise.race([ended, wait(forMs)]);
  clearInterval(timer);
  socket.destroy();
  return performance.now() - startedAt;
}

const head = (method: string, more: string) => `${method} / HTTP/1.1\r\nHost: x\r\n${more}\r\n`;

it("ends a connection whose body comes by the byte, also where it was answered long ago", async () => {
  answer = () => "no";
  expect(await trickle(head("POST", "Content-Length: 1000\r\n"), 20_000)).toBeLessThan(15_000);
});

it("lets a connection be on which nothing is missing", async () => {
  const socket = net.connect(port, "127.0.0.1");
  const received: string[] = [];
  socket.on("data", (data) => received.push(String(data)));
  socket.write(`${head("POST", "Content-Length: 4\r\n")}whol`);
  await wait(3_000);
  socket.write(head("GET", ""));
  await expect.poll(() => received.join("").match(/HTTP\/1.1 200/g)?.length, { timeout: 10_000 }).toBe(2);
  socket.destroy();
});
