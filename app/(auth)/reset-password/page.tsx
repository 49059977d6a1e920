import type { Metadata } from "next";
import { LinkOver } from "@/components/accounts/link-over";
import { ResetPasswordForm } from "@/components/accounts/reset-password-form";
import { PageHeader } from "@/components/layout/page-header";
import { loadResetLink } from "@/lib/accounts/passwords/loaders";

export const metadata: Metadata = { title: "Choose a new password", robots: { index: false } };

type ResetPasswordPageProps = { searchParams: Promise<{ secret?: string | string[] }> };

export default async function ResetPasswordPage({ searchParams }: ResetPasswordPageProps) {
  const link = await loadResetLink((await searchParams).secret);
  if (!link) {
    return (
      <LinkOver action={{ href: "/forgot-password", label: "Ask for a new one" }}>
        It works once and for an hour, and only the newest of several does.
      </LinkOver>
    );
  }
  return (
    <>
      <PageHeader title="Choose a new password" lead={`For the account ${link.username}.`} />
      <ResetPasswordForm secret={link.secret} username={link.username} />
    </>
  );
}
