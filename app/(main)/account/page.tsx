import type { Metadata } from "next";
import { cookies } from "next/headers";
import { AccountView } from "@/components/accounts/account-view";
import { loadAccount } from "@/lib/accounts/loaders";
import { loadKept } from "@/lib/library/loaders";
import { loadOpenIncidentCount } from "@/lib/ops/incidents/loaders";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const [account, kept, openIncidents] = await Promise.all([
    loadAccount("/account"),
    loadKept(),
    loadOpenIncidentCount(),
  ]);
  const theme = (await cookies()).get("theme")?.value;
  return (
    <AccountView
      account={account}
      collectionCount={kept.collections}
      bookCount={kept.books}
      openIncidents={openIncidents ?? 0}
      theme={theme === "light" || theme === "dark" ? theme : "system"}
    />
  );
}
