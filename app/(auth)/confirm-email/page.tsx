import type { Metadata } from "next";
import { ConfirmAddressForm } from "@/components/accounts/confirm-address-form";
import { LinkOver } from "@/components/accounts/link-over";
import { PageHeader } from "@/components/layout/page-header";
import { loadConfirmLink } from "@/lib/accounts/addresses/loaders";

export const metadata: Metadata = { title: "Confirm your address", robots: { index: false } };

type ConfirmEmailPageProps = { searchParams: Promise<{ secret?: string | string[] }> };

export default async function ConfirmEmailPage({ searchParams }: ConfirmEmailPageProps) {
  const link = await loadConfirmLink((await searchParams).secret);
  if (!link) {
    return (
      <LinkOver action={{ href: "/account/security", label: "Have a new one sent" }}>
        It works once and for three days, and only the newest of several does. Perhaps the address is confirmed already.
      </LinkOver>
    );
  }
  return (
    <>
      <PageHeader title="Confirm your address" />
      <ConfirmAddressForm {...link} />
    </>
  );
}
