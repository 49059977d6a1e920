"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/library/words";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { addPasskeyAction, startPasskeyAction } from "@/lib/accounts/passkeys/actions";

/** Makes a passkey on this device, or on one that its browser can reach. */
export function NewPasskeyButton({ variant, onDone }: { variant?: "primary" | "secondary"; onDone: () => void }) {
  const [isPending, setPending] = useState(false);

  async function add() {
    setPending(true);
    const problem = await makePasskey();
    setPending(false);
    if (problem === null) onDone();
    else if (problem !== "nothing") toast({ message: problem, tone: "problem" });
  }

  return (
    <Button variant={variant} loading={isPending} onClick={add}>
      <KeyRound aria-hidden="true" />
      Add a passkey
    </Button>
  );
}

/** What went wrong in words, null when it is made, "nothing" when the reader changed their mind. */
async function makePasskey(): Promise<string | "nothing" | null> {
  try {
    const started = await startPasskeyAction({});
    if (!started.ok) return started.message ?? GENERAL_PROBLEM;
    const answer = await askBrowser(started.options);
    if (typeof answer === "string") return answer;
    const added = await addPasskeyAction({ answer });
    return added.ok ? null : (added.message ?? GENERAL_PROBLEM);
  } catch {
    return NO_CONNECTION;
  }
}

type Options = Parameters<typeof import("@simplewebauthn/browser").startRegistration>[0]["optionsJSON"];

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
