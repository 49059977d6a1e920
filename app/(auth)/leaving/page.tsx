import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignOutButton } from "@/components/accounts/sign-out-button";
import { PageHeader } from "@/components/layout/page-header";
import { KeepAccountButton } from "@/components/privacy/keep-account-button";
import { sayFullDay } from "@/components/ui/day-words";
import { getLeaver } from "@/lib/accounts/session";

export const metadata: Metadata = { title: "Your account will be deleted", robots: { index: false } };

/** All that an account can do that waits for its erasure: stay after all. */
export default async function LeavingPage() {
  const leaver = await getLeaver();
  if (!leaver) redirect("/");
  const { username, erasureDueAt } = leaver;
  return (
    <>
      <PageHeader title="Your account will be deleted" lead={username} />
      <div className="grid grid-cols-1 gap-5">
        <p>
          On{" "}
          <time dateTime={erasureDueAt.toISOString()} className="font-semibold">
            {sayFullDay(erasureDueAt)}
          </time>{" "}
          everything that is yours is deleted for good. Until then nothing of it works, and other readers see nothing of
          it but covers of yours that stand for books, without your name. If you keep it, everything is as it was.
        </p>
        <div className="flex flex-wrap gap-3">
          <KeepAccountButton />
          <SignOutButton />
        </div>
      </div>
    </>
  );
}
