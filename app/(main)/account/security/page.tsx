import type { Metadata } from "next";
import { AddressSection } from "@/components/accounts/address-section";
import { IdentitySection } from "@/components/accounts/identity-section";
import { KeySection } from "@/components/accounts/key-section";
import { PasskeySection } from "@/components/accounts/passkey-section";
import { PasswordSection } from "@/components/accounts/password-section";
import { sayRefusal } from "@/components/accounts/refusal-words";
import { SecondFactorSection } from "@/components/accounts/second-factor-section";
import { SessionSection } from "@/components/accounts/session-section";
import { PageHeader } from "@/components/layout/page-header";
import { loadAddress } from "@/lib/accounts/addresses/loaders";
import { loadKeys } from "@/lib/accounts/keys/loaders";
import { loadAccount } from "@/lib/accounts/loaders";
import { loadIdentities, loadServiceName } from "@/lib/accounts/oidc/loaders";
import { loadPasskeys } from "@/lib/accounts/passkeys/loaders";
import { loadCanReset, loadHasPassword } from "@/lib/accounts/passwords/loaders";
import { loadSecondFactor } from "@/lib/accounts/second-factor/loaders";
import { loadSessions } from "@/lib/accounts/sessions/loaders";

export const metadata: Metadata = { title: "Security" };

const PAGE = "/account/security";

type SecurityPageProps = { searchParams: Promise<{ error?: string | string[] }> };

export default async function SecurityPage({ searchParams }: SecurityPageProps) {
  const { error } = await searchParams;
  const [account, hasPassword, address, canMail, sessions, keys] = await Promise.all([
    loadAccount(PAGE),
    loadHasPassword(PAGE),
    loadAddress(),
    loadCanReset(),
    loadSessions(),
    loadKeys(),
  ]);
  const [secondFactor, passkeys, identities, serviceName] = await Promise.all([
    loadSecondFactor(),
    loadPasskeys(),
    loadIdentities(),
    loadServiceName(),
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
        <SecondFactorSection status={secondFactor} username={account.username} hasPassword={hasPassword} />
        {passkeys && <PasskeySection passkeys={passkeys} />}
        {identities && serviceName && (
          <IdentitySection identities={identities} serviceName={serviceName} refusal={sayRefusal(error, serviceName)} />
        )}
        <AddressSection state={address} hasPassword={hasPassword} canMail={canMail} />
        <SessionSection sessions={sessions} />
        <KeySection {...keys} />
      </div>
    </div>
  );
}
