import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import { getActor } from "@/lib/accounts/session";
import { loadMyPending } from "@/lib/scans/pending/loaders";

/** The shell around every page but the scanner. Whether a page may be seen is the page's own business. */
export default async function MainLayout({ children }: { children: ReactNode }) {
  const [user, mine] = await Promise.all([getActor(), loadMyPending()]);
  return (
    <AppShell user={user} isWaiting={mine.length > 0}>
      {children}
    </AppShell>
  );
}
