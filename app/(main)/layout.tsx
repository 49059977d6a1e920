import type { ReactNode } from "react";
import { ConfirmAddressNotice } from "@/components/accounts/confirm-address-notice";
import { AppShell } from "@/components/layout/app-shell";
import { loadAddressToConfirm } from "@/lib/accounts/addresses/loaders";
import { getActor } from "@/lib/accounts/session";
import { loadMyPending } from "@/lib/scans/pending/loaders";

/** The shell around every page but the scanner. Whether a page may be seen is the page's own business. */
export default async function MainLayout({ children }: { children: ReactNode }) {
  const [user, mine, toConfirm] = await Promise.all([getActor(), loadMyPending(), loadAddressToConfirm()]);
  return (
    <AppShell user={user} isWaiting={mine.length > 0}>
      {toConfirm && <ConfirmAddressNotice key={toConfirm} address={toConfirm} />}
      {children}
    </AppShell>
  );
}
