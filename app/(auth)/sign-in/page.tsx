import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { nextPath } from "@/components/accounts/next-path";
import { SignInForm } from "@/components/accounts/sign-in-form";
import { PageHeader } from "@/components/layout/page-header";
import { getActor } from "@/lib/accounts/session";
import { env } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Sign in", robots: { index: false } };

type SignInPageProps = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const next = nextPath((await searchParams).next);
  if (await getActor()) redirect(next);
  return (
    <>
      <PageHeader title="Sign in" lead="Your collections and your history are waiting." />
      <SignInForm next={next} canSignUp={env().accounts.registration === "open"} />
    </>
  );
}
