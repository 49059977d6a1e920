"use client";

import { BookmarkPlus, Check } from "lucide-react";
import { useOptimistic, useTransition } from "react";
import { tellStatus } from "@/components/reading/acts";
import { Button } from "@/components/ui/button";

type WantButtonProps = {
  book: { isbn: string; title: string };
  /** It is on the reader's list already. */
  isWanted: boolean;
};

/** Puts a volume on the list of what to read, by one tap, with an undo. */
export function WantButton({ book, isWanted }: WantButtonProps) {
  const [wanted, showBefore] = useOptimistic(isWanted);
  const [, startTransition] = useTransition();
  const want = () =>
    startTransition(async () => {
      showBefore(true);
      await tellStatus(book, "want");
    });
  if (wanted) {
    return (
      <p className="inline-flex min-h-11 items-center gap-2 font-semibold text-sm">
        <Check aria-hidden="true" className="size-4 text-primary" />
        On your list to read
      </p>
    );
  }
  return (
    <Button onClick={want} aria-label={`Want to read “${book.title}”`}>
      <BookmarkPlus aria-hidden="true" />
      Want to read
    </Button>
  );
}
