import type { Metadata } from "next";
import { ForgotPasswordForm } from "@/components/accounts/forgot-password-form";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { loadCanReset } from "@/lib/accounts/passwords/loaders";

export const metadata: Metadata = { title: "Forgot your password?", robots: { index: false } };

export default async function ForgotPasswordPage() {
  if (!(await loadCanReset())) {
    return (
      <EmptyState
        as="h1"
        icon="✉️"
        title="This site sends no letters"
        actions={<ButtonLink href="/sign-in">Sign in</ButtonLink>}
      >
        So it cannot send you a link for a new password. Ask whoever runs it.
      </EmptyState>
    );
  }
  return (
    <>
      <PageHeader
        title="Forgot your password?"
        lead="We send you a letter with a link to choose a new one."
        back={{ href: "/sign-in", label: "Sign in" }}
      />
      <ForgotPasswordForm />
    </>
  );
}
