import type { Metadata } from "next";
import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import { getActor } from "@/lib/accounts/session";

export const metadata: Metadata = { robots: { index: false } };

/** The shell around the pages of those who look after the site. Each page's loader says who may see it. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  return <AppShell user={await getActor()}>{children}</AppShell>;
}
