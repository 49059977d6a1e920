import type { Metadata } from "next";
import Link from "next/link";
import { SecuritySection } from "@/components/accounts/security-section";
import { PageHeader } from "@/components/layout/page-header";
import { ConsentSection } from "@/components/privacy/consent-section";
import { ErasureSection } from "@/components/privacy/erasure-section";
import { ExportSection } from "@/components/privacy/export-section";
import { HeldList } from "@/components/privacy/held-list";
import { OwnFeedback } from "@/components/privacy/own-feedback";
import { OwnPhotos, OwnPictures } from "@/components/privacy/own-images";
import { OwnWishes } from "@/components/privacy/own-wishes";
import { loadHasPassword } from "@/lib/accounts/passwords/loaders";
import { env } from "@/lib/platform/env";
import { loadOwnData } from "@/lib/privacy/loaders";

export const metadata: Metadata = { title: "Your data" };

const SECTIONS = [
  { id: "consents", name: "What you agreed to" },
  { id: "copy", name: "A copy of your data" },
  { id: "delete", name: "Delete your account" },
];

export default async function OwnDataPage() {
  const [{ counts, consents, feedback, photos, pictures, wishes, latestExport }, hasPassword] = await Promise.all([
    loadOwnData(),
    loadHasPassword("/account/privacy"),
  ]);
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader
        title="Your data"
        lead="What is kept about you, why, and until when; and how to have it, or have it gone."
        back={{ href: "/account", label: "Account" }}
      />
      {/* On a phone the list of what is kept is six screens long. */}
      <nav aria-label="On this page" className="mb-4 flex flex-wrap gap-x-5">
        {SECTIONS.map(({ id, name }) => (
          <a key={id} href={`#${id}`} className="inline-flex min-h-11 items-center rounded-sm text-primary underline">
            {name}
          </a>
        ))}
      </nav>
      <div className="grid grid-cols-1 gap-6">
        <SecuritySection
          id="held"
          title="What is kept about you"
          lead={
            <>
              And nothing else. The same, for everybody to read, is on the page about{" "}
              <Link href="/privacy" className="text-primary underline">
                privacy
              </Link>
              .
            </>
          }
        >
          <HeldList counts={counts} />
        </SecuritySection>
        {feedback.length > 0 && <OwnFeedback feedback={feedback} count={counts.feedback} />}
        {photos.length > 0 && <OwnPhotos photos={photos} />}
        {pictures.length > 0 && <OwnPictures pictures={pictures} />}
        {wishes.length > 0 && <OwnWishes wishes={wishes} />}
        <ConsentSection consents={consents} />
        <ExportSection latest={latestExport} />
        <ErasureSection hasPassword={hasPassword} graceDays={env().privacy.graceDays} />
      </div>
    </div>
  );
}
