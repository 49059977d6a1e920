import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import { getActor } from "@/lib/accounts/session";

/** The scanner has a group of its own because its shell gives the whole phone to the camera. */
export default async function ScannerLayout({ children }: { children: ReactNode }) {
  return (
    <AppShell user={await getActor()} immersive>
      {children}
    </AppShell>
  );
}
