import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { nextPath } from "@/components/accounts/next-path";
import { SignInForm } from "@/components/accounts/sign-in-form";
import { PageHeader } from "@/components/layout/page-header";
import { loadEntrance } from "@/lib/accounts/invitations/loaders";
import { loadCanReset } from "@/lib/accounts/passwords/loaders";
import { getActor } from "@/lib/accounts/session";

export const metadata: Metadata = { title: "Sign in", robots: { index: false } };

type SignInPageProps = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const next = nextPath((await searchParams).next);
  if (await getActor()) redirect(next);
  const [entrance, canReset] = await Promise.all([loadEntrance(), loadCanReset()]);
  return (
    <>
      <PageHeader title="Sign in" lead="Your collections and your history are waiting." />
      <SignInForm next={next} canSignUp={entrance.kind === "open" || entrance.kind === "first"} />
      {canReset && (
        <p className="mt-5 text-center">
          <Link href="/forgot-password" className="inline-flex min-h-11 items-center rounded-sm text-primary underline">
            Forgot your password?
          </Link>
        </p>
      )}
    </>
  );
}
