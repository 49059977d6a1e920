import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { AddressInfo, Socket } from "node:net";
import os from "node:os";
import path from "node:path";
import tls from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isLocalAddress, localNames, provideCertificate } from "./certificates.mjs";

const DAY_MS = 24 * 60 * 60_000;
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), "ridizi-tls-"));
});

afterEach(() => rmSync(dataDir, { recursive: true }));

const read = (name: string) => readFileSync(path.join(dataDir, "tls", name));
const fingerprints = () => ["ca.crt", "site.crt"].map((name) => new X509Certificate(read(name)).fingerprint256);

/** Who a phone that trusts the authority takes this machine for: nothing but the error's code, or "trusted". */
async function visit(servername: string | undefined, host: string): Promise<string> {
  const server = tls.createServer({ key: read("site.key"), cert: read("site.crt") }, (socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<string>((resolve) => {
    const socket: Socket = tls.connect(
      {
        ...{ port, host: "127.0.0.1", ca: read("ca.crt") },
        ...(servername === undefined ? {} : { servername }),
        checkServerIdentity: (_, certificate) => tls.checkServerIdentity(host, certificate),
      },
      () => resolve("trusted"),
    );
    socket.on("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code?.startsWith("ERR_") ? error.code : error.message),
    );
  });
  server.close();
  return answer;
}

describe("the certificate", () => {
  it("is believed under the machine's names and addresses, and under no other", async () => {
    await provideCertificate(dataDir, ["192.168.1.5", "fd00::5", "books.local"]);
    for (const name of ["localhost", "books.local"]) expect(await visit(name, name)).toBe("trusted");
    for (const address of ["127.0.0.1", "192.168.1.5", "fd00::5"])
      expect(await visit(undefined, address)).toBe("trusted");
    expect(await visit("example.org", "example.org")).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
  });

  it("stays as it is for as long as it is good", async () => {
    expect((await provideCertificate(dataDir, ["192.168.1.5"])).isNew).toBe(true);
    const first = fingerprints();
    const again = await provideCertificate(dataDir, ["192.168.1.5"]);
    expect([again.isNew, fingerprints()]).toEqual([false, first]);
  });

  it("is made anew for a new address, and a month before its end, by the same authority", async () => {
    await provideCertificate(dataDir, ["192.168.1.5"]);
    const [authority, first] = fingerprints();
    expect((await provideCertificate(dataDir, ["192.168.1.6"])).isNew).toBe(true);
    const [, second] = fingerprints();
    expect((await provideCertificate(dataDir, ["192.168.1.6"], new Date(Date.now() + 149 * DAY_MS))).isNew).toBe(false);
    expect((await provideCertificate(dataDir, ["192.168.1.6"], new Date(Date.now() + 151 * DAY_MS))).isNew).toBe(true);
    expect(new Set([first, second, fingerprints()[1]]).size).toBe(3);
    expect(fingerprints()[0]).toBe(authority);
  });

  it("is made for no address of the internet", async () => {
    const { names } = await provideCertificate(dataDir, ["192.168.1.5", "203.0.113.9"]);
    expect(names).toEqual(["localhost", "127.0.0.1", "::1", "192.168.1.5"]);
  });

  it("is nobody else's to read, also where a copy has left it open", async () => {
    await provideCertificate(dataDir, []);
    const dir = path.join(dataDir, "tls");
    for (const name of readdirSync(dir)) chmodSync(path.join(dir, name), 0o644);
    chmodSync(dir, 0o755);
    await provideCertificate(dataDir, []);
    expect(readdirSync(dir).sort()).toEqual(["ca.crt", "ca.key", "site.crt", "site.key"]);
    for (const name of readdirSync(dir)) expect(statSync(path.join(dir, name)).mode & 0o777, name).toBe(0o600);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });

  it("is not replaced unasked when it is damaged, since phones would have to trust another", async () => {
    await provideCertificate(dataDir, []);
    writeFileSync(path.join(dataDir, "tls", "ca.crt"), "not a certificate");
    await expect(provideCertificate(dataDir, [])).rejects.toThrow("damaged");
  });
});

describe("the authority", () => {
  it("can vouch for no site of the internet, whoever steals its key", async () => {
    await provideCertificate(dataDir, []);
    const dir = path.join(dataDir, "tls");
    // A thief signs a certificate for a bank with the stolen key, by means of its own.
    const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: dir, stdio: "pipe" });
    openssl(
      "req",
      "-new",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      ...["-keyout", "site.key"],
      ...["-out", "bank.csr", "-subj", "/CN=bank"],
    );
    for (const [names, host, verdict] of [
      ["DNS:bank.example", "bank.example", "permitted subtree violation"],
      ["IP:203.0.113.9", "203.0.113.9", "permitted subtree violation"],
      ["DNS:books.local,IP:10.1.2.3", "books.local", "trusted"],
    ] as const) {
      writeFileSync(path.join(dir, "extensions"), `subjectAltName=${names}\n`);
      openssl(
        "x509",
        "-req",
        "-in",
        "bank.csr",
        "-CA",
        "ca.crt",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        ...["-days", "9", "-extfile", "extensions", "-out", "site.crt"],
      );
      expect(await visit(undefined, host), names).toBe(verdict);
    }
  });
});

describe("names", () => {
  it.each([
    ["Anns-MacBook.fritz.box", ["anns-macbook.local"]],
    ["pi", ["pi.local"]],
    ["büro pc", []],
  ])("of the machine %s in its network are %j", (host, names) => expect(localNames(host)).toEqual(names));

  it.each([
    ["192.168.0.1", true],
    ["172.31.255.1", true],
    ["172.32.0.1", false],
    ["8.8.8.8", false],
    ["fe80::1", true],
    ["2001:db8::1", false],
  ])("the address %s is one of a local network: %s", (address, isLocal) => {
    expect(isLocalAddress(address)).toBe(isLocal);
  });
});
