"use client";

import { useTransition } from "react";
import { leaveFor } from "@/components/accounts/start-session";
import { Button } from "@/components/ui/button";
import { tell } from "@/components/ui/tell";
import { cancelErasureAction } from "@/lib/accounts/erasure/actions";

/** Takes the erasure back; everything is as it was. */
export function KeepAccountButton() {
  const [isPending, startTransition] = useTransition();
  const keep = () =>
    startTransition(async () => {
      const isKept = await tell({ done: "Your account stays", work: () => cancelErasureAction({}) });
      if (isKept) leaveFor("/account");
    });
  return (
    <Button size="lg" loading={isPending} onClick={keep}>
      Keep my account
    </Button>
  );
}
