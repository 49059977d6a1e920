"use client";

import { KeyRound } from "lucide-react";
import { toast } from "@/components/ui/toast";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { addPasskeyAction, startPasskeyAction } from "@/lib/accounts/passkeys/actions";
import { OwnerButton } from "./owner-button";

type Options = Parameters<typeof import("@simplewebauthn/browser").startRegistration>[0]["optionsJSON"];

/** Makes a passkey on this device, or on one that its browser can reach. */
export function NewPasskeyButton({ variant, onDone }: { variant?: "primary" | "secondary"; onDone: () => void }) {
  async function add(options: Options) {
    const problem = await makePasskey(options);
    if (problem === null) onDone();
    else if (problem !== "nothing") toast({ message: problem, tone: "problem" });
  }

  return (
    <OwnerButton variant={variant} send={startPasskeyAction} onDone={({ options }) => add(options)}>
      <KeyRound aria-hidden="true" />
      Add a passkey
    </OwnerButton>
  );
}

/** What went wrong in words, null when it is made, "nothing" when the reader changed their mind. */
async function makePasskey(options: Options): Promise<string | "nothing" | null> {
  try {
    const answer = await askBrowser(options);
    if (typeof answer === "string") return answer;
    const added = await addPasskeyAction({ answer });
    return added.ok ? null : (added.message ?? GENERAL_PROBLEM);
  } catch {
    return NO_CONNECTION;
  }
}

async function askBrowser(optionsJSON: Options) {
  const { browserSupportsWebAuthn, startRegistration } = await import("@simplewebauthn/browser");
  if (!browserSupportsWebAuthn()) return "This browser knows no passkeys.";
  try {
    return await startRegistration({ optionsJSON });
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    if (name === "InvalidStateError") return "This device has a passkey of your account already.";
    return name === "NotAllowedError" || name === "AbortError"
      ? "nothing"
      : "This device cannot make a passkey for this site.";
  }
}
