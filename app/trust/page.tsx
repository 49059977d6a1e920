import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { TrustGuide } from "@/components/layout/trust-guide";
import { env } from "@/lib/platform/env";
import { readAuthority } from "@/lib/platform/tls";

export const metadata: Metadata = { title: "Trust this site", robots: { index: false } };

/** How a phone or a computer is told to trust the certificate of a site at home. */
export default async function TrustPage() {
  const authority = readAuthority(env().web.tlsDir);
  if (!authority) notFound();
  // The address that was typed or scanned: the certificate is for each of them.
  const host = (await headers()).get("host");
  return <TrustGuide fingerprint={authority.fingerprint} siteUrl={host ? `https://${host}/` : env().web.appUrl} />;
}
