import type { Metadata } from "next";
import { AddressSection } from "@/components/accounts/address-section";
import { KeySection } from "@/components/accounts/key-section";
import { PasswordSection } from "@/components/accounts/password-section";
import { SessionSection } from "@/components/accounts/session-section";
import { PageHeader } from "@/components/layout/page-header";
import { loadAddress } from "@/lib/accounts/addresses/loaders";
import { loadKeys } from "@/lib/accounts/keys/loaders";
import { loadAccount } from "@/lib/accounts/loaders";
import { loadCanReset, loadHasPassword } from "@/lib/accounts/passwords/loaders";
import { loadSessions } from "@/lib/accounts/sessions/loaders";

export const metadata: Metadata = { title: "Security" };

export default async function SecurityPage() {
  const [account, hasPassword, address, canMail, sessions, keys] = await Promise.all([
    loadAccount(),
    loadHasPassword(),
    loadAddress(),
    loadCanReset(),
    loadSessions(),
    loadKeys(),
  ]);
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader
        title="Security"
        lead="How you sign in, and where you are signed in."
        back={{ href: "/account", label: "Account" }}
      />
      {/* One section a matter, see SecuritySection; what one signs in with comes before where one is signed in. */}
      <div className="grid grid-cols-1 gap-6">
        <PasswordSection username={account.username} hasPassword={hasPassword} />
        <AddressSection state={address} hasPassword={hasPassword} canMail={canMail} />
        <SessionSection sessions={sessions} />
        <KeySection {...keys} />
      </div>
    </div>
  );
}
