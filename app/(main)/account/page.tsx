import type { Metadata } from "next";
import { cookies } from "next/headers";
import { AccountView } from "@/components/accounts/account-view";
import { loadAccount } from "@/lib/accounts/loaders";
import { loadCollections } from "@/lib/library/loaders";
import { loadOpenIncidentCount } from "@/lib/ops/incidents/loaders";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const [account, collections, openIncidents] = await Promise.all([
    loadAccount("/account"),
    loadCollections(),
    loadOpenIncidentCount(),
  ]);
  const bookCount = collections.reduce((sum, collection) => sum + collection.bookCount, 0);
  const theme = (await cookies()).get("theme")?.value;
  return (
    <AccountView
      account={account}
      collectionCount={collections.length}
      bookCount={bookCount}
      openIncidents={openIncidents ?? 0}
      theme={theme === "light" || theme === "dark" ? theme : "system"}
    />
  );
}
