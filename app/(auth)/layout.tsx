import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import { getActor } from "@/lib/accounts/session";

export default async function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <AppShell user={await getActor()}>
      <div className="mx-auto max-w-md">{children}</div>
    </AppShell>
  );
}
