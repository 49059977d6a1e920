"use client";

import { Notice } from "@/components/ui/notice";
import { NewPasskeyButton } from "./new-passkey-button";
import { SecondFactorSetUp } from "./second-factor-set-up";
import { SignOutButton } from "./sign-out-button";
import { leaveFor } from "./start-session";

type EnrolmentViewProps = { next: string; isSetUp: boolean; canUsePasskeys: boolean };

/** For who is signed in and must have a second factor before anything else. */
export function EnrolmentView({ next, isSetUp, canUsePasskeys }: EnrolmentViewProps) {
  const goOn = () => leaveFor(next);
  return (
    <div className="grid gap-6">
      {isSetUp ? (
        <Notice tone="info" title="You have one already">
          Please sign out, and in again with your passkey, or with your password and a code.
        </Notice>
      ) : (
        <SecondFactorSetUp onDone={goOn} />
      )}
      {canUsePasskeys && !isSetUp && (
        <div className="grid justify-items-start gap-3">
          <p className="text-muted">
            Or make a passkey on this device, and sign in with it from now on. The password alone then no longer opens
            your account.
          </p>
          <NewPasskeyButton variant="secondary" onDone={goOn} />
        </div>
      )}
      <p>
        <SignOutButton />
      </p>
    </div>
  );
}
