import type { Metadata } from "next";
import Link from "next/link";
import { SecuritySection } from "@/components/accounts/security-section";
import { PageHeader } from "@/components/layout/page-header";
import { HeldList } from "@/components/privacy/held-list";
import { OperatorWords } from "@/components/privacy/operator-words";
import { RetentionList } from "@/components/privacy/retention-list";
import { VisitorWords } from "@/components/privacy/visitor-words";
import { env } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Privacy" };

/** What the site keeps, for everybody to read: made of the same list as the page for each reader. */
export default function PrivacyPage() {
  const { providers, privacy, mail, accounts, storage } = env();
  const others = {
    asksProviders: providers.names.length > 0,
    // In the folder of a site that is developed they go nowhere.
    sendsLetters: mail !== undefined && mail.url !== "folder",
    signsInThrough: accounts.oidc?.name ?? null,
    keepsPicturesElsewhere: storage.s3 !== undefined,
  };
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader title="Privacy" lead="What this site keeps, why, and until when." />
      <div className="grid grid-cols-1 gap-6">
        <VisitorWords others={others} graceDays={privacy.graceDays} />
        <OperatorWords operator={privacy.operator} />
        <SecuritySection id="held" title="What is kept about readers with an account" lead="All of it.">
          <HeldList />
        </SecuritySection>
        <SecuritySection id="retention" title="For how long at most">
          <RetentionList />
        </SecuritySection>
        <p>
          <Link href="/account/privacy" className="inline-flex min-h-11 items-center text-primary underline">
            See, fetch or delete your own data
          </Link>
        </p>
      </div>
    </div>
  );
}
