import type { Metadata } from "next";
import { ConfirmAddressForm } from "@/components/accounts/confirm-address-form";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { loadConfirmLink } from "@/lib/accounts/addresses/loaders";

export const metadata: Metadata = { title: "Confirm your address", robots: { index: false } };

type ConfirmEmailPageProps = { searchParams: Promise<{ secret?: string | string[] }> };

export default async function ConfirmEmailPage({ searchParams }: ConfirmEmailPageProps) {
  const link = await loadConfirmLink((await searchParams).secret);
  if (!link) {
    return (
      <EmptyState
        as="h1"
        icon="⌛"
        title="This link is over"
        actions={<ButtonLink href="/account/security">Have a new one sent</ButtonLink>}
      >
        It works once and for three days, and only the newest of several does. Perhaps the address is confirmed already.
      </EmptyState>
    );
  }
  return (
    <>
      <PageHeader title="Confirm your address" />
      <ConfirmAddressForm {...link} />
    </>
  );
}
