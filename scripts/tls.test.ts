import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, request as requestPlain, type Server } from "node:http";
import { request as requestSecure } from "node:https";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { TLSSocket } from "node:tls";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clientAddress } from "@/lib/platform/client-address";
import { guardRequests } from "@/lib/platform/incoming";
import { provideCertificate } from "./certificates.mjs";

const dataDir = mkdtempSync(path.join(os.tmpdir(), "ridizi-door-"));
let server: Server;
let port: number;

beforeAll(async () => {
  const { dir } = await provideCertificate(dataDir, ["192.168.1.5"]);
  guardRequests(undefined, {
    appUrl: "https://192.168.1.5:3000",
    trustProxy: 0,
    corsOrigins: [],
    tlsDir: dir,
  });
  server = createServer((request, response) => {
    const address = clientAddress(new Headers(request.headers as Record<string, string>), 0);
    response.end(`${request.socket instanceof TLSSocket ? "secure" : "plain"} ${request.url} ${address}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(dataDir, { recursive: true });
});

type Asked = { path?: string; host?: string; body?: string };

const ask = (request: typeof requestPlain | typeof requestSecure, { path = "/", host, body }: Asked = {}) =>
  new Promise<{ status: number | undefined; location: string | undefined; body: string }>((resolve, reject) => {
    const asked = request(
      {
        ...{ port, host: "127.0.0.1", path, method: body === undefined ? "GET" : "POST" },
        headers: host === undefined ? {} : { host },
        ...(request === requestSecure ? { ca: readFileSync(fileOf("ca.crt")) } : {}),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode,
            location: response.headers.location,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    asked.on("error", reject).end(body);
  });
const fileOf = (name: string) => path.join(dataDir, "tls", name);

it("answers over TLS, to whoever trusts the authority, and knows from where it is asked", async () => {
  expect(await ask(requestSecure, { path: "/library?x=1" })).toMatchObject({
    status: 200,
    body: "secure /library?x=1 127.0.0.1",
  });
});

it("takes large bodies over TLS as they come", async () => {
  expect(await ask(requestSecure, { path: "/match", body: "x".repeat(300_000) })).toMatchObject({ status: 200 });
});

it("sends who asks in plain to the same address by https, under names of the certificate alone", async () => {
  for (const [host, origin] of [
    [`192.168.1.5:${port}`, `https://192.168.1.5:${port}`],
    ["evil.example", "https://192.168.1.5:3000"],
  ] as const)
    expect(await ask(requestPlain, { path: "/library?x=1", host })).toEqual({
      status: 308,
      location: `${origin}/library?x=1`,
      body: "",
    });
});

it("says in plain how to trust it, and whether it is ready", async () => {
  for (const path of ["/trust", "/ca.crt", "/api/v1/health/ready"])
    expect((await ask(requestPlain, { path })).body).toBe(`plain ${path} 127.0.0.1`);
});

it("goes on after a connection that speaks neither, and one that says nothing", async () => {
  const silent = net.connect(port, "127.0.0.1");
  const odd = net.connect(port, "127.0.0.1");
  const ended = new Promise<void>((resolve) => odd.once("close", () => resolve()));
  odd.on("error", () => undefined).resume();
  // It begins like a handshake.
  odd.write(Buffer.from([0x16, 0x03, 0x01, 0x00, 0x04, 0xff, 0x00, 0x00, 0x00]));
  await ended;
  expect((await ask(requestSecure)).status).toBe(200);
  silent.destroy();
});

it("is believed by nobody who does not trust the authority", async () => {
  await expect(
    new Promise((resolve, reject) => {
      requestSecure({ port, host: "127.0.0.1" }, resolve).on("error", reject).end();
    }),
  ).rejects.toMatchObject({ code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" });
});

it("takes up a certificate that was renewed, without a restart", async () => {
  const serialOf = () =>
    new Promise<string>((resolve, reject) => {
      const asked = requestSecure({ port, host: "127.0.0.1", ca: readFileSync(fileOf("ca.crt")), agent: false });
      asked.on("response", (response) => {
        resolve((response.socket as TLSSocket).getPeerCertificate().serialNumber);
        response.resume();
      });
      asked.on("error", reject).end();
    });
  const before = await serialOf();
  await provideCertificate(dataDir, ["192.168.1.5", "192.168.1.6"]);
  await expect.poll(serialOf, { timeout: 20_000, interval: 500 }).not.toBe(before);
});
