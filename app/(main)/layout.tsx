import type { ReactNode } from "react";
import { ConfirmAddressNotice } from "@/components/accounts/confirm-address-notice";
import { SecurityNotices } from "@/components/accounts/security-notices";
import { AppShell } from "@/components/layout/app-shell";
import { LeavingNotice } from "@/components/privacy/leaving-notice";
import { loadAddressToConfirm } from "@/lib/accounts/addresses/loaders";
import { getActor, getLeaver } from "@/lib/accounts/session";
import { loadMyNotices } from "@/lib/ops/incidents/loaders";
import { loadMyPending } from "@/lib/scans/pending/loaders";

/** The shell around every page but the scanner. Whether a page may be seen is the page's own business. */
export default async function MainLayout({ children }: { children: ReactNode }) {
  const [user, mine, toConfirm, leaver, notices] = await Promise.all([
    getActor(),
    loadMyPending(),
    loadAddressToConfirm(),
    getLeaver(),
    loadMyNotices(),
  ]);
  return (
    <AppShell user={user} isWaiting={mine.length > 0}>
      <div className="print:hidden">
        {leaver && <LeavingNotice dueAt={leaver.erasureDueAt} />}
        {toConfirm && <ConfirmAddressNotice key={toConfirm} address={toConfirm} />}
        <SecurityNotices notices={notices} />
      </div>
      {children}
    </AppShell>
  );
}
