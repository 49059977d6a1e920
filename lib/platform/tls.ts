import "server-only";
import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync, watchFile } from "node:fs";
import type { Socket } from "node:net";
import path from "node:path";
import { createSecureContext, TLSSocket } from "node:tls";
import { log } from "./log";

/** The first byte of a TLS connection: a handshake. No request of HTTP begins with it. */
const HANDSHAKE = 0x16;
/** Who opens a connection says something soon, or it is no use to keep it. */
const SILENT_MS = 20_000;
/** A certificate is renewed a month before its end. */
const LOOK_EVERY_MS = 5_000;

export type TlsDoor = {
  /** Passes a connection on, unwrapped where it speaks TLS and as it is where it does not. */
  receive: (raw: Socket, passOn: (socket: Socket | TLSSocket) => void) => void;
  /** The names and addresses that the certificate is for. */
  names: () => string[];
};

/**
 * TLS on the port on which plain HTTP is answered too, so that one address works for both: the first byte tells them apart.
 * `dir` holds `site.key` and `site.crt`; a certificate that was renewed is taken up without a restart.
 */
export function openTls(dir: string): TlsDoor {
  const files = { key: path.join(dir, "site.key"), cert: path.join(dir, "site.crt") };
  // Left to itself, the build would take every file that the name could stand for, and so the whole project.
  const read = () => ({
    key: readFileSync(/* turbopackIgnore: true */ files.key),
    cert: readFileSync(/* turbopackIgnore: true */ files.cert),
    minVersion: "TLSv1.2" as const,
  });
  let names = namesOf(read().cert);
  let secureContext = createSecureContext(read());
  watchFile(files.cert, { interval: LOOK_EVERY_MS, persistent: false }, () => {
    try {
      const renewed = read();
      secureContext = createSecureContext(renewed);
      names = namesOf(renewed.cert);
      log.info("tls.renewed", { names });
    } catch (error) {
      log.error("tls.not_renewed", { error });
    }
  });

  const unwrap = (raw: Socket, passOn: (socket: TLSSocket) => void) => {
    const secure = new TLSSocket(raw, { isServer: true, secureContext, ALPNProtocols: ["http/1.1"] });
    const timer = setTimeout(() => secure.destroy(), SILENT_MS);
    // Whoever speaks TLS badly, or does not trust the certificate, is no trouble of ours.
    secure.on("error", () => secure.destroy());
    secure.once("close", () => clearTimeout(timer));
    secure.once("secure", () => {
      clearTimeout(timer);
      passOn(secure);
    });
  };
  const receive: TlsDoor["receive"] = (raw, passOn) => {
    const timer = setTimeout(() => raw.destroy(), SILENT_MS);
    raw.on("error", () => raw.destroy());
    raw.once("close", () => clearTimeout(timer));
    raw.once("data", (chunk: Buffer) => {
      clearTimeout(timer);
      raw.pause();
      raw.unshift(chunk);
      if (chunk[0] === HANDSHAKE) return unwrap(raw, passOn);
      passOn(raw);
      process.nextTick(() => raw.resume());
    });
  };
  return { receive, names: () => names };
}

/** The authority that phones have to trust, as they take it (DER), and its fingerprint; undefined without one of our own. */
export function readAuthority(dir: string | undefined): { certificate: Buffer; fingerprint: string } | undefined {
  const file = dir === undefined ? undefined : path.join(dir, "ca.crt");
  if (file === undefined || !existsSync(file)) return undefined;
  const { raw, fingerprint256 } = new X509Certificate(readFileSync(/* turbopackIgnore: true */ file));
  return { certificate: raw, fingerprint: fingerprint256 };
}

/** "DNS:localhost, IP Address:192.168.1.5" */
function namesOf(certificate: Buffer): string[] {
  const said = new X509Certificate(certificate).subjectAltName ?? "";
  return said.split(", ").map((name) => name.replace(/^(?:DNS|IP Address):/, "").toLowerCase());
}
