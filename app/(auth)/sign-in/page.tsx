import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { nextPath } from "@/components/accounts/next-path";
import { sayRefusal } from "@/components/accounts/refusal-words";
import { SignInForm } from "@/components/accounts/sign-in-form";
import { PageHeader } from "@/components/layout/page-header";
import { loadEntrance } from "@/lib/accounts/invitations/loaders";
import { loadServiceName } from "@/lib/accounts/oidc/loaders";
import { loadArePasskeysPossible } from "@/lib/accounts/passkeys/loaders";
import { loadCanReset } from "@/lib/accounts/passwords/loaders";
import { loadOwingReader } from "@/lib/accounts/second-factor/loaders";
import { getActor, getLeaver } from "@/lib/accounts/session";

export const metadata: Metadata = { title: "Sign in", robots: { index: false } };

type SignInPageProps = { searchParams: Promise<{ next?: string | string[]; error?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next: wanted, error } = await searchParams;
  const next = nextPath(wanted);
  if (await getActor()) redirect(next);
  if (await getLeaver()) redirect("/leaving");
  if (await loadOwingReader()) redirect(`/second-factor?next=${encodeURIComponent(next)}`);
  const [entrance, canReset] = await Promise.all([loadEntrance(), loadCanReset()]);
  const [canUsePasskeys, serviceName] = await Promise.all([loadArePasskeysPossible(), loadServiceName()]);
  return (
    <>
      <PageHeader title="Sign in" lead="Your collections and your history are waiting." />
      <SignInForm
        next={next}
        canSignUp={entrance.kind === "open" || entrance.kind === "first"}
        canUsePasskeys={canUsePasskeys}
        serviceName={serviceName}
        refusal={sayRefusal(error, serviceName)}
      />
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
