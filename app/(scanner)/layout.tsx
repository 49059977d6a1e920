import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import { getActor } from "@/lib/accounts/session";
import { loadMyPending } from "@/lib/scans/pending/loaders";

/** The scanner has a group of its own because its shell gives the whole phone to the camera. */
export default async function ScannerLayout({ children }: { children: ReactNode }) {
  const [user, mine] = await Promise.all([getActor(), loadMyPending()]);
  return (
    <AppShell user={user} isWaiting={mine.length > 0} immersive>
      {children}
    </AppShell>
  );
}
