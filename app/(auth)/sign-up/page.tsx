import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { accountHref, nextPath } from "@/components/accounts/next-path";
import { SignUpForm } from "@/components/accounts/sign-up-form";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { getActor } from "@/lib/accounts/session";
import { env } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Create an account", robots: { index: false } };

type SignUpPageProps = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const next = nextPath((await searchParams).next);
  if (await getActor()) redirect(next);
  if (env().accounts.registration === "closed") {
    return (
      <EmptyState
        as="h1"
        icon="🔒"
        title="No new accounts here"
        actions={<ButtonLink href={accountHref("sign-in", next)}>Sign in</ButtonLink>}
      >
        Whoever runs this site has closed sign-up. Ask them for an account; scanning and searching work without one.
      </EmptyState>
    );
  }
  return (
    <>
      <PageHeader title="Create an account" lead="To keep books in collections, and to find again what you scanned." />
      <SignUpForm next={next} />
    </>
  );
}
