import type { Metadata } from "next";
import { ResetPasswordForm } from "@/components/accounts/reset-password-form";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { loadResetLink } from "@/lib/accounts/passwords/loaders";

export const metadata: Metadata = { title: "Choose a new password", robots: { index: false } };

type ResetPasswordPageProps = { searchParams: Promise<{ secret?: string | string[] }> };

export default async function ResetPasswordPage({ searchParams }: ResetPasswordPageProps) {
  const link = await loadResetLink((await searchParams).secret);
  if (!link) {
    return (
      <EmptyState
        as="h1"
        icon="⌛"
        title="This link is over"
        actions={<ButtonLink href="/forgot-password">Ask for a new one</ButtonLink>}
      >
        It works once and for an hour, and only the newest of several does.
      </EmptyState>
    );
  }
  return (
    <>
      <PageHeader title="Choose a new password" lead={`For the account ${link.username}.`} />
      <ResetPasswordForm secret={link.secret} username={link.username} />
    </>
  );
}
