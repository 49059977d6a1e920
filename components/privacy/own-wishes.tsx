"use client";

import Link from "next/link";
import { useOptimistic, useTransition } from "react";
import { SecuritySection } from "@/components/accounts/security-section";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { tell } from "@/components/ui/tell";
import { withdrawWishAction } from "@/lib/scans/own/actions";
import type { OwnWish } from "@/lib/scans/own/schema";

/** Books that the reader asked for, each to be forgotten. */
export function OwnWishes({ wishes }: { wishes: OwnWish[] }) {
  const [, startTransition] = useTransition();
  const [present, leaveOut] = useOptimistic(wishes, (now, id: string) => now.filter((wish) => wish.id !== id));

  const forget = ({ id, name }: OwnWish) =>
    startTransition(async () => {
      leaveOut(id);
      await tell({ done: `You do not wait for “${name}” any more`, work: () => withdrawWishAction({ pendingId: id }) });
    });

  return (
    <SecuritySection id="wishes" title="Books that you asked for" lead="That the catalogue did not have.">
      <ul className="grid grid-cols-1 divide-y divide-line border-line border-y">
        {present.map((wish) => (
          <li key={wish.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
            <p className="min-w-0 flex-1 basis-48">
              <Link
                href={`/pending/${encodeURIComponent(wish.id)}`}
                className="inline-flex min-h-11 min-w-0 items-center break-words rounded-sm font-semibold text-primary underline"
              >
                {wish.name}
              </Link>
              <span className="block text-muted text-sm">
                {wish.hasCome ? "Has come" : "Has not come yet"}, asked for <Moment at={wish.askedAt} />
              </span>
            </p>
            <Button variant="danger-ghost" aria-label={`Forget ${wish.name}`} onClick={() => forget(wish)}>
              Forget
            </Button>
          </li>
        ))}
      </ul>
    </SecuritySection>
  );
}
