import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EnrolmentView } from "@/components/accounts/enrolment-view";
import { accountHref, nextPath } from "@/components/accounts/next-path";
import { PageHeader } from "@/components/layout/page-header";
import { loadArePasskeysPossible } from "@/lib/accounts/passkeys/loaders";
import { loadOwingReader } from "@/lib/accounts/second-factor/loaders";
import { getActor } from "@/lib/accounts/session";

export const metadata: Metadata = { title: "Set up a second factor", robots: { index: false } };

type SecondFactorPageProps = { searchParams: Promise<{ next?: string | string[] }> };

/** For who is signed in, and must have a second factor before anything else. */
export default async function SecondFactorPage({ searchParams }: SecondFactorPageProps) {
  const next = nextPath((await searchParams).next);
  if (await getActor()) redirect(next);
  const reader = await loadOwingReader();
  if (!reader) redirect(accountHref("sign-in", next));
  return (
    <>
      <PageHeader
        title="One more thing to sign in with"
        lead="This site asks accounts like yours for a second factor beside the password."
      />
      <EnrolmentView next={next} isSetUp={reader.isSetUp} canUsePasskeys={await loadArePasskeysPossible()} />
    </>
  );
}
