import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import { LeavingNotice } from "@/components/privacy/leaving-notice";
import { getActor, getLeaver } from "@/lib/accounts/session";
import { loadMyPending } from "@/lib/scans/pending/loaders";

/** The scanner has a group of its own because its shell gives the whole phone to the camera. */
export default async function ScannerLayout({ children }: { children: ReactNode }) {
  const [user, mine, leaver] = await Promise.all([getActor(), loadMyPending(), getLeaver()]);
  return (
    <AppShell user={user} isWaiting={mine.length > 0} immersive>
      {leaver && (
        <div className="max-md:p-4">
          <LeavingNotice dueAt={leaver.erasureDueAt} />
        </div>
      )}
      {children}
    </AppShell>
  );
}
