// A certificate authority of this installation's own and a certificate for the machine's addresses in the local network:
// phones give a page their camera only over https, and no public authority knows 192.168.1.5.
import { createPrivateKey, webcrypto, X509Certificate } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { StepFailure } from "./steps.mjs";

const DAY_MS = 24 * 60 * 60_000;
const AUTHORITY_DAYS = 3650;
// Apple takes none that is valid for more than 825 days, and short ones end by themselves when they are lost.
const CERTIFICATE_DAYS = 180;
const RENEWED_DAYS_BEFORE = 30;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const OWN_NAMES = ["localhost", "127.0.0.1", "::1"];

// What the authority may vouch for: whoever stole its key could pretend to be no site of the internet.
const LOCAL_RANGES = [
  ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"],
  ...["::1/128", "fc00::/7", "fe80::/10"],
];

const localRanges = new net.BlockList();
for (const range of LOCAL_RANGES) {
  const [address, bits] = range.split("/");
  localRanges.addSubnet(address, Number(bits), address.includes(":") ? "ipv6" : "ipv4");
}

/** Whether an address is one of a local network. */
export const isLocalAddress = (address) => localRanges.check(address, address.includes(":") ? "ipv6" : "ipv4");

/** What the machine is called in its network, besides its addresses. */
export function localNames(host = os.hostname()) {
  const name = host.toLowerCase().split(".")[0];
  return /^[a-z0-9-]{1,63}$/.test(name) ? [`${name}.local`] : [];
}

/**
 * Sees to `dataDir/tls`: `ca.crt` and `ca.key`, made once; `site.crt` and `site.key` for `names`, made anew a month before
 * their end and when a name is missing. All are readable by their owner only. Answers `{ dir, isNew, names, validTo }`.
 */
export async function provideCertificate(dataDir, names, now = new Date()) {
  const dir = path.join(dataDir, "tls");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
  const wanted = [...new Set([...OWN_NAMES, ...names.filter((name) => net.isIP(name) === 0 || isLocalAddress(name))])];
  const present = readPair(dir, "ca");
  const authority = present && isValid(present.certificate, 365, now) ? present : await makeAuthority(dir, now);
  const site = readPair(dir, "site");
  if (site && fits(site.certificate, authority.certificate, wanted, now)) return answer(dir, site, wanted, false);
  return answer(dir, await makeCertificate(dir, authority, wanted, now), wanted, true);
}

const answer = (dir, { certificate }, names, isNew) => ({ dir, isNew, names, validTo: new Date(certificate.validTo) });

/** The key and certificate of a name; undefined where they are not there. What is damaged is not replaced unasked. */
function readPair(dir, name) {
  const read = (ending) => {
    const file = path.join(dir, `${name}.${ending}`);
    try {
      chmodSync(file, 0o600);
      return readFileSync(file, "utf8");
    } catch (error) {
      if (error.code === "ENOENT") return undefined;
      throw new StepFailure(`${file} cannot be read (${error.code}).`, "Run as the user who owns the data directory.");
    }
  };
  const [key, crt] = [read("key"), read("crt")];
  if (key === undefined || crt === undefined) return undefined;
  try {
    const certificate = new X509Certificate(crt);
    if (!certificate.checkPrivateKey(createPrivateKey(key))) throw new Error("they do not belong together");
    return { key, certificate };
  } catch (error) {
    throw new StepFailure(
      `The certificate ${path.join(dir, `${name}.crt`)} or its key is damaged: ${error.message}.`,
      `Put back a copy, or remove the folder ${dir}: a new authority is made, which phones have to be told to trust again.`,
    );
  }
}

const isValid = ({ validTo }, days, now) => new Date(validTo).getTime() - now.getTime() > days * DAY_MS;

function fits(certificate, authority, names, now) {
  const isOurs = certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
  const isFor = (name) => (net.isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
  return isOurs && isValid(certificate, RENEWED_DAYS_BEFORE, now) && names.every(isFor);
}

async function makeAuthority(dir, now) {
  const x509 = await load();
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=Ridizi on ${os.hostname().replace(/[^\w.-]/g, "")}`,
    ...validity(now, AUTHORITY_DAYS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      new x509.Extension(NAME_CONSTRAINTS, true, nameConstraints(["localhost", "local"], LOCAL_RANGES)),
    ],
  });
  return store(dir, "ca", keys.privateKey, certificate);
}

async function makeCertificate(dir, authority, names, now) {
  const x509 = await load();
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const issuer = new x509.X509Certificate(authority.certificate.raw);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: "CN=Ridizi",
    issuer: issuer.subjectName,
    ...validity(now, CERTIFICATE_DAYS),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: await readSigningKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([SERVER_AUTHENTICATION]),
      new x509.SubjectAlternativeNameExtension(
        names.map((name) => ({ type: net.isIP(name) ? "ip" : "dns", value: name })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return store(dir, "site", keys.privateKey, certificate);
}

// Only when it is needed: the package comes with the others, after this file may have been loaded.
async function load() {
  // It finds its parts by metadata of decorators, which JavaScript lacks.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(webcrypto);
  return x509;
}

const NAME_CONSTRAINTS = "2.5.29.30";
const SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";

/** A day earlier, for phones whose clock is behind. */
const validity = (now, days) => ({
  notBefore: new Date(now.getTime() - DAY_MS),
  notAfter: new Date(now.getTime() + days * DAY_MS),
});

// Random, positive and not longer than the twenty bytes that the standard allows.
function serialNumber() {
  const bytes = Buffer.from(webcrypto.getRandomValues(new Uint8Array(16)));
  bytes[0] = (bytes[0] & 0x7f) | 0x40;
  return bytes.toString("hex");
}

const readSigningKey = (pem) =>
  webcrypto.subtle.importKey(
    "pkcs8",
    createPrivateKey(pem).export({ type: "pkcs8", format: "der" }),
    ALGORITHM,
    false,
    ["sign"],
  );

async function store(dir, name, privateKey, certificate) {
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", privateKey));
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" }).export({ type: "pkcs8", format: "pem" });
  const crt = `${certificate.toString("pem").trim()}\n`;
  // The certificate last: who watches it finds the key that belongs to it.
  for (const [ending, text] of [
    ["key", key],
    ["crt", crt],
  ]) {
    const file = path.join(dir, `${name}.${ending}`);
    writeFileSync(`${file}.${process.pid}`, text, { mode: 0o600 });
    renameSync(`${file}.${process.pid}`, file);
  }
  return { key, certificate: new X509Certificate(crt) };
}

/** The extension by which an authority says what it may vouch for (RFC 5280, 4.2.1.10), in DER. */
function nameConstraints(names, ranges) {
  const subtrees = [
    ...names.map((name) => der(0x82, Buffer.from(name, "ascii"))),
    ...ranges.map((range) => der(0x87, addressAndMask(range))),
  ].map((base) => der(0x30, base));
  return der(0x30, der(0xa0, Buffer.concat(subtrees)));
}

function der(tag, content) {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function addressAndMask(range) {
  const [address, bits] = range.split("/");
  const bytes = address.includes(":") ? bytesOf6(address) : address.split(".").map(Number);
  const mask = bytes.map((_, at) => (0xff00 >> Math.min(8, Math.max(0, bits - at * 8))) & 0xff);
  return Buffer.from([...bytes, ...mask]);
}

function bytesOf6(address) {
  const [before, after = ""] = address.split("::").map((part) => part.split(":").filter(Boolean));
  const zeros = Array(8 - before.length - after.length).fill("0");
  return [...before, ...zeros, ...after].flatMap((group) => {
    const number = Number.parseInt(group, 16);
    return [number >> 8, number & 0xff];
  });
}
