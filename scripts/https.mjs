// `npm run up -- --https`: the site at https addresses of the local network.
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { isLocalAddress, localNames, provideCertificate } from "./certificates.mjs";
import { lanAddresses } from "./network.mjs";
import { StepFailure } from "./steps.mjs";

const LOOK_EVERY_MS = 6 * 60 * 60_000;

/** The addresses that its own authority can vouch for: those of a local network, and none of the internet. */
export const securedAddresses = (addresses = lanAddresses()) => addresses.filter(isLocalAddress);

/** The settings of a site that is opened by https: its address, and where its certificate lies. */
export function secured(settings, addresses = lanAddresses()) {
  const { port, dataDir, env } = settings;
  const host = securedAddresses(addresses)[0] ?? "localhost";
  const appUrl = env.APP_URL ? settings.appUrl : `https://${host}:${port}`;
  if (!appUrl.startsWith("https:"))
    throw new StepFailure(`APP_URL is ${appUrl}.`, "With --https it begins with https://, or is left out.");
  return { ...settings, appUrl, env: { ...env, TLS_DIR: path.join(dataDir, "tls") } };
}

/**
 * Makes the certificate for the machine's names and addresses, and makes it anew while the site is up: when it is near its
 * end, or when the network has given the machine another address. The running site takes that up by itself.
 */
export async function keepCertificate({ dataDir, port, appUrl }, signal) {
  const provide = () => provideCertificate(dataDir, [...lanAddresses(), ...localNames(), new URL(appUrl).hostname]);
  const { dir, isNew, validTo, names } = await provide();
  const timer = setInterval(() => provide().catch(() => undefined), LOOK_EVERY_MS);
  timer.unref();
  signal.addEventListener("abort", () => clearInterval(timer));
  const { fingerprint256 } = new X509Certificate(readFileSync(path.join(dir, "ca.crt")));
  const trustUrl = `http://${securedAddresses()[0] ?? "localhost"}:${port}/trust`;
  return {
    summary: `${isNew ? "made" : "present"}, for ${names.join(", ")}`,
    fingerprint: fingerprint256,
    validTo,
    trustUrl,
    qrCode: await draw(trustUrl),
  };
}

// Only now: the packages are installed by an earlier step.
async function draw(text) {
  const { default: qrcode } = await import("qrcode");
  return qrcode.toString(text, { type: "terminal", small: true });
}
