"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { tell } from "@/components/ui/tell";
import { joinHouseholdAction } from "@/lib/copies/household/actions";

/** Joins the household of a link. */
export function JoinButton({ secret, name }: { secret: string; name: string }) {
  const [isPending, startTransition] = useTransition();
  const router = useRouter();
  return (
    <Button
      size="lg"
      loading={isPending}
      onClick={() =>
        startTransition(async () => {
          const isDone = await tell({ done: `Welcome to ${name}`, work: () => joinHouseholdAction({ secret }) });
          if (isDone) startTransition(() => router.replace("/library/places"));
        })
      }
    >
      Join {name}
    </Button>
  );
}
