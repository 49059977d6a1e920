"use client";

import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { tell } from "@/components/ui/tell";
import { confirmAgainAction } from "@/lib/accounts/addresses/actions";

/** Stands above every page until the letter is answered; nothing else waits for it. */
export function ConfirmAddressNotice({ address }: { address: string }) {
  const [isPending, startTransition] = useTransition();
  const [isSent, setSent] = useState(false);

  function send() {
    startTransition(async () => {
      setSent(await tell({ done: `A letter is on its way to ${address}`, work: () => confirmAgainAction({}) }));
    });
  }

  return (
    <Notice tone="warning" title="Please confirm your e-mail address" className="mb-6">
      <p>
        We wrote to <span className="break-all font-semibold">{address}</span>. Open the link in the letter; until then
        the address cannot bring back a forgotten password.
      </p>
      <Button variant="secondary" className="mt-3" loading={isPending} disabled={isSent} onClick={send}>
        {isSent ? "Sent" : "Send again"}
      </Button>
    </Notice>
  );
}
