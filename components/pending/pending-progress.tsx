"use client";

import { LogIn } from "lucide-react";
import { accountHref } from "@/components/accounts/next-path";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import { Spinner } from "@/components/ui/spinner";
import type { CollectionChoice } from "@/lib/library/schema";
import type { PendingResponse } from "@/lib/scans/pending/schema";
import { hasCome, isMoving, wordsOf } from "./pending-words";
import { WishSelect } from "./wish-select";

type PendingProgressProps = {
  id: string;
  /** Null before the first answer. */
  pending: PendingResponse | null;
  /** The reader's collections; null for a visitor. */
  choices: CollectionChoice[] | null;
  wish: number | null;
  onWish?: (collectionId: number | null) => void;
};

const JUST_ASKED = { status: "pending", stucked: false, reason: null, next_try_at: null } as const;

/** Where a pending book stands, in words that change by themselves, and where it is to go when it has come. */
export function PendingProgress({ id, pending, choices, wish, onWish }: PendingProgressProps) {
  const now = pending ?? JUST_ASKED;
  const { title, text } = wordsOf(now);
  return (
    <div className="grid gap-4">
      <div role="status">
        {isMoving(now) ? (
          <div className="flex items-start gap-3">
            <Spinner className="mt-0.5 size-6 text-primary" />
            <p>
              <strong className="block">{title}</strong>
              <span className="text-muted">{text}</span>
            </p>
          </div>
        ) : (
          <Notice tone={now.status === "rejected" || now.stucked ? "warning" : "info"} title={title}>
            {text}
          </Notice>
        )}
      </div>
      {!hasCome(now) &&
        now.status !== "rejected" &&
        (choices === null ? (
          <ButtonLink
            href={accountHref("sign-in", `/pending/${encodeURIComponent(id)}`)}
            variant="secondary"
            className="justify-self-start"
          >
            <LogIn aria-hidden="true" />
            Sign in to be told when it is here
          </ButtonLink>
        ) : (
          choices.length > 0 && <WishSelect id={id} choices={choices} wish={wish} onWish={onWish} />
        ))}
    </div>
  );
}
