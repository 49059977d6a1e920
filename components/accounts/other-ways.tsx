"use client";

import { KeyRound, LogIn } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { startPasskeySignInAction } from "@/lib/accounts/passkeys/actions";
import { goToService, leaveFor, type SignInFailure, startSessionByPasskey } from "./start-session";

type OtherWaysProps = {
  next: string;
  canUsePasskeys: boolean;
  /** What the service is called that readers may sign in through. */
  serviceName?: string;
  onProblem: (problem: SignInFailure | null) => void;
};

/** The ways in beside the password. A browser that has passkeys of this site also offers them in the name's field. */
export function OtherWays({ next, canUsePasskeys, serviceName, onProblem }: OtherWaysProps) {
  const [isPending, setPending] = useState<"passkey" | "service" | null>(null);

  useEffect(() => {
    if (!canUsePasskeys) return;
    let isGone = false;
    void signInByPasskey({ isOffer: true, isWanted: () => !isGone }).then((end) => {
      if (isGone || end === "nothing") return;
      if (end === null) return leaveFor(next);
      onProblem(end);
    });
    return () => {
      isGone = true;
    };
  }, [canUsePasskeys, next, onProblem]);

  async function choosePasskey() {
    setPending("passkey");
    onProblem(null);
    const end = await signInByPasskey({ isOffer: false, isWanted: () => true });
    if (end === null) return leaveFor(next);
    setPending(null);
    if (end !== "nothing") onProblem(end);
  }

  async function leaveForService() {
    setPending("service");
    onProblem(null);
    try {
      await goToService(`/sign-in/service?next=${encodeURIComponent(next)}`);
    } catch {
      setPending(null);
      onProblem("no_connection");
    }
  }

  if (!canUsePasskeys && !serviceName) return null;
  return (
    <div className="grid gap-3">
      <p className="flex items-center gap-3 text-muted text-sm before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      {canUsePasskeys && (
        <Button variant="secondary" size="lg" block loading={isPending === "passkey"} onClick={choosePasskey}>
          <KeyRound aria-hidden="true" />
          Use a passkey
        </Button>
      )}
      {serviceName && (
        <Button variant="secondary" size="lg" block loading={isPending === "service"} onClick={leaveForService}>
          <LogIn aria-hidden="true" />
          Continue with {serviceName}
        </Button>
      )}
    </div>
  );
}

type Asking = { isOffer: boolean; isWanted: () => boolean };

/**
 * Asks the browser for a passkey and signs in by it: null. "nothing": nobody chose one. The code for it is fetched only
 * here: most people sign in another way.
 */
async function signInByPasskey({ isOffer, isWanted }: Asking): Promise<SignInFailure | "nothing" | null> {
  try {
    if (isOffer && !(await canOffer())) return "nothing";
    const { startAuthentication } = await import("@simplewebauthn/browser");
    const started = await startPasskeySignInAction({});
    if (!isWanted()) return "nothing";
    if (!started.ok) {
      if (isOffer) return "nothing";
      return "retryAfterSeconds" in started ? `too_many_requests:${started.retryAfterSeconds}` : "no_connection";
    }
    const answer = await startAuthentication({ optionsJSON: started.options, useBrowserAutofill: isOffer });
    return await startSessionByPasskey(answer);
  } catch (error) {
    // Cancelled, or another question has taken the place of this one: said by the browser itself.
    const isOver = error instanceof Error && ["NotAllowedError", "AbortError"].includes(error.name);
    return isOffer || isOver ? "nothing" : "passkey_refused";
  }
}

async function canOffer(): Promise<boolean> {
  if (typeof PublicKeyCredential === "undefined") return false;
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false;
}
