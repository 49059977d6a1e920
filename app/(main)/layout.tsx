import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import { getActor } from "@/lib/accounts/session";

/** The shell around every page but the scanner. Whether a page may be seen is the page's own business. */
export default async function MainLayout({ children }: { children: ReactNode }) {
  return <AppShell user={await getActor()}>{children}</AppShell>;
}
