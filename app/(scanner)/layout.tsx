import type { ReactNode } from "react";
import { SecurityNotices } from "@/components/accounts/security-notices";
import { AppShell } from "@/components/layout/app-shell";
import { LeavingNotice } from "@/components/privacy/leaving-notice";
import { getActor, getLeaver } from "@/lib/accounts/session";
import { loadMyNotices } from "@/lib/ops/incidents/loaders";
import { loadMyPending } from "@/lib/scans/pending/loaders";

/** The scanner has a group of its own because its shell gives the whole phone to the camera. */
export default async function ScannerLayout({ children }: { children: ReactNode }) {
  const [user, mine, leaver, notices] = await Promise.all([getActor(), loadMyPending(), getLeaver(), loadMyNotices()]);
  return (
    <AppShell user={user} isWaiting={mine.length > 0} immersive>
      {leaver && (
        <div className="max-md:p-4">
          <LeavingNotice dueAt={leaver.erasureDueAt} />
        </div>
      )}
      {notices.length > 0 && (
        <div className="max-md:p-4">
          <SecurityNotices notices={notices} />
        </div>
      )}
      {children}
    </AppShell>
  );
}
