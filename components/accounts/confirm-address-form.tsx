"use client";

import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { confirmAddressAction } from "@/lib/accounts/addresses/actions";
import { FormProblem } from "./form-problem";

type ConfirmAddressFormProps = { secret: string; address: string; username: string };

/** A button and not the page itself: programs that look through letters open every link in them. */
export function ConfirmAddressForm({ secret, address, username }: ConfirmAddressFormProps) {
  const [isPending, startTransition] = useTransition();
  const [isDone, setDone] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  function confirm() {
    setProblem(null);
    startTransition(async () => {
      try {
        const result = await confirmAddressAction({ secret });
        if (result.ok) setDone(true);
        else setProblem(result.message ?? GENERAL_PROBLEM);
      } catch {
        setProblem(NO_CONNECTION);
      }
    });
  }

  if (isDone) {
    return (
      <div className="grid gap-5">
        <Notice tone="success" role="status" title="Thank you">
          <span className="break-all">{address}</span> is confirmed.
        </Notice>
        <ButtonLink href="/" size="lg" block>
          To the scanner
        </ButtonLink>
      </div>
    );
  }
  return (
    <div className="grid gap-5">
      <FormProblem text={problem} />
      <p>
        <span className="break-all font-semibold">{address}</span> becomes the address of the account{" "}
        <span className="break-all font-semibold">{username}</span>. Is that account not yours? Then close this page.
      </p>
      <Button size="lg" block loading={isPending} onClick={confirm}>
        Confirm this address
      </Button>
    </div>
  );
}
